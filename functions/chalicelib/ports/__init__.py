"""Protocols: what use cases need from the world, one module an area."""
