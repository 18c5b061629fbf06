"""What a sweep does about placements that nobody reported as ended: a plan, no IO."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chalicelib.domain.meetings import Meeting
from chalicelib.domain.placement import SEATS_PER_MEETING, Worker

# A worker that was only cut off may come back and go on with its rooms until then.
LOST_AFTER_MS = 600_000
# A placement that no room follows: the join token (60 s) was never used, or the end's report was
# lost. Also how long the index of placed meetings may lag behind.
SETTLED_AFTER_MS = 120_000


@dataclass(frozen=True)
class Release:
    """Take `meeting` from its worker; `ended_at_ms` is when its room was last known to be open."""

    meeting: Meeting
    ended_at_ms: int


@dataclass(frozen=True)
class Correction:
    """`worker` says that other seats are reserved than its meetings make."""

    worker: Worker
    reserved: int


@dataclass(frozen=True)
class SweepPlan:
    releases: tuple[Release, ...]
    forgotten: tuple[Worker, ...]
    corrections: tuple[Correction, ...]


def plan_placement_sweep(
    workers: Sequence[Worker],
    placed: Mapping[str, Sequence[Meeting]],
    now_ms: int,
    system_now_ms: int,
) -> SweepPlan:
    """Free the meetings of lost workers and those without a room; put drifted seats right."""
    lost = [worker for worker in workers if _is_lost(worker, system_now_ms)]
    known = [worker for worker in workers if not _is_lost(worker, system_now_ms)]
    of_lost = [
        Release(meeting, worker.seen_at_ms)
        for worker in lost
        for meeting in placed.get(worker.worker_id, ())
    ]
    roomless = [
        Release(meeting, now_ms)
        for worker in known
        if worker.is_alive(system_now_ms)
        for meeting in placed.get(worker.worker_id, ())
        if _has_no_room(meeting, worker, now_ms)
    ]
    corrections = [
        Correction(worker, expected)
        for worker in known
        if worker.seats_changed_at_ms + SETTLED_AFTER_MS <= now_ms
        and (expected := SEATS_PER_MEETING * len(placed.get(worker.worker_id, ())))
        != worker.reserved
    ]
    return SweepPlan((*of_lost, *roomless), tuple(lost), tuple(corrections))


def _is_lost(worker: Worker, system_now_ms: int) -> bool:
    return worker.lease_until_ms + LOST_AFTER_MS <= system_now_ms


def _has_no_room(meeting: Meeting, worker: Worker, now_ms: int) -> bool:
    placed_at_ms = meeting.placed_at_ms or 0
    return meeting.meeting_id not in worker.room_ids and placed_at_ms + SETTLED_AFTER_MS <= now_ms
