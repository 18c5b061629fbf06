"""How meetings end and who may come back: for all, by report, banned, locked out or let in."""

from datetime import timedelta

import pytest
from chalicelib.domain.errors import ErrorCode
from chalicelib.domain.placement import SEATS_PER_MEETING
from chalicelib.usecases.meetings import (
    end_meeting,
    list_attendance,
)

from meeting_contract.reports import (
    MeetingLocked,
    ParticipantJoined,
    ParticipantLeft,
    PersonBanned,
    RoomEnded,
    RoomStarted,
)
from tests.unit.functions.meeting_world import HOST, World

MINUTE = timedelta(minutes=1)


@pytest.fixture
def world() -> World:
    return World()


# Ending


def test_ending_for_all_reaches_the_worker_and_keeps_guests_out(world: World) -> None:
    meeting = world.meeting()
    room = world.start(meeting)
    end_meeting(meeting.code, HOST, world.ports)
    assert [order.fate for order in world.beat("w1", room)] == ["end"]
    assert world.refusal(meeting).code == ErrorCode.MEETING_ENDED
    world.report(RoomEnded, room, reason="ended_by_host")
    assert world.refusal(meeting).code == ErrorCode.MEETING_ENDED
    world.join(meeting, account=HOST)
    assert world.join(meeting).role == "guest"


def test_a_host_who_is_back_at_once_does_not_undo_the_end(world: World) -> None:
    """The worker has not heard of the end yet: its room ends, and the host gets another one."""
    meeting = world.meeting()
    ended_room = world.start(meeting)
    started_at_ms = world.now_ms()
    end_meeting(meeting.code, HOST, world.ports)
    world.join(meeting, account=HOST)
    claims = world.last_claims
    assert (claims.aud, claims.epoch, claims.ended_epoch) == ("w1", 2, 1)
    assert claims.started_at_ms == started_at_ms
    next_room = world.room(meeting, started_at_ms)
    assert [order.fate for order in world.beat("w1", ended_room, next_room)] == ["end", "keep"]
    world.report(RoomEnded, ended_room, reason="ended_by_host")
    assert world.join(meeting).role == "guest"
    assert world.store.workers["w1"].reserved == SEATS_PER_MEETING


def test_an_ended_room_ends_wherever_it_still_runs(world: World) -> None:
    meeting = world.meeting()
    ended_room = world.start(meeting)
    end_meeting(meeting.code, HOST, world.ports)
    world.clock.advance(timedelta(seconds=4))
    world.beat("w2")
    world.join(meeting, account=HOST)
    assert world.last_claims.aud == "w2"
    assert [order.fate for order in world.beat("w1", ended_room)] == ["end"]


def test_an_end_reaches_a_room_whose_placement_was_freed(world: World) -> None:
    meeting = world.meeting()
    room = world.start(meeting)
    world.report(RoomEnded, room, reason="empty")
    end_meeting(meeting.code, HOST, world.ports)
    assert [order.fate for order in world.beat("w1", room)] == ["end"]


def test_who_was_sent_out_with_all_waits_in_the_lobby_of_what_follows(world: World) -> None:
    meeting = world.meeting()
    room = world.start(meeting)
    world.join(meeting)
    claims = world.last_claims
    stay = {"participant_id": claims.participant_id, "person_id": claims.person_id}
    world.report(ParticipantJoined, room, **stay, name="Khách", role="guest")
    world.join(meeting)
    assert not world.last_claims.lobby
    end_meeting(meeting.code, HOST, world.ports)
    world.join(meeting, account=HOST)
    world.join(meeting)
    assert world.last_claims.lobby


def test_who_was_there_last_time_waits_in_the_lobby_this_time(world: World) -> None:
    """Before the host is back nothing of the new sitting is stored yet."""
    meeting = world.meeting()
    room = world.start(meeting)
    world.join(meeting)
    claims = world.last_claims
    stay = {"participant_id": claims.participant_id, "person_id": claims.person_id}
    world.report(ParticipantJoined, room, **stay, name="Khách", role="guest")
    world.report(RoomEnded, room, reason="empty")
    world.clock.advance(9 * MINUTE)
    world.beat("w1")
    world.join(meeting)
    assert not world.last_claims.lobby
    world.report(RoomEnded, world.room(meeting), reason="empty")
    world.clock.advance(10 * MINUTE)
    world.beat("w1")
    world.join(meeting)
    assert world.last_claims.lobby


def test_a_meeting_of_a_forgotten_worker_can_be_held_again(world: World) -> None:
    meeting = world.meeting()
    world.start(meeting)
    del world.store.workers["w1"]
    world.clock.advance(60 * MINUTE)
    world.beat("w2")
    world.join(meeting, account=HOST)
    assert (world.last_claims.aud, world.last_claims.started_at_ms) == ("w2", None)


def test_ending_an_idle_meeting_changes_nothing(world: World) -> None:
    meeting = world.meeting()
    end_meeting(meeting.code, HOST, world.ports)
    assert world.stored(meeting) == meeting


# Reports


def test_a_ban_survives_rejoining(world: World) -> None:
    meeting = world.meeting()
    room = world.start(meeting)
    world.join(meeting)
    world.report(PersonBanned, room, person_id=world.last_claims.person_id)
    assert world.refusal(meeting, tab="tab-0002", name="Người khác").code == ErrorCode.BANNED
    assert world.join(meeting, guest="guest-2").role == "guest"


def test_a_lock_refuses_newcomers_but_not_those_who_were_in(world: World) -> None:
    meeting = world.meeting()
    room = world.start(meeting)
    world.join(meeting)
    claims = world.last_claims
    stay = {"participant_id": claims.participant_id}
    joined = {"person_id": claims.person_id, "name": "Khách", "role": "guest"}
    world.report(ParticipantJoined, room, **stay, **joined)
    world.report(MeetingLocked, room, locked=True)
    assert world.refusal(meeting, guest="guest-2").code == ErrorCode.MEETING_LOCKED
    world.join(meeting)
    assert (world.last_claims.lobby, world.last_claims.locked) == (False, True)
    joined_at_ms = world.now_ms()
    world.report(ParticipantLeft, room, **stay, joined_at_ms=joined_at_ms, reason="removed")
    assert world.refusal(meeting).code == ErrorCode.MEETING_LOCKED


def test_reports_of_an_older_epoch_only_add_to_the_history(world: World) -> None:
    meeting = world.meeting()
    room = world.start(meeting)
    world.clock.advance(timedelta(seconds=4))
    world.beat("w2")
    world.join(meeting, account=HOST)
    before = world.stored(meeting)
    world.report(RoomEnded, room, reason="ended_by_host")
    world.report(RoomStarted, room)
    world.report(MeetingLocked, room, locked=True)
    assert world.stored(meeting) == before


def test_the_history_of_a_lost_worker_ends_when_it_was_last_seen(world: World) -> None:
    meeting = world.meeting()
    room = world.start(meeting)
    person = {"participant_id": "p", "person_id": "q", "name": "An", "role": "guest"}
    world.report(ParticipantJoined, room, **person)
    world.clock.advance(MINUTE)
    world.beat("w1", room)
    last_seen_ms = world.now_ms()
    world.clock.advance(timedelta(seconds=30))
    world.beat("w2")
    world.join(meeting, account=HOST)
    stay = list_attendance(meeting.code, HOST, 10, None, world.ports).stays[0]
    assert (stay.left_at_ms, stay.reason) == (last_seen_ms, "lost")
