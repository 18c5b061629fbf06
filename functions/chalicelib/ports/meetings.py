"""What the meetings' use cases need: meetings, workers, placements, attendance, bans, signing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from chalicelib.domain.attendance import LeaveReason, Stay
from chalicelib.domain.meetings import Meeting
from chalicelib.domain.placement import Worker
from chalicelib.ports.accounts import AccountRepository, PasswordHasher
from chalicelib.ports.edge import EdgePorts
from meeting_contract.token import JoinClaims


class CodeTakenError(Exception):
    """Another meeting has this code."""


class PlacementLostError(Exception):
    """Somebody else was first: the meeting, its worker or the seats are not what was read."""


@dataclass(frozen=True)
class OwnedPage:
    """`next_key` (created_at_ms, meeting_id) leads to the following page, None on the last."""

    meetings: Sequence[Meeting]
    next_key: tuple[int, str] | None


@dataclass(frozen=True)
class AttendancePage:
    stays: Sequence[Stay]
    next_key: str | None


class MeetingRepository(Protocol):
    """Reads are consistent, but `list_owned`."""

    def add(self, meeting: Meeting) -> None:
        """Store the meeting and its code in one transaction; raise CodeTakenError."""

    def find_by_code(self, code: str) -> Meeting:
        """Raise DomainError(MEETING_NOT_FOUND)."""

    def find_many(self, meeting_ids: Collection[str]) -> Mapping[str, Meeting]: ...

    def list_owned(self, owner_id: str, limit: int, after: tuple[int, str] | None) -> OwnedPage:
        """The newest first."""

    def list_placed(self, worker_id: str) -> Sequence[Meeting]:
        """The meetings that a worker has, as of about a second ago."""

    def save_settings(self, before: Meeting, after: Meeting) -> None:
        """Store what of title, lobby and password differs, and nothing else."""

    def close(self, meeting_id: str) -> None:
        """Mark the present epoch, whichever it is by now, as ended for all."""

    def set_locked(self, meeting_id: str, epoch: int, at_ms: int, *, locked: bool) -> None:
        """Store it unless it is of an older epoch or a later change is known."""

    def set_started(self, meeting_id: str, worker_id: str, epoch: int, started_at_ms: int) -> None:
        """Store it once, from the meeting's own worker: nothing moves a sitting's clock."""


class PlacementRepository(Protocol):
    """Each call is one transaction over the meeting and the workers' seats."""

    def place(
        self,
        meeting: Meeting,
        worker: Worker,
        *,
        dead_worker: Worker | None,
        now_ms: int,
        system_now_ms: int,
    ) -> Meeting:
        """Give `meeting` (its sitting's fields as they shall be) to `worker`, with the next epoch.

        `dead_worker` had it, and gets its seats back. Raise PlacementLostError.
        """

    def reopen(self, meeting: Meeting, now_ms: int) -> Meeting:
        """Give a closed meeting's worker its next epoch, the seats stay; as `place`."""

    def adopt(self, meeting: Meeting, worker_id: str, now_ms: int) -> None:
        """Give an unplaced meeting back to the worker that still runs its epoch; as `place`."""

    def release(self, meeting: Meeting, ended_at_ms: int, now_ms: int, *, closed: bool) -> None:
        """Take the meeting from its worker and give the seats back; nothing if it has moved on."""


class WorkerRepository(Protocol):
    def renew(self, worker: Worker) -> None:
        """Store what a heartbeat says; the seats reserved stay as they are (0 at the first)."""

    def find(self, worker_id: str) -> Worker | None: ...

    def list_all(self) -> Sequence[Worker]: ...

    def delete_dead(self, worker_id: str, system_now_ms: int) -> None:
        """Forget a worker unless it has come back."""

    def correct_reserved(self, worker: Worker, reserved: int) -> None:
        """Set the seats reserved unless a placement changed them since `worker` was read."""


class AttendanceRepository(Protocol):
    """Rows by participant and time of joining; both reports of a stay may come in any order."""

    def joined(self, meeting_id: str, stay: Stay) -> None: ...

    def left(
        self,
        meeting_id: str,
        participant_id: str,
        joined_at_ms: int,
        left_at_ms: int,
        reason: LeaveReason,
    ) -> None: ...

    def close_open(self, meeting_id: str, up_to_epoch: int, left_at_ms: int) -> None:
        """End as `lost` what a dead worker could not report."""

    def stays_of(self, meeting_id: str, person_id: str, since_ms: int) -> Iterable[Stay]: ...

    def page(self, meeting_id: str, limit: int, after: str | None) -> AttendancePage:
        """The earliest first."""


class BanRepository(Protocol):
    def add(self, meeting_id: str, person_id: str, at_ms: int) -> None: ...

    def contains(self, meeting_id: str, person_id: str) -> bool: ...


class JoinTokenSigner(Protocol):
    def sign(self, claims: JoinClaims) -> str: ...


@dataclass(frozen=True)
class MeetingPorts:
    meetings: MeetingRepository
    placements: PlacementRepository
    workers: WorkerRepository
    attendance: AttendanceRepository
    bans: BanRepository
    accounts: AccountRepository
    passwords: PasswordHasher
    signer: JoinTokenSigner
    edge: EdgePorts
