"""What can go wrong while the local cloud starts, each as a sentence a person can act on."""


class LocalCloudError(Exception):
    """Something outside the program is not as it should be; the message says what to do."""


class ChildDiedError(LocalCloudError):
    """A process the runner started ended by itself."""

    def __init__(self, name: str, code: int, log_tail: str) -> None:
        super().__init__(f"{name} ended by itself with code {code}. Its last words:\n{log_tail}")
        self.name = name
        self.code = code
