"""Joining a meeting: who gets which token, and what guessing at codes and passwords gains."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from chalicelib.domain.errors import DomainError, ErrorCode
from chalicelib.domain.limits import MEETING_PASSWORD_MISSES
from chalicelib.usecases.meeting_joins import find_meeting

from meeting_contract.token import Limits
from tests.fakes.accounts import FakePasswordHasher
from tests.unit.functions.meeting_world import HOST, World

FREE = Limits(max_participants=100, max_duration_s=2400)


@pytest.fixture
def world() -> World:
    return World()


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
