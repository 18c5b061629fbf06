"""F3: the free plan's forty minutes, over every way a meeting can stop and start again."""

from dataclasses import replace

import pytest
from chalicelib.domain.meetings import (
    REOPEN_WINDOW_MS,
    ExpiredClock,
    FreshClock,
    Meeting,
    RunningClock,
    meeting_clock,
    meeting_state,
    new_sitting,
    sitting_is_over,
)
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

MINUTE_MS = 60_000
FREE_S = 2400
START_MS = 1_800_000_000_000


def meeting(**changes: object) -> Meeting:
    plain = Meeting(
        meeting_id="m1",
        code="4829317705",
        owner_id="a1",
        title="Giao ban",
        lobby=True,
        password_hash=None,
        created_at_ms=START_MS - MINUTE_MS,
    )
    return replace(plain, **changes)  # type: ignore[arg-type] # a test's own fields


def test_a_meeting_that_nobody_entered_has_a_fresh_clock() -> None:
    assert meeting_clock(meeting(), START_MS, FREE_S) == FreshClock()


@pytest.mark.parametrize(
    ("minute", "expected"),
    [
        (0, RunningClock(START_MS, START_MS + 40 * MINUTE_MS)),
        (39, RunningClock(START_MS, START_MS + 40 * MINUTE_MS)),
        (40, ExpiredClock(retry_after_s=600)),
        (45, ExpiredClock(retry_after_s=300)),
    ],
)
def test_the_clock_of_a_running_meeting(minute: int, expected: object) -> None:
    running = meeting(worker_id="w1", epoch=1, started_at_ms=START_MS)
    assert meeting_clock(running, START_MS + minute * MINUTE_MS, FREE_S) == expected


def test_without_a_limit_the_clock_runs_on() -> None:
    running = meeting(worker_id="w1", started_at_ms=START_MS)
    clock = meeting_clock(running, START_MS + 600 * MINUTE_MS, None)
    assert clock == RunningClock(START_MS, None)


def test_reopening_within_ten_minutes_goes_on_with_the_clock() -> None:
    ended_ms = START_MS + 20 * MINUTE_MS
    ended = meeting(epoch=1, started_at_ms=START_MS, ended_at_ms=ended_ms)
    just_inside = ended_ms + REOPEN_WINDOW_MS - 1
    assert meeting_clock(ended, just_inside, FREE_S) == RunningClock(
        START_MS, START_MS + 40 * MINUTE_MS
    )
    assert meeting_clock(ended, just_inside + 1, FREE_S) == FreshClock()


def test_after_the_limit_the_wait_counts_from_the_end() -> None:
    ended_ms = START_MS + 40 * MINUTE_MS + 1_500
    ended = meeting(epoch=1, started_at_ms=START_MS, ended_at_ms=ended_ms)
    assert meeting_clock(ended, ended_ms, FREE_S) == ExpiredClock(600)
    assert meeting_clock(ended, ended_ms + REOPEN_WINDOW_MS - 1, FREE_S) == ExpiredClock(1)
    assert meeting_clock(ended, ended_ms + REOPEN_WINDOW_MS, FREE_S) == FreshClock()


def test_an_upgrade_lifts_an_expired_clock_at_once() -> None:
    expired = meeting(worker_id="w1", started_at_ms=START_MS)
    now_ms = START_MS + 41 * MINUTE_MS
    assert isinstance(meeting_clock(expired, now_ms, FREE_S), ExpiredClock)
    assert meeting_clock(expired, now_ms, None) == RunningClock(START_MS, None)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "idle"),
        ({"worker_id": "w1"}, "idle"),
        ({"worker_id": "w1", "started_at_ms": START_MS}, "running"),
        ({"worker_id": "w1", "started_at_ms": START_MS, "epoch": 2, "ended_epoch": 2}, "ended"),
        ({"started_at_ms": START_MS, "ended_at_ms": START_MS + 1}, "ended"),
        # Somebody only waited in the lobby.
        ({"ended_at_ms": START_MS}, "idle"),
    ],
)
def test_the_state_a_page_shows(changes: dict[str, object], expected: str) -> None:
    assert meeting_state(meeting(**changes)) == expected


def test_a_new_sitting_unlocks() -> None:
    over = meeting(epoch=2, started_at_ms=1, ended_at_ms=2, locked=True, ended_epoch=2)
    assert new_sitting(over) == meeting(epoch=2, ended_epoch=2)


class SittingMachine(RuleBasedStateMachine):
    """People come and go as they like; nobody is ever in the room for more than forty minutes
    of a stretch that has no ten empty minutes in it."""

    def __init__(self) -> None:
        super().__init__()
        self.now_ms = START_MS
        self.meeting = meeting()
        self.inside = False
        # The model: when the present stretch began, and when the room last emptied.
        self.stretch_began_ms: int | None = None
        self.emptied_ms: int | None = None

    @rule(minutes=st.integers(0, 15), ms=st.integers(0, 999))
    def time_passes(self, minutes: int, ms: int) -> None:
        self.now_ms += minutes * MINUTE_MS + ms
        deadline_ms = (self.meeting.started_at_ms or 0) + FREE_S * 1000
        if self.inside and self.now_ms >= deadline_ms:
            self._empty(deadline_ms)

    @precondition(lambda self: not self.inside)
    @rule()
    def somebody_joins(self) -> None:
        clock = meeting_clock(self.meeting, self.now_ms, FREE_S)
        if isinstance(clock, ExpiredClock):
            assert self.emptied_ms is not None
            waited_ms = self.now_ms - self.emptied_ms
            assert waited_ms < REOPEN_WINDOW_MS
            assert clock.retry_after_s == -(-(REOPEN_WINDOW_MS - waited_ms) // 1000)
            return
        rested = self.emptied_ms is None or self.now_ms - self.emptied_ms >= REOPEN_WINDOW_MS
        assert isinstance(clock, FreshClock) == rested
        if sitting_is_over(self.meeting, self.now_ms):
            self.meeting = new_sitting(self.meeting)
        if isinstance(clock, FreshClock):
            self.stretch_began_ms = self.now_ms
            self.meeting = replace(self.meeting, started_at_ms=self.now_ms)
        self.meeting = replace(self.meeting, worker_id="w1", ended_at_ms=None)
        self.inside = True

    @precondition(lambda self: self.inside)
    @rule()
    def everybody_leaves(self) -> None:
        self._empty(self.now_ms)

    @precondition(lambda self: self.inside)
    @rule()
    def the_worker_is_lost_and_replaced(self) -> None:
        before = meeting_clock(self.meeting, self.now_ms, FREE_S)
        moved = replace(self.meeting, epoch=self.meeting.epoch + 1, ended_at_ms=self.now_ms)
        assert meeting_clock(moved, self.now_ms, FREE_S) == before
        self.meeting = replace(moved, ended_at_ms=None)

    def _empty(self, at_ms: int) -> None:
        self.meeting = replace(self.meeting, worker_id=None, ended_at_ms=at_ms)
        self.emptied_ms = at_ms
        self.inside = False

    @invariant()
    def nobody_is_in_after_the_deadline(self) -> None:
        if self.inside:
            assert self.stretch_began_ms is not None
            assert self.now_ms - self.stretch_began_ms < FREE_S * 1000


TestSittings = SittingMachine.TestCase
TestSittings.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
