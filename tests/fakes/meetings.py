"""Meetings, workers, placements, attendance and bans in memory, one lock for a transaction."""

import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from chalicelib.domain.attendance import LeaveReason, Stay, stay_key
from chalicelib.domain.errors import DomainError, ErrorCode
from chalicelib.domain.meetings import Meeting
from chalicelib.domain.placement import SEATS_PER_MEETING, Worker, can_take_meeting
from chalicelib.ports.accounts import AccountPorts
from chalicelib.ports.meetings import (
    AttendancePage,
    CodeTakenError,
    MeetingPorts,
    OwnedPage,
    PlacementLostError,
)

from meeting_contract.token import JoinClaims


@dataclass
class FakeMeetingStore:
    """What the repositories share. `leaves` are reports that came before their join."""

    meetings: dict[str, Meeting] = field(default_factory=dict)
    locked_at: dict[str, int] = field(default_factory=dict)
    workers: dict[str, Worker] = field(default_factory=dict)
    stays: dict[tuple[str, str], Stay] = field(default_factory=dict)
    leaves: dict[tuple[str, str], tuple[int, LeaveReason]] = field(default_factory=dict)
    bans: set[tuple[str, str]] = field(default_factory=set)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def change(self, meeting_id: str, **changes: object) -> None:
        self.meetings[meeting_id] = replace(self.meetings[meeting_id], **changes)  # type: ignore[arg-type]

    def reserve(self, worker_id: str, seats: int, now_ms: int) -> None:
        worker = self.workers[worker_id]
        self.workers[worker_id] = replace(
            worker, reserved=worker.reserved + seats, seats_changed_at_ms=now_ms
        )

    def is_still(self, meeting: Meeting) -> bool:
        stored = self.meetings[meeting.meeting_id]
        return (stored.epoch, stored.worker_id) == (meeting.epoch, meeting.worker_id)


@dataclass
class FakeMeetingRepository:
    store: FakeMeetingStore

    def add(self, meeting: Meeting) -> None:
        with self.store.lock:
            if any(meeting.code == other.code for other in self.store.meetings.values()):
                raise CodeTakenError(meeting.code)
            self.store.meetings[meeting.meeting_id] = meeting

    def find_by_code(self, code: str) -> Meeting:
        for meeting in self.store.meetings.values():
            if meeting.code == code:
                return meeting
        raise DomainError(ErrorCode.MEETING_NOT_FOUND)

    def find_many(self, meeting_ids: Collection[str]) -> Mapping[str, Meeting]:
        return {m: self.store.meetings[m] for m in meeting_ids if m in self.store.meetings}

    def list_owned(self, owner_id: str, limit: int, after: tuple[int, str] | None) -> OwnedPage:
        owned = sorted(
            (m for m in self.store.meetings.values() if m.owner_id == owner_id),
            key=lambda m: (m.created_at_ms, m.meeting_id),
            reverse=True,
        )
        left = [m for m in owned if after is None or (m.created_at_ms, m.meeting_id) < after]
        page = left[:limit]
        more = len(left) > limit
        return OwnedPage(page, (page[-1].created_at_ms, page[-1].meeting_id) if more else None)

    def list_placed(self, worker_id: str) -> Sequence[Meeting]:
        return [m for m in self.store.meetings.values() if m.worker_id == worker_id]

    def save_settings(self, before: Meeting, after: Meeting) -> None:
        for name in ("title", "lobby", "password_hash"):
            if getattr(after, name) != getattr(before, name):
                self.store.change(after.meeting_id, **{name: getattr(after, name)})

    def close(self, meeting_id: str) -> None:
        self.store.change(meeting_id, ended_epoch=self.store.meetings[meeting_id].epoch)

    def set_locked(self, meeting_id: str, epoch: int, at_ms: int, *, locked: bool) -> None:
        if (
            self.store.meetings[meeting_id].epoch == epoch
            and self.store.locked_at.get(meeting_id, -1) < at_ms
        ):
            self.store.locked_at[meeting_id] = at_ms
            self.store.change(meeting_id, locked=locked)

    def set_started(self, meeting_id: str, worker_id: str, epoch: int, started_at_ms: int) -> None:
        meeting = self.store.meetings[meeting_id]
        if (meeting.epoch, meeting.worker_id, meeting.started_at_ms) == (epoch, worker_id, None):
            self.store.change(meeting_id, started_at_ms=started_at_ms)


@dataclass
class FakePlacementRepository:
    store: FakeMeetingStore

    def place(
        self,
        meeting: Meeting,
        worker: Worker,
        *,
        dead_worker: Worker | None,
        now_ms: int,
        system_now_ms: int,
    ) -> Meeting:
        with self.store.lock:
            dead = None if dead_worker is None else self.store.workers[dead_worker.worker_id]
            if (
                not self.store.is_still(meeting)
                or not can_take_meeting(self.store.workers[worker.worker_id], system_now_ms)
                or (dead is not None and dead.is_alive(system_now_ms))
            ):
                raise PlacementLostError
            placed = replace(
                meeting,
                epoch=meeting.epoch + 1,
                worker_id=worker.worker_id,
                placed_at_ms=now_ms,
                ended_at_ms=None,
            )
            self.store.meetings[meeting.meeting_id] = placed
            self.store.reserve(worker.worker_id, SEATS_PER_MEETING, now_ms)
            if dead is not None:
                self.store.reserve(dead.worker_id, -SEATS_PER_MEETING, now_ms)
            return placed

    def reopen(self, meeting: Meeting, now_ms: int) -> Meeting:
        with self.store.lock:
            if not self.store.is_still(meeting):
                raise PlacementLostError
            self.store.change(meeting.meeting_id, epoch=meeting.epoch + 1, placed_at_ms=now_ms)
            return replace(meeting, epoch=meeting.epoch + 1, placed_at_ms=now_ms)

    def adopt(self, meeting: Meeting, worker_id: str, now_ms: int) -> None:
        with self.store.lock:
            if not self.store.is_still(meeting) or worker_id not in self.store.workers:
                raise PlacementLostError
            self.store.change(
                meeting.meeting_id, worker_id=worker_id, placed_at_ms=now_ms, ended_at_ms=None
            )
            self.store.reserve(worker_id, SEATS_PER_MEETING, now_ms)

    def release(self, meeting: Meeting, ended_at_ms: int, now_ms: int, *, closed: bool) -> None:
        with self.store.lock:
            if meeting.worker_id is None or not self.store.is_still(meeting):
                return
            self.store.change(
                meeting.meeting_id, worker_id=None, placed_at_ms=None, ended_at_ms=ended_at_ms
            )
            if closed:
                self.store.change(meeting.meeting_id, ended_epoch=meeting.epoch)
            self.store.reserve(meeting.worker_id, -SEATS_PER_MEETING, now_ms)


