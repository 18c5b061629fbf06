"""Whatever workers and people do, in whatever order: seats add up and one worker has a meeting."""

from collections import Counter
from datetime import timedelta

from chalicelib.domain.errors import DomainError, ErrorCode
from chalicelib.domain.placement import SEATS_PER_MEETING
from chalicelib.domain.times import to_ms
from chalicelib.usecases.placement_sweep import sweep_placements
from chalicelib.usecases.worker_heartbeats import record_heartbeat
from chalicelib.usecases.worker_reports import apply_report
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from meeting_contract.control import Heartbeat, RoomStatus
from meeting_contract.reports import RoomEnded
from tests.unit.functions.meeting_world import World

CAPACITY = 2 * SEATS_PER_MEETING
WORKERS = st.sampled_from(["w1", "w2", "w3"])
NUMBERS = st.integers(0, 3)


class PlacementMachine(RuleBasedStateMachine):
    """`rooms` is what each worker process believes to run; tokens reach it at once or never."""

    @initialize()
    def begin(self) -> None:
        self.world = World()
        self.meetings = [self.world.meeting() for _ in range(4)]
        self.rooms: dict[str, dict[str, int]] = {"w1": {}, "w2": {}, "w3": {}}
        self.epochs: Counter[str] = Counter()

    @rule(worker=WORKERS)
    def beat(self, worker: str) -> None:
        rooms = [RoomStatus(m, epoch, 1, None) for m, epoch in self.rooms[worker].items()]
        beat = Heartbeat(f"wss://{worker}.example", "ready", CAPACITY, 0.0, 0.0, tuple(rooms))
        reply = record_heartbeat(worker, beat, self.world.ports, self.world.clock.now())
        for order in reply.rooms:
            if order.fate != "keep":
                del self.rooms[worker][order.meeting_id]

    @rule(number=NUMBERS, arrives=st.booleans())
    def join(self, number: int, arrives: bool) -> None:
        meeting = self.meetings[number]
        try:
            self.world.join(meeting)
        except DomainError as error:
            if error.code != ErrorCode.NO_WORKER_AVAILABLE:
                raise
            return
        claims = self.world.last_claims
        assert claims.epoch >= self.epochs[meeting.meeting_id]
        self.epochs[meeting.meeting_id] = claims.epoch
        if arrives:
            self.rooms[claims.aud][meeting.meeting_id] = claims.epoch

    @rule(worker=WORKERS, number=NUMBERS, reported=st.booleans())
    def room_ends(self, worker: str, number: int, reported: bool) -> None:
        meeting_id = self.meetings[number].meeting_id
        epoch = self.rooms[worker].pop(meeting_id, None)
        if epoch is not None and reported:
            now_ms = to_ms(self.world.clock.now())
            report = RoomEnded("r", worker, meeting_id, epoch, now_ms, "empty")
            apply_report(report, self.world.ports, self.world.clock.now())

    @rule(worker=WORKERS)
    def process_restarts(self, worker: str) -> None:
        self.rooms[worker].clear()

    @rule(seconds=st.sampled_from([1, 4, 130, 700]))
    def time_passes(self, seconds: int) -> None:
        self.world.clock.advance(timedelta(seconds=seconds))

    @rule()
    def sweep(self) -> None:
        sweep_placements(self.world.ports, self.world.clock.now())

    @invariant()
    def seats_add_up(self) -> None:
        placed = Counter(m.worker_id for m in self.world.store.meetings.values() if m.worker_id)
        for worker in self.world.store.workers.values():
            assert worker.reserved == SEATS_PER_MEETING * placed[worker.worker_id]

    @invariant()
    def no_two_workers_may_keep_one_meeting(self) -> None:
        for meeting in self.world.store.meetings.values():
            keepers = [
                worker
                for worker, rooms in self.rooms.items()
                if rooms.get(meeting.meeting_id) == meeting.epoch
            ]
            assert len(keepers) <= 1


TestPlacements = PlacementMachine.TestCase
TestPlacements.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
