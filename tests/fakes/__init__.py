"""In-memory ports that keep the real ones' promises; `tests/adapters` holds both to them."""