@dataclass
class FakeWorkerRepository:
    store: FakeMeetingStore

    def renew(self, worker: Worker) -> None:
        with self.store.lock:
            known = self.store.workers.get(worker.worker_id)
            self.store.workers[worker.worker_id] = replace(
                worker,
                reserved=0 if known is None else known.reserved,
                seats_changed_at_ms=worker.seen_at_ms
                if known is None
                else known.seats_changed_at_ms,
            )

    def find(self, worker_id: str) -> Worker | None:
        return self.store.workers.get(worker_id)

    def list_all(self) -> Sequence[Worker]:
        return list(self.store.workers.values())

    def delete_dead(self, worker_id: str, system_now_ms: int) -> None:
        worker = self.store.workers.get(worker_id)
        if worker is not None and not worker.is_alive(system_now_ms):
            del self.store.workers[worker_id]

    def correct_reserved(self, worker: Worker, reserved: int) -> None:
        stored = self.store.workers[worker.worker_id]
        if stored.reserved == worker.reserved:
            self.store.workers[worker.worker_id] = replace(stored, reserved=reserved)


@dataclass
class FakeAttendanceRepository:
    store: FakeMeetingStore

    def joined(self, meeting_id: str, stay: Stay) -> None:
        key = (meeting_id, stay_key(stay.participant_id, stay.joined_at_ms))
        known = self.store.leaves.get(key)
        left_at_ms, reason = (None, None) if known is None else known
        self.store.stays[key] = replace(stay, left_at_ms=left_at_ms, reason=reason)

    def left(
        self,
        meeting_id: str,
        participant_id: str,
        joined_at_ms: int,
        left_at_ms: int,
        reason: LeaveReason,
    ) -> None:
        key = (meeting_id, stay_key(participant_id, joined_at_ms))
        self.store.leaves[key] = (left_at_ms, reason)
        if key in self.store.stays:
            self.store.stays[key] = replace(
                self.store.stays[key], left_at_ms=left_at_ms, reason=reason
            )

    def close_open(self, meeting_id: str, up_to_epoch: int, left_at_ms: int) -> None:
        for (meeting, _), stay in list(self.store.stays.items()):
            if meeting == meeting_id and stay.left_at_ms is None and stay.epoch <= up_to_epoch:
                end_ms = max(left_at_ms, stay.joined_at_ms)
                self.left(meeting_id, stay.participant_id, stay.joined_at_ms, end_ms, "lost")

    def stays_of(self, meeting_id: str, person_id: str, since_ms: int) -> Iterable[Stay]:
        return [
            stay
            for stay in self._of(meeting_id)
            if stay.person_id == person_id and stay.joined_at_ms >= since_ms
        ]

    def page(self, meeting_id: str, limit: int, after: str | None) -> AttendancePage:
        rows = [
            (stay_key(stay.participant_id, stay.joined_at_ms), stay)
            for stay in self._of(meeting_id)
        ]
        left = [(key, stay) for key, stay in rows if after is None or key > after]
        page = left[:limit]
        return AttendancePage(
            [stay for _, stay in page], page[-1][0] if len(left) > limit else None
        )

    def _of(self, meeting_id: str) -> list[Stay]:
        return [stay for (m, _), stay in sorted(self.store.stays.items()) if m == meeting_id]


@dataclass
class FakeBanRepository:
    store: FakeMeetingStore

    def add(self, meeting_id: str, person_id: str, at_ms: int) -> None:  # noqa: ARG002 the port's
        self.store.bans.add((meeting_id, person_id))

    def contains(self, meeting_id: str, person_id: str) -> bool:
        return (meeting_id, person_id) in self.store.bans


@dataclass
class FakeJoinTokenSigner:
    """`signed` keeps the claims; the token only names them."""

    signed: list[JoinClaims] = field(default_factory=list)

    def sign(self, claims: JoinClaims) -> str:
        self.signed.append(claims)
        return f"token {claims.jti}"


def fake_meeting_ports(accounts: AccountPorts, store: FakeMeetingStore) -> MeetingPorts:
    return MeetingPorts(
        meetings=FakeMeetingRepository(store),
        placements=FakePlacementRepository(store),
        workers=FakeWorkerRepository(store),
        attendance=FakeAttendanceRepository(store),
        bans=FakeBanRepository(store),
        accounts=accounts.accounts,
        passwords=accounts.passwords,
        signer=FakeJoinTokenSigner(),
        edge=accounts.edge,
    )
