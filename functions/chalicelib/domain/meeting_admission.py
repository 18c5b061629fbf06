"""Who may join a meeting, as what, and whether through the lobby: one decision, no IO."""

from dataclasses import dataclass
from typing import Literal

from chalicelib.domain.errors import DomainError, ErrorCode
from chalicelib.domain.meetings import (
    ExpiredClock,
    Meeting,
    MeetingClock,
    is_locked,
    sitting_is_over,
)

Role = Literal["host", "guest"]
PasswordCheck = Literal["right", "missing", "wrong"]


@dataclass(frozen=True)
class Visitor:
    """Somebody at the door. `returning`: was in the room in this sitting and was not removed."""

    is_owner: bool
    banned: bool
    returning: bool
    password: PasswordCheck


@dataclass(frozen=True)
class Admission:
    """`lobby` is true when a host must let this person in first."""

    role: Role
    lobby: bool


def admit(meeting: Meeting, clock: MeetingClock, visitor: Visitor, now_ms: int) -> Admission:
    """Let the visitor through or raise the one reason against it; the plan's time binds all."""
    if not visitor.is_owner:
        _check_guest(meeting, visitor, now_ms)
    if isinstance(clock, ExpiredClock):
        raise DomainError(ErrorCode.TIME_LIMIT_REACHED, retry_after_s=clock.retry_after_s)
    if visitor.is_owner:
        return Admission("host", lobby=False)
    # A reload, or a move to another worker, does not put an admitted guest back into the lobby.
    return Admission("guest", lobby=meeting.lobby and not visitor.returning)


def _check_guest(meeting: Meeting, visitor: Visitor, now_ms: int) -> None:
    if visitor.banned:
        raise DomainError(ErrorCode.BANNED)
    if meeting.password_hash is not None and visitor.password == "missing":  # noqa: S105 a state
        raise DomainError(ErrorCode.PASSWORD_REQUIRED)
    if meeting.password_hash is not None and visitor.password == "wrong":  # noqa: S105 a state
        raise DomainError(ErrorCode.PASSWORD_WRONG)
    if meeting.closed and not sitting_is_over(meeting, now_ms):
        raise DomainError(ErrorCode.MEETING_ENDED)
    if is_locked(meeting, now_ms) and not visitor.returning:
        raise DomainError(ErrorCode.MEETING_LOCKED)
