"""Which room a token leads to, when its meeting ended, moved or was never here."""

from itertools import count

import pytest

from media_worker.room.effects import RoomEnd
from media_worker.room.registry import RoomRefusedError, RoomRegistry
from tests.unit.room.scene import T0, claims


@pytest.fixture
def rooms() -> RoomRegistry:
    ids = count()
    return RoomRegistry("worker-1", lambda: str(next(ids)))


def test_the_first_token_opens_the_room_and_the_next_finds_it(rooms: RoomRegistry) -> None:
    room = rooms.find(claims("An", "host"), T0, may_open=True)

    assert rooms.find(claims("Bình"), T0, may_open=False) is room


def test_no_room_is_opened_without_leave(rooms: RoomRegistry) -> None:
    """Draining, or without a lease."""
    with pytest.raises(RoomRefusedError) as refusal:
        rooms.find(claims("An", "host"), T0, may_open=False)

    assert refusal.value.code == "worker_draining"


def test_a_token_of_an_older_epoch_is_fenced_out(rooms: RoomRegistry) -> None:
    rooms.find(claims("An", epoch=2), T0, may_open=True)

    with pytest.raises(RoomRefusedError) as refusal:
        rooms.find(claims("Bình", epoch=1), T0, may_open=True)

    assert refusal.value.code == "fenced"


def test_a_token_of_a_newer_epoch_shows_that_the_room_is_stale(rooms: RoomRegistry) -> None:
    room = rooms.find(claims("An", epoch=1), T0, may_open=True)

    assert rooms.stale(claims("An", epoch=1)) is None
    assert rooms.stale(claims("An", epoch=2)) is room


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("ended_by_host", "meeting_ended"),
        ("time_limit", "time_limit"),
        ("fenced", "fenced"),
        ("drained", "worker_draining"),
    ],
)
def test_an_earlier_token_does_not_reopen_an_ended_room(
    rooms: RoomRegistry, reason: RoomEnd, code: str
) -> None:
    rooms.close(rooms.find(claims("An"), T0, may_open=True), reason, T0)
    rooms.forget_old(T0 + 60_000)

    with pytest.raises(RoomRefusedError) as refusal:
        rooms.find(claims("Bình"), T0 + 60_000, may_open=True)

    assert refusal.value.code == code


def test_a_room_that_was_only_empty_opens_again(rooms: RoomRegistry) -> None:
    rooms.close(rooms.find(claims("An"), T0, may_open=True), "empty", T0)

    assert rooms.find(claims("An"), T0, may_open=True)


def test_a_newer_epoch_reopens_an_ended_meeting(rooms: RoomRegistry) -> None:
    rooms.close(rooms.find(claims("An"), T0, may_open=True), "ended_by_host", T0)

    assert rooms.find(claims("An", epoch=2), T0, may_open=True).epoch == 2


def test_the_memory_of_ended_rooms_is_bounded_by_time(rooms: RoomRegistry) -> None:
    rooms.close(rooms.find(claims("An"), T0, may_open=True), "ended_by_host", T0)

    rooms.forget_old(T0 + 120_001)

    assert rooms.find(claims("An"), T0 + 120_001, may_open=True)
