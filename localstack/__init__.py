"""The local cloud and the one-command runner: everything of the service on one machine."""
