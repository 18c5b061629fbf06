"""Figures of the whole: what a core forwards, how fast people are in, how fast functions answer."""
