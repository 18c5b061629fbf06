"""What a room wants done: frozen orders that the runtime executes in their sequence."""

from dataclasses import dataclass
from typing import Literal, NewType

from meeting_contract.reports import AnyReport, RoomEndReason
from meeting_contract.signalling import AnyWorkerMessage, Source, Tile

SessionId = NewType("SessionId", int)
RoomEnd = RoomEndReason | Literal["fenced"]


@dataclass(frozen=True)
class Send:
    """Say the same to each of these sessions."""

    sessions: tuple[SessionId, ...]
    message: AnyWorkerMessage


@dataclass(frozen=True)
class CloseSession:
    """Close the socket once what was said before has gone out."""

    session: SessionId


@dataclass(frozen=True)
class AnswerOffer:
    """Let the media plane answer; the session hears the answer or `offer_invalid`."""

    session: SessionId
    participant_id: str
    sdp: str


@dataclass(frozen=True)
class Publish:
    participant_id: str
    source: Source
    published: bool


@dataclass(frozen=True)
class SetView:
    participant_id: str
    pinned: str | None
    tiles: tuple[Tile, ...]


@dataclass(frozen=True)
class CloseMedia:
    participant_id: str


@dataclass(frozen=True)
class Tell:
    """Put a report on its way to the functions."""

    report: AnyReport


@dataclass(frozen=True)
class HeartbeatNow:
    """The functions should not learn of this a second late."""


@dataclass(frozen=True)
class RoomClosed:
    reason: RoomEnd


Effect = (
    Send
    | CloseSession
    | AnswerOffer
    | Publish
    | SetView
    | CloseMedia
    | Tell
    | HeartbeatNow
    | RoomClosed
)
