"""Scheduled work: plan (pure), then execute."""
