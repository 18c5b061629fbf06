"""A meeting's life in the functions: start, clock, heartbeats and sweep, on fakes."""

from datetime import timedelta

import pytest
from chalicelib.domain.errors import DomainError, ErrorCode
from chalicelib.domain.meetings import Meeting
from chalicelib.domain.placement import SEATS_PER_MEETING
from chalicelib.domain.plans import Entitlement, Plan
from chalicelib.usecases.meetings import (
    MeetingSettings,
    end_meeting,
    list_attendance,
    update_meeting,
)
from chalicelib.usecases.placement_sweep import sweep_placements

from meeting_contract.control import RoomStatus
from meeting_contract.reports import (
    RoomEnded,
)
from meeting_contract.token import Limits
from tests.unit.functions.meeting_world import HOST, World

FREE = Limits(max_participants=100, max_duration_s=2400)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def world() -> World:
    return World()


# Starting and changing


def test_a_new_meeting_has_a_lobby_and_its_hosts_name(world: World) -> None:
    meeting = world.meeting()
    assert meeting.lobby
    assert meeting.title == "Cuộc họp của Trần Thị Bình"
    assert len(meeting.code) == 10
    assert world.stored(meeting) == meeting


def test_a_taken_code_is_drawn_again(world: World) -> None:
    first_code = World().meeting().code
    world.store.meetings["other"] = Meeting("other", first_code, "o", "t", True, None, 0)
    assert world.meeting().code != first_code


def test_settings_are_changed_one_by_one(world: World) -> None:
    meeting = world.meeting(title="Họp tổ", password="1234")
    owner_change = MeetingSettings(lobby=False)
    changed = update_meeting(meeting.code, HOST, owner_change, world.ports)
    assert (changed.title, changed.lobby) == ("Họp tổ", False)
    assert changed.password_hash == meeting.password_hash is not None
    opened = update_meeting(meeting.code, HOST, MeetingSettings(password=None), world.ports)
    assert opened.password_hash is None
    assert world.stored(meeting) == opened


def test_only_the_host_changes_ends_and_reads_the_history(world: World) -> None:
    meeting = world.meeting()
    for attempt in (
        lambda: update_meeting(meeting.code, "other", MeetingSettings(), world.ports),
        lambda: end_meeting(meeting.code, "other", world.ports),
        lambda: list_attendance(meeting.code, "other", 10, None, world.ports),
    ):
        with pytest.raises(DomainError) as refused:
            attempt()
        assert refused.value.code == ErrorCode.MEETING_NOT_FOUND


# The clock (F3)


def test_forty_minutes_survive_leaving_and_reopening(world: World) -> None:
    meeting = world.meeting()
    room = world.start(meeting)
    started_at_ms = world.now_ms()
    world.clock.advance(20 * MINUTE)
    world.report(RoomEnded, room, reason="empty")
    world.clock.advance(9 * MINUTE)
    world.beat("w1")
    world.join(meeting, account=HOST)
    assert world.last_claims.started_at_ms == started_at_ms
    world.report(RoomEnded, world.room(meeting), reason="empty")
    world.clock.advance(10 * MINUTE)
    world.beat("w1")
    world.join(meeting, account=HOST)
    assert world.last_claims.started_at_ms is None


def test_after_forty_minutes_nobody_comes_in_for_ten(world: World) -> None:
    meeting = world.meeting()
    room = world.start(meeting)
    world.clock.advance(40 * MINUTE)
    world.report(RoomEnded, room, reason="time_limit")
    world.beat("w1")
    refused = world.refusal(meeting, account=HOST)
    assert (refused.code, refused.retry_after_s) == (ErrorCode.TIME_LIMIT_REACHED, 600)
    world.clock.advance(10 * MINUTE)
    world.beat("w1")
    assert world.join(meeting, account=HOST).role == "host"


