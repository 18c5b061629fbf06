"""Who gets in (F1, F3, F6), by the one reason that counts."""

from dataclasses import replace

import pytest
from chalicelib.domain.errors import DomainError, ErrorCode
from chalicelib.domain.meeting_admission import Admission, Visitor, admit
from chalicelib.domain.meetings import ExpiredClock, FreshClock, Meeting, RunningClock

NOW_MS = 1_800_000_000_000
MEETING = Meeting(
    meeting_id="m1",
    code="4829317705",
    owner_id="a1",
    title="Giao ban",
    lobby=True,
    password_hash=None,
    created_at_ms=0,
    epoch=1,
    worker_id="w1",
    started_at_ms=NOW_MS - 1000,
)
GUEST = Visitor(is_owner=False, banned=False, returning=False, password="missing")
OWNER = Visitor(is_owner=True, banned=False, returning=False, password="right")
RUNNING = RunningClock(NOW_MS - 1000, NOW_MS + 1000)


def refusal(meeting: Meeting, visitor: Visitor) -> ErrorCode:
    with pytest.raises(DomainError) as refused:
        admit(meeting, RUNNING, visitor, NOW_MS)
    return refused.value.code


def test_a_guest_waits_in_the_lobby() -> None:
    assert admit(MEETING, RUNNING, GUEST, NOW_MS) == Admission("guest", lobby=True)


def test_without_a_lobby_a_guest_walks_in() -> None:
    open_door = replace(MEETING, lobby=False)
    assert admit(open_door, RUNNING, GUEST, NOW_MS) == Admission("guest", lobby=False)


def test_somebody_who_was_let_in_before_does_not_wait_again() -> None:
    returning = replace(GUEST, returning=True)
    assert admit(MEETING, RUNNING, returning, NOW_MS) == Admission("guest", lobby=False)


def test_the_host_never_waits() -> None:
    shut = replace(MEETING, locked=True, ended_epoch=1, password_hash="h")
    assert admit(shut, RUNNING, OWNER, NOW_MS) == Admission("host", lobby=False)


def test_a_banned_guest_learns_nothing_else() -> None:
    shut = replace(MEETING, locked=True, ended_epoch=1, password_hash="h")
    assert refusal(shut, replace(GUEST, banned=True)) == ErrorCode.BANNED


@pytest.mark.parametrize(
    ("given", "code"),
    [("missing", ErrorCode.PASSWORD_REQUIRED), ("wrong", ErrorCode.PASSWORD_WRONG)],
)
def test_a_password_is_asked_for_before_the_state_is_told(given: str, code: ErrorCode) -> None:
    shut = replace(MEETING, locked=True, password_hash="h")
    assert refusal(shut, Visitor(False, False, False, given)) == code  # type: ignore[arg-type]


def test_a_locked_meeting_takes_no_newcomers_but_those_who_were_in() -> None:
    locked = replace(MEETING, locked=True, lobby=False)
    assert refusal(locked, GUEST) == ErrorCode.MEETING_LOCKED
    assert admit(locked, RUNNING, replace(GUEST, returning=True), NOW_MS).role == "guest"


def test_an_ended_meeting_waits_for_its_host() -> None:
    assert refusal(replace(MEETING, ended_epoch=1), GUEST) == ErrorCode.MEETING_ENDED


def test_lock_and_end_do_not_outlive_the_sitting() -> None:
    over = replace(
        MEETING, worker_id=None, locked=True, ended_epoch=1, ended_at_ms=NOW_MS - 600_000
    )
    assert admit(over, FreshClock(), GUEST, NOW_MS) == Admission("guest", lobby=True)


@pytest.mark.parametrize("visitor", [GUEST, OWNER])
def test_the_time_limit_binds_everybody(visitor: Visitor) -> None:
    with pytest.raises(DomainError) as refused:
        admit(MEETING, ExpiredClock(retry_after_s=90), visitor, NOW_MS)
    assert refused.value.code == ErrorCode.TIME_LIMIT_REACHED
    assert refused.value.retry_after_s == 90
