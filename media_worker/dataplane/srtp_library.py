"""What the Python data plane needs of an SRTP library: in-place calls on one reused buffer."""

from typing import Any, Protocol

# C data has no Python type.
CData = Any


class SrtpLibrary(Protocol):
    """C calls of the form f(context, buffer, length*) → 0 or an error; they work in place."""

    def new_buffer(self, size: int) -> tuple[CData, memoryview]:
        """A C buffer and the view of it."""

    def new_length(self) -> CData:
        """A pointer to one C int, indexable by 0."""

    def protect(self, context: CData, buffer: CData, length: CData) -> int: ...

    def unprotect(self, context: CData, buffer: CData, length: CData) -> int: ...

    def protect_rtcp(self, context: CData, buffer: CData, length: CData) -> int: ...

    def unprotect_rtcp(self, context: CData, buffer: CData, length: CData) -> int: ...
