"""The wire between functions, media workers and the web client: one definition, three readers."""

PROTOCOL_VERSION = 1
