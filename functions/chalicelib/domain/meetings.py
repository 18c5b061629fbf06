"""A meeting: its code, the clock of its sitting, and the state a page shows.

A *sitting* lasts from the first participant until nobody has been in the room for ten minutes.
The clock, the lock and "ended for all" belong to the sitting, so that closing and reopening a
meeting at once resets none of them (F3).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from chalicelib.domain.errors import DomainError, ErrorCode, FieldCode, invalid_field
from chalicelib.domain.passwords import normalize_password

CODE_DIGITS = 10
_CODE = re.compile(r"[1-9][0-9]{9}")
_CODE_SEPARATORS = re.compile(r"[ -]")
# F3: opening a meeting again within this time goes on with its clock.
REOPEN_WINDOW_MS = 600_000
PASSWORD_MIN_CHARS = 4
PASSWORD_MAX_CHARS = 64
TITLE_MAX_CHARS = 100
GUEST_NAME_MAX_CHARS = 60

MeetingState = Literal["idle", "running", "ended"]


@dataclass(frozen=True)
class Meeting:
    """`epoch` counts placements; a host ended all up to `ended_epoch` for everybody.

    `started_at_ms` and `ended_at_ms` are the sitting's: when the first participant came in, and
    when the room last emptied (None while it is open). `worker_id` is None when no worker has it.
    """

    meeting_id: str
    code: str
    owner_id: str
    title: str
    lobby: bool
    password_hash: str | None
    created_at_ms: int
    epoch: int = 0
    worker_id: str | None = None
    placed_at_ms: int | None = None
    started_at_ms: int | None = None
    ended_at_ms: int | None = None
    locked: bool = False
    ended_epoch: int = 0

    @property
    def closed(self) -> bool:
        """Ended for all, until the next placement opens it again."""
        return 0 < self.epoch == self.ended_epoch


@dataclass(frozen=True)
class FreshClock:
    """The next participant starts it."""


@dataclass(frozen=True)
class RunningClock:
    """`deadline_ms` is None when the owner's plan sets no time limit."""

    started_at_ms: int
    deadline_ms: int | None


@dataclass(frozen=True)
class ExpiredClock:
    """The time is used up; a fresh clock may start in `retry_after_s`."""

    retry_after_s: int


MeetingClock = FreshClock | RunningClock | ExpiredClock


def make_code(digits: Callable[[int], str]) -> str:
    """Ten random digits, the first not 0: nine billion codes, read aloud as 482 931 7705."""
    first = digits(1)
    while first == "0":
        first = digits(1)
    return first + digits(CODE_DIGITS - 1)


def parse_code(text: str) -> str:
    """Take the groups people type; what cannot be a code is a meeting that does not exist."""
    code = _CODE_SEPARATORS.sub("", text)
    if not _CODE.fullmatch(code):
        raise DomainError(ErrorCode.MEETING_NOT_FOUND)
    return code


def check_meeting_password(raw: str) -> str:
    """The password as it is kept and compared: the same however a keyboard composes it."""
    password = normalize_password(raw)
    if len(password) < PASSWORD_MIN_CHARS:
        raise invalid_field("password", FieldCode.TOO_SHORT)
    if len(password) > PASSWORD_MAX_CHARS:
        raise invalid_field("password", FieldCode.TOO_LONG)
    return password


def sitting_is_over(meeting: Meeting, now_ms: int) -> bool:
    """Nobody has been in the room for ten minutes (or ever)."""
    if meeting.ended_at_ms is None:
        return meeting.started_at_ms is None and meeting.worker_id is None
    return now_ms - meeting.ended_at_ms >= REOPEN_WINDOW_MS


def meeting_clock(meeting: Meeting, now_ms: int, max_duration_s: int | None) -> MeetingClock:
    """Say what F3's clock shows to somebody who comes now."""
    if meeting.started_at_ms is None or sitting_is_over(meeting, now_ms):
        return FreshClock()
    if max_duration_s is None:
        return RunningClock(meeting.started_at_ms, None)
    deadline_ms = meeting.started_at_ms + max_duration_s * 1000
    if now_ms < deadline_ms:
        return RunningClock(meeting.started_at_ms, deadline_ms)
    emptied_at_ms = deadline_ms if meeting.ended_at_ms is None else meeting.ended_at_ms
    wait_ms = emptied_at_ms + REOPEN_WINDOW_MS - now_ms
    return ExpiredClock(retry_after_s=max(1, -(-wait_ms // 1000)))


def new_sitting(meeting: Meeting) -> Meeting:
    """Forget what belonged to the last sitting."""
    return replace(meeting, started_at_ms=None, ended_at_ms=None, locked=False)


def is_locked(meeting: Meeting, now_ms: int) -> bool:
    return meeting.locked and not sitting_is_over(meeting, now_ms)


def meeting_state(meeting: Meeting) -> MeetingState:
    """`idle`: never held yet. `ended`: held, and nobody is in it; it may be opened again."""
    if meeting.closed:
        return "ended"
    if meeting.started_at_ms is None:
        return "idle"
    return "running" if meeting.ended_at_ms is None else "ended"
