"""A meeting's life in the functions, from its code to its history, on fakes."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from chalicelib.domain.errors import DomainError, ErrorCode
from chalicelib.domain.limits import MEETING_PASSWORD_MISSES
from chalicelib.domain.meetings import Meeting
from chalicelib.domain.placement import SEATS_PER_MEETING
from chalicelib.domain.plans import Entitlement, Plan
from chalicelib.usecases.meeting_joins import find_meeting
from chalicelib.usecases.meetings import (
    MeetingSettings,
    end_meeting,
    list_attendance,
    update_meeting,
)
from chalicelib.usecases.placement_sweep import sweep_placements

from meeting_contract.control import RoomStatus
from meeting_contract.reports import (
    MeetingLocked,
    ParticipantJoined,
    ParticipantLeft,
    PersonBanned,
    RoomEnded,
    RoomStarted,
)
from meeting_contract.token import Limits
from tests.fakes.accounts import FakePasswordHasher
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


# Joining


def test_a_host_joins_with_a_token_for_the_meetings_worker(world: World) -> None:
    meeting = world.meeting()
    world.beat("w1")
    ticket = world.join(meeting, account=HOST)
    claims = world.last_claims
    assert ticket.signalling_url == "wss://w1.example"
    assert (claims.aud, claims.epoch, claims.role, claims.lobby) == ("w1", 1, "host", False)
    assert claims.name == "Trần Thị Bình"
    assert claims.limits == FREE
    assert claims.exp - claims.iat == 60
    assert claims.participant_id == ticket.participant_id


def test_a_guest_joins_through_the_lobby(world: World) -> None:
    meeting = world.meeting()
    world.start(meeting)
    world.join(meeting, name=" Lê  Văn ")
    claims = world.last_claims
    assert (claims.role, claims.lobby, claims.name) == ("guest", True, "Lê Văn")
    assert claims.started_at_ms == world.now_ms()


def test_a_guest_needs_a_name(world: World) -> None:
    world.beat("w1")
    refused = world.refusal(world.meeting(), name=None)
    assert refused.code == ErrorCode.INVALID_REQUEST
    assert refused.fields[0].field == "name"


def test_a_tab_keeps_its_participant_and_another_tab_is_another(world: World) -> None:
    meeting = world.meeting()
    world.beat("w1")
    first, again = world.join(meeting), world.join(meeting)
    second_tab = world.join(meeting, tab="tab-0002")
    assert first.participant_id == again.participant_id != second_tab.participant_id


def test_without_a_live_worker_nobody_can_join(world: World) -> None:
    meeting = world.meeting()
    assert world.refusal(meeting).code == ErrorCode.NO_WORKER_AVAILABLE
    world.beat("w1")
    world.clock.advance(timedelta(seconds=3))
    assert world.refusal(meeting).code == ErrorCode.NO_WORKER_AVAILABLE


def test_a_draining_worker_keeps_its_meetings_and_gets_no_new_ones(world: World) -> None:
    running, other = world.meeting(), world.meeting()
    room = world.start(running)
    world.beat("w1", room, state="draining")
    assert world.join(running).signalling_url == "wss://w1.example"
    assert world.refusal(other).code == ErrorCode.NO_WORKER_AVAILABLE


def test_a_password_keeps_guests_out_but_not_the_host(world: World) -> None:
    meeting = world.meeting(password="1234")
    world.beat("w1")
    assert world.refusal(meeting).code == ErrorCode.PASSWORD_REQUIRED
    assert world.refusal(meeting, password="0000").code == ErrorCode.PASSWORD_WRONG
    assert world.join(meeting, password="1234").role == "guest"
    assert world.join(meeting, account=HOST).role == "host"


def test_passwords_cannot_be_guessed_on(world: World) -> None:
    meeting = world.meeting(password="1234")
    world.beat("w1")
    for _ in range(MEETING_PASSWORD_MISSES.count):
        assert world.refusal(meeting, password="0000").code == ErrorCode.PASSWORD_WRONG
        assert world.refusal(meeting, password="").code == ErrorCode.PASSWORD_REQUIRED
    limited = world.refusal(meeting, password="1234")
    assert limited.code == ErrorCode.RATE_LIMITED
    assert limited.retry_after_s


def test_right_passwords_are_no_misses(world: World) -> None:
    meeting = world.meeting(password="1234")
    world.beat("w1")
    for _ in range(2 * MEETING_PASSWORD_MISSES.count):
        world.join(meeting, password="1234")


def test_parallel_guesses_at_a_password_share_the_limit(world: World) -> None:
    """Each is counted before the slow comparison, which is where parallel ones meet."""

    class Slow(FakePasswordHasher):
        def verify(self, password_hash: str | None, password: str) -> bool:
            together.wait()
            return super().verify(password_hash, password)

    meeting = world.meeting(password="1234")
    world.beat("w1")
    together = threading.Barrier(MEETING_PASSWORD_MISSES.count, timeout=10)
    world.ports = replace(world.ports, passwords=Slow())
    with ThreadPoolExecutor(MEETING_PASSWORD_MISSES.count + 5) as pool:
        guesses = [
            pool.submit(world.refusal, meeting, password="0000")
            for _ in range(MEETING_PASSWORD_MISSES.count + 5)
        ]
    codes = Counter(guess.result().code for guess in guesses)
    assert codes == {
        ErrorCode.PASSWORD_WRONG: MEETING_PASSWORD_MISSES.count,
        ErrorCode.RATE_LIMITED: 5,
    }


def test_a_password_is_the_same_from_every_keyboard(world: World) -> None:
    composed, decomposed = "m\u1eadt kh\u1ea9u", "ma\u0323\u0302t kha\u0302\u0309u"
    meeting = world.meeting(password=decomposed)
    world.beat("w1")
    assert world.join(meeting, password=composed).role == "guest"


def test_codes_cannot_be_guessed_on(world: World) -> None:
    meeting = world.meeting()
    for _ in range(30):
        with pytest.raises(DomainError) as refused:
            find_meeting("1000000000", "192.0.2.9", world.ports, world.clock.now())
        assert refused.value.code == ErrorCode.MEETING_NOT_FOUND
    with pytest.raises(DomainError) as refused:
        find_meeting(meeting.code, "192.0.2.9", world.ports, world.clock.now())
    assert refused.value.code == ErrorCode.RATE_LIMITED
    assert find_meeting(meeting.code, "192.0.2.10", world.ports, world.clock.now()) == meeting


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
