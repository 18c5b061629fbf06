"""pynamodb models and repositories: conditional writes and transactions."""
