"""HTTP: parse, call the use case, serialise."""
