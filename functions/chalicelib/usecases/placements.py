"""Where a meeting runs, and giving it a worker when it runs nowhere."""

from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.domain.errors import DomainError, ErrorCode
from chalicelib.domain.meetings import Meeting, new_sitting, sitting_is_over
from chalicelib.domain.placement import Worker, rank_workers
from chalicelib.domain.times import to_ms
from chalicelib.ports.meetings import MeetingPorts, PlacementLostError

# A worker whose lease is dead is replaced within a heartbeat or two: worth a second try.
RETRY_AFTER_S = 5
_DRAW_DIGITS = 6


@dataclass(frozen=True)
class Whereabouts:
    """`worker` runs the meeting; `dead_worker` did until its lease died."""

    meeting: Meeting
    worker: Worker | None = None
    dead_worker: Worker | None = None


def locate(meeting: Meeting, ports: MeetingPorts) -> Whereabouts:
    """Find the meeting's worker; a dead one emptied the room when it was last heard of."""
    if meeting.worker_id is None:
        return Whereabouts(meeting)
    worker = ports.workers.find(meeting.worker_id)
    if worker is None:
        # Forgotten ten minutes after its last heartbeat at the earliest: the sitting is over.
        return Whereabouts(_emptied(meeting, meeting.placed_at_ms or 0))
    if worker.is_alive(to_ms(ports.edge.clock.system_now())):
        return Whereabouts(meeting, worker=worker)
    return Whereabouts(_emptied(meeting, worker.seen_at_ms), dead_worker=worker)


def _emptied(meeting: Meeting, at_ms: int) -> Meeting:
    return meeting if meeting.ended_at_ms is not None else replace(meeting, ended_at_ms=at_ms)


def place(
    where: Whereabouts, ports: MeetingPorts, now: datetime, attempt: int
) -> tuple[Meeting, Worker]:
    """The meeting on a live worker, placed if need be; raise PlacementLostError to look again.

    Who has lost a race draws among all that have seats: the best fit is where the others run to.
    """
    if where.worker is not None:
        return _reopened(where.meeting, ports, now), where.worker
    ranked = rank_workers(
        ports.workers.list_all(),
        to_ms(ports.edge.clock.system_now()),
        lambda: _draw(ports),
    )
    if not ranked:
        raise _no_seats(where.meeting, ports)
    worker = ranked[0 if attempt == 0 else _draw(ports) % len(ranked)]
    if where.dead_worker is not None and worker.worker_id == where.dead_worker.worker_id:
        raise PlacementLostError
    return _place_on(worker, where, ports, now), worker


def _no_seats(meeting: Meeting, ports: MeetingPorts) -> Exception:
    """The last seats may just have gone to this very meeting."""
    stored = ports.meetings.find_by_code(meeting.code)
    if stored.worker_id != meeting.worker_id:
        return PlacementLostError()
    return DomainError(ErrorCode.NO_WORKER_AVAILABLE, retry_after_s=RETRY_AFTER_S)


def _draw(ports: MeetingPorts) -> int:
    return int(ports.edge.randomness.digits(_DRAW_DIGITS))


def _place_on(worker: Worker, where: Whereabouts, ports: MeetingPorts, now: datetime) -> Meeting:
    now_ms = to_ms(now)
    over = sitting_is_over(where.meeting, now_ms)
    placed = ports.placements.place(
        new_sitting(where.meeting) if over else where.meeting,
        worker,
        dead_worker=where.dead_worker,
        now_ms=now_ms,
        system_now_ms=to_ms(ports.edge.clock.system_now()),
    )
    if where.dead_worker is not None:
        ports.attendance.close_open(
            placed.meeting_id, where.meeting.epoch, where.dead_worker.seen_at_ms
        )
    return placed


def _reopened(meeting: Meeting, ports: MeetingPorts, now: datetime) -> Meeting:
    """Only a host is let in after "end for all": that opens a new room beside the ending one."""
    return ports.placements.reopen(meeting, to_ms(now)) if meeting.closed else meeting
