"""One function a verb: (command, ports, now) -> result."""
