"""Attendance: one stay a row, from a join report to its leave report, merged in any order."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from chalicelib.domain.meeting_admission import Role

LeaveReason = Literal["left", "lost", "removed", "banned", "replaced", "ended"]


@dataclass(frozen=True)
class Stay:
    """One participant's time in the room; `left_at_ms` is None while it lasts."""

    participant_id: str
    person_id: str
    name: str
    role: Role
    epoch: int
    joined_at_ms: int
    left_at_ms: int | None = None
    reason: LeaveReason | None = None

    def minutes(self, now_ms: int) -> int:
        """Started minutes, as on a telephone bill: ten seconds are one minute."""
        end_ms = now_ms if self.left_at_ms is None else self.left_at_ms
        return max(0, -(-(end_ms - self.joined_at_ms) // 60_000))


def stay_key(participant_id: str, joined_at_ms: int) -> str:
    """Sorts by time, and is the same for the join's report and the leave's."""
    return f"{joined_at_ms:013d}#{participant_id}"


def was_let_in(stays: Iterable[Stay]) -> bool:
    """The person was in the room, and the last time did not end by a host's hand."""
    latest = max(stays, key=lambda stay: stay.joined_at_ms, default=None)
    return latest is not None and latest.reason not in ("removed", "banned")
