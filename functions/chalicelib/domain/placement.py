"""Which worker gets a meeting: best fit below 60 %, so that quiet workers empty and can go.

A placement reserves the seats of a usual meeting, not the plan's hundred: a worker that reports
fuller rooms than that offers so many seats less (`seats_offered`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

SEATS_PER_MEETING = 10
# Above this share of its seats a worker only gets meetings when every other one is as full.
COMFORTABLE_SHARE = 0.6

WorkerState = Literal["ready", "draining"]


@dataclass(frozen=True)
class Worker:
    """`reserved` and `capacity` are seats; `lease_until_ms` is system time.

    `seen_at_ms` is the product's time of the last heartbeat: when it was last known to live.
    """

    worker_id: str
    signalling_url: str
    state: WorkerState
    capacity: int
    reserved: int
    lease_until_ms: int
    seen_at_ms: int
    seats_changed_at_ms: int = 0
    room_ids: frozenset[str] = frozenset()

    def is_alive(self, system_now_ms: int) -> bool:
        return self.lease_until_ms > system_now_ms

    @property
    def share_after_placement(self) -> float:
        return (self.reserved + SEATS_PER_MEETING) / max(self.capacity, 1)


def seats_offered(capacity: int, participants: Iterable[int]) -> int:
    """Seats left for reservations once rooms that outgrew theirs are counted."""
    outgrown = sum(max(0, count - SEATS_PER_MEETING) for count in participants)
    return max(0, capacity - outgrown)


def can_take_meeting(worker: Worker, system_now_ms: int) -> bool:
    return (
        worker.state == "ready"
        and worker.is_alive(system_now_ms)
        and worker.reserved + SEATS_PER_MEETING <= worker.capacity
    )


def rank_workers(
    workers: Iterable[Worker], system_now_ms: int, tie_break: Callable[[], float]
) -> list[Worker]:
    """Those that can take a meeting: the fullest comfortable one first, else the emptiest.

    `tie_break` is drawn once a worker, so that racers spread over equals.
    """
    able = [worker for worker in workers if can_take_meeting(worker, system_now_ms)]
    return sorted(able, key=lambda worker: (*_preference(worker), tie_break()))


def _preference(worker: Worker) -> tuple[int, float]:
    share = worker.share_after_placement
    return (0, -share) if share <= COMFORTABLE_SHARE else (1, share)
