"""What a room reports to the functions: each fact once, with the room's name and epoch on it."""

from collections.abc import Callable
from typing import TypedDict

from media_worker.room.effects import Tell
from media_worker.room.member import Member
from meeting_contract import reports
from meeting_contract.token import JoinClaims


class _Head(TypedDict):
    report_id: str
    worker_id: str
    meeting_id: str
    epoch: int
    at_ms: int


class Journal:
    """Makes the effects; `new_id` gives each report the id it is told apart by."""

    def __init__(self, claims: JoinClaims, worker_id: str, new_id: Callable[[], str]) -> None:
        self._meeting_id = claims.meeting_id
        self._epoch = claims.epoch
        self._worker_id = worker_id
        self._new_id = new_id

    def started(self, at_ms: int) -> Tell:
        return Tell(reports.RoomStarted(**self._head(at_ms)))

    def ended(self, reason: reports.RoomEndReason, at_ms: int) -> Tell:
        return Tell(reports.RoomEnded(**self._head(at_ms), reason=reason))

    def joined(self, member: Member) -> Tell:
        report = reports.ParticipantJoined(
            **self._head(member.joined_at_ms),
            participant_id=member.participant_id,
            person_id=member.claims.person_id,
            name=member.claims.name,
            role=member.claims.role,
        )
        return Tell(report)

    def left(self, member: Member, reason: reports.LeaveReason, at_ms: int) -> Tell:
        report = reports.ParticipantLeft(
            **self._head(at_ms),
            participant_id=member.participant_id,
            joined_at_ms=member.joined_at_ms,
            reason=reason,
        )
        return Tell(report)

    def banned(self, person_id: str, at_ms: int) -> Tell:
        return Tell(reports.PersonBanned(**self._head(at_ms), person_id=person_id))

    def locked(self, locked: bool, at_ms: int) -> Tell:
        return Tell(reports.MeetingLocked(**self._head(at_ms), locked=locked))

    def _head(self, at_ms: int) -> _Head:
        return {
            "report_id": self._new_id(),
            "worker_id": self._worker_id,
            "meeting_id": self._meeting_id,
            "epoch": self._epoch,
            "at_ms": at_ms,
        }
