"""F3: forty minutes from the first participant, warned of, enforced, and never reset."""

import pytest

from meeting_contract import signalling
from meeting_contract.control import RoomOrder
from meeting_contract.reports import ParticipantLeft, RoomEnded, RoomStarted
from meeting_contract.token import Limits
from tests.unit.room.scene import FREE_PLAN, MINUTE_MS, T0, Scene, claims


def keep(limits: Limits = FREE_PLAN, started_at_ms: int | None = T0) -> RoomOrder:
    return RoomOrder("meeting-1", 1, "keep", limits, started_at_ms)


def test_everybody_is_warned_at_ten_five_and_one_minute_once_each() -> None:
    scene = Scene()
    host, guest = scene.host(), scene.guest("Bình")

    for half_second in range(2 * 40 * 60):
        scene.at(half_second * 500)

    for session in (host, guest):
        heard = scene.all(session, signalling.Clock)
        assert [(c.warning_min, c.now_ms - T0) for c in heard] == [
            (10, 30 * MINUTE_MS),
            (5, 35 * MINUTE_MS),
            (1, 39 * MINUTE_MS),
        ]


def test_the_room_is_closed_at_forty_minutes_not_before() -> None:
    scene = Scene()
    host = scene.host()
    visitor = scene.visitor("Chi")

    scene.at(40 * MINUTE_MS - 1)
    assert scene.end is None
    scene.at(40 * MINUTE_MS)

    assert scene.end == "time_limit"
    for session in (host, visitor):
        assert scene.heard[session][-1] == signalling.Ended("time_limit")
        assert session in scene.closed
    assert scene.reported(RoomEnded)[0].reason == "time_limit"
    assert scene.reported(ParticipantLeft)[0].at_ms == T0 + 40 * MINUTE_MS


def test_leaving_and_coming_back_does_not_reset_the_clock() -> None:
    scene = Scene()
    host = scene.host()
    scene.at(20 * MINUTE_MS)
    scene.say(host, signalling.Leave())
    scene.at(20 * MINUTE_MS + 14_000)

    again = scene.host()

    assert scene.last(again, signalling.Joined).ends_at_ms == T0 + 40 * MINUTE_MS
    assert len(scene.reported(RoomStarted)) == 1
    scene.at(40 * MINUTE_MS)
    assert scene.end == "time_limit"


def test_another_worker_goes_on_with_the_clock_that_the_token_carries() -> None:
    """A restart or a lost worker: the token knows when the first participant came."""
    started_at_ms = T0 - 39 * MINUTE_MS
    scene = Scene(claims("An", "host", started_at_ms=started_at_ms, epoch=2))
    host = scene.host()

    assert scene.last(host, signalling.Joined).ends_at_ms == T0 + MINUTE_MS
    assert not scene.reported(RoomStarted)
    scene.at(MINUTE_MS)
    assert scene.end == "time_limit"


def test_a_token_for_a_meeting_whose_time_is_up_is_refused() -> None:
    scene = Scene(claims("An", "host", started_at_ms=T0 - 40 * MINUTE_MS))

    assert scene.last(scene.host(), signalling.Refused).code == "time_limit"


def test_an_upgrade_lifts_the_limit_without_rejoining() -> None:
    scene = Scene()
    host = scene.host()
    scene.at(31 * MINUTE_MS)

    scene.room.obey(keep(Limits(300, None)), scene.now_ms)
    scene.settle()
    scene.at(60 * MINUTE_MS)

    assert scene.end is None
    last = scene.last(host, signalling.Clock)
    assert (last.ends_at_ms, last.warning_min) == (None, None)
    assert scene.last(scene.guest("Bình"), signalling.Joined).max_participants == 300


def test_a_longer_limit_warns_anew_before_the_new_end() -> None:
    scene = Scene()
    host = scene.host()
    scene.at(35 * MINUTE_MS)

    scene.room.obey(keep(Limits(100, 3600)), scene.now_ms)
    scene.settle()
    scene.at(50 * MINUTE_MS)

    assert [c.warning_min for c in scene.all(host, signalling.Clock)] == [5, None, 10]


def test_the_same_limits_each_second_say_nothing() -> None:
    scene = Scene()
    host = scene.host()
    heard = len(scene.heard[host])

    scene.room.obey(keep(), scene.now_ms)
    scene.room.obey(keep(started_at_ms=None), scene.now_ms)
    scene.settle()

    assert len(scene.heard[host]) == heard


def test_the_functions_know_better_when_the_clock_started() -> None:
    scene = Scene()
    host = scene.host()

    scene.room.obey(keep(started_at_ms=T0 - 5 * MINUTE_MS), scene.now_ms)
    scene.settle()

    assert scene.last(host, signalling.Clock).ends_at_ms == T0 + 35 * MINUTE_MS


@pytest.mark.parametrize(
    ("fate", "said", "reported"),
    [("end", "ended_by_host", ["ended_by_host"]), ("fenced", "fenced", [])],
)
def test_an_order_ends_the_room(fate: str, said: str, reported: list[str]) -> None:
    """A fenced room's meeting goes on elsewhere: it reports who left it, but no end."""
    scene = Scene()
    host = scene.host()

    scene.room.obey(RoomOrder("meeting-1", 1, fate), scene.now_ms)  # type: ignore[arg-type]
    scene.settle()

    assert scene.last(host, signalling.Ended).reason == said
    assert [report.reason for report in scene.reported(RoomEnded)] == reported
    assert len(scene.reported(ParticipantLeft)) == 1


def test_an_empty_room_ends_after_a_moment_for_those_who_come_straight_back() -> None:
    scene = Scene()
    host = scene.host()
    scene.say(host, signalling.Leave())

    scene.at(14_999)
    assert scene.end is None
    scene.at(15_000)
    assert scene.end == "empty"
    assert scene.reported(RoomEnded)[0].reason == "empty"


def test_people_in_the_lobby_keep_an_unstarted_room() -> None:
    scene = Scene()
    scene.visitor("Chi")

    scene.at(60 * MINUTE_MS)

    assert scene.end is None
    assert scene.room.status().started_at_ms is None


def test_a_started_room_with_nobody_but_visitors_ends_when_its_clock_would_start_anew() -> None:
    scene = Scene()
    host = scene.host()
    visitor = scene.visitor("Chi")
    scene.say(host, signalling.Leave())

    scene.at(10 * MINUTE_MS - 1)
    assert scene.end is None
    scene.at(10 * MINUTE_MS)

    assert scene.end == "empty"
    assert scene.last(visitor, signalling.Ended).reason == "drained"


def test_a_jump_of_time_gives_only_the_warning_that_still_holds() -> None:
    scene = Scene()
    host = scene.host()

    scene.at(39 * MINUTE_MS + 30_000)

    assert [c.warning_min for c in scene.all(host, signalling.Clock)] == [1]


def test_a_meeting_shorter_than_ten_minutes_is_not_warned_of_ten() -> None:
    scene = Scene(claims("An", "host", limits=Limits(100, 480)))
    host = scene.host()
    scene.at(1000)
    assert scene.all(host, signalling.Clock) == []
    scene.at(3 * MINUTE_MS)
    assert [c.warning_min for c in scene.all(host, signalling.Clock)] == [5]