def test_a_lost_worker_does_not_reset_the_clock(world: World) -> None:
    meeting = world.meeting()
    world.start(meeting)
    started_at_ms = world.now_ms()
    world.clock.advance(timedelta(seconds=4))
    world.beat("w2")
    world.join(meeting, account=HOST)
    claims = world.last_claims
    assert (claims.aud, claims.epoch, claims.started_at_ms) == ("w2", 2, started_at_ms)
    assert world.store.workers["w1"].reserved == 0
    assert world.store.workers["w2"].reserved == SEATS_PER_MEETING


def test_a_worker_that_was_lost_for_ten_minutes_leaves_a_fresh_clock(world: World) -> None:
    meeting = world.meeting()
    world.start(meeting)
    world.clock.advance(10 * MINUTE)
    world.beat("w2")
    world.join(meeting, account=HOST)
    assert world.last_claims.started_at_ms is None


def test_an_upgrade_counts_at_the_next_heartbeat(world: World) -> None:
    meeting = world.meeting()
    room = world.start(meeting)
    assert world.beat("w1", room)[0].limits == FREE
    world.clock.advance(MINUTE)
    pro = Entitlement("pro", HOST, Plan("pro", 300, None), world.clock.now())
    world.database.entitlements.append(pro)
    assert world.beat("w1", room)[0].limits == Limits(300, None)


# Heartbeats


def test_the_first_participant_starts_the_clock_once(world: World) -> None:
    meeting = world.meeting()
    world.start(meeting)
    started_at_ms = world.now_ms()
    world.clock.advance(MINUTE)
    order = world.beat("w1", world.room(meeting, world.now_ms()))[0]
    assert order.started_at_ms == started_at_ms
    assert world.stored(meeting).started_at_ms == started_at_ms


def test_an_old_epoch_another_worker_and_an_unknown_room_are_fenced(world: World) -> None:
    meeting = world.meeting()
    room = world.start(meeting)
    unknown = RoomStatus("unknown", 1, 1, None)
    assert [order.fate for order in world.beat("w2", room, unknown)] == ["fenced", "fenced"]
    world.store.change(room.meeting_id, epoch=room.epoch + 1)
    assert [order.fate for order in world.beat("w1", room)] == ["fenced"]


def test_a_room_whose_placement_was_freed_goes_back_to_its_worker(world: World) -> None:
    meeting = world.meeting()
    room = world.start(meeting)
    world.report(RoomEnded, room, reason="empty")
    assert world.store.workers["w1"].reserved == 0
    assert [order.fate for order in world.beat("w1", room)] == ["keep"]
    assert world.stored(meeting).worker_id == "w1"
    assert world.store.workers["w1"].reserved == SEATS_PER_MEETING


def test_a_full_room_lowers_what_its_worker_offers(world: World) -> None:
    meeting = world.meeting()
    room = world.start(meeting)
    full = RoomStatus(room.meeting_id, room.epoch, 95, room.started_at_ms)
    world.beat("w1", full)
    assert world.refusal(world.meeting()).code == ErrorCode.NO_WORKER_AVAILABLE


# The sweep


def test_the_sweep_frees_what_a_lost_worker_held(world: World) -> None:
    meeting = world.meeting()
    world.start(meeting)
    last_seen_ms = world.now_ms()
    world.clock.advance(11 * MINUTE)
    for _ in range(2):
        sweep_placements(world.ports, world.clock.now())
    freed = world.stored(meeting)
    assert (freed.worker_id, freed.ended_at_ms) == (None, last_seen_ms)
    assert not world.store.workers


def test_the_sweep_frees_seats_of_a_token_nobody_used(world: World) -> None:
    meeting = world.meeting()
    world.beat("w1")
    world.join(meeting)
    world.clock.advance(3 * MINUTE)
    world.beat("w1")
    sweep_placements(world.ports, world.clock.now())
    assert world.stored(meeting).worker_id is None
    assert world.store.workers["w1"].reserved == 0


def test_the_sweep_leaves_running_rooms_alone(world: World) -> None:
    meeting = world.meeting()
    room = world.start(meeting)
    world.clock.advance(3 * MINUTE)
    world.beat("w1", room)
    before = world.stored(meeting), world.store.workers["w1"]
    sweep_placements(world.ports, world.clock.now())
    assert (world.stored(meeting), world.store.workers["w1"]) == before
