"""A line: one client's end of the switchboard, with its session and the room it is in."""

from typing import TYPE_CHECKING, Protocol

from media_worker.room.effects import SessionId
from media_worker.signalling.session import Session
from meeting_contract.signalling import AnyWorkerMessage, encode

if TYPE_CHECKING:
    from media_worker.room.room import Room


class Outlet(Protocol):
    """Where a line speaks; neither call waits."""

    def send(self, text: str) -> None:
        """Send a text frame."""

    def close(self) -> None:
        """Close after what was sent before."""


class Operator(Protocol):
    """Who listens to lines."""

    def received(self, line: "Line", data: str | bytes) -> None:
        """Take one message, whatever it is."""

    def lost(self, line: "Line") -> None:
        """Learn that the socket is gone."""


class Line:
    """The socket's side calls `received`, `greeted` and `lost`; the rest is the operator's."""

    def __init__(
        self, operator: Operator, line_id: SessionId, outlet: Outlet, session: Session
    ) -> None:
        self._operator = operator
        self._outlet = outlet
        self.line_id = line_id
        self.session = session
        self.room: Room | None = None

    def received(self, data: str | bytes) -> None:
        self._operator.received(self, data)

    def greeted(self) -> bool:
        return self.session.state != "awaiting_hello"

    def lost(self) -> None:
        self.session.closed()
        self._operator.lost(self)

    def say(self, message: AnyWorkerMessage) -> None:
        self.say_encoded(message, encode(message))

    def say_encoded(self, message: AnyWorkerMessage, text: str) -> None:
        """Say what is encoded already, as a broadcast is once for all."""
        self.session.sent(message)
        self._outlet.send(text)

    def hang_up(self) -> None:
        """Hear nothing any more, and close the socket after what was said."""
        self.session.closed()
        self._outlet.close()
