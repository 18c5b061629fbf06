"""Handlers of streams and queues."""
