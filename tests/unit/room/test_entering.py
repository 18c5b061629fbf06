"""Coming into a room: seats, the lobby, the lock, returning."""

from media_worker.room.effects import CloseMedia, HeartbeatNow
from meeting_contract import signalling
from meeting_contract.reports import ParticipantJoined, ParticipantLeft, RoomStarted
from meeting_contract.token import Limits
from tests.unit.room.scene import MINUTE_MS, T0, Scene, claims


def test_the_first_participant_starts_the_clock_and_the_functions_hear_of_it_at_once() -> None:
    scene = Scene()

    host = scene.host()

    joined = scene.last(host, signalling.Joined)
    assert joined.ends_at_ms == T0 + 40 * MINUTE_MS
    assert [p.participant_id for p in joined.participants] == ["An"]
    assert [report.at_ms for report in scene.reported(RoomStarted)] == [T0]
    assert HeartbeatNow() in scene.effects
    assert scene.room.status().started_at_ms == T0


def test_everybody_hears_of_a_newcomer_and_the_newcomer_of_everybody() -> None:
    scene = Scene()
    host = scene.host()

    guest = scene.guest("Bình")

    joined = scene.last(guest, signalling.Joined)
    assert [p.name for p in joined.participants] == ["An", "Bình"]
    assert scene.last(host, signalling.ParticipantUpdate).participant.name == "Bình"
    assert not scene.all(guest, signalling.ParticipantUpdate)


def test_nobody_is_seated_beyond_the_limit_and_hosts_hear_that_it_is_full() -> None:
    """F2: the 101st is refused with a clear reason."""
    scene = Scene()
    host = scene.host()
    for number in range(99):
        scene.guest(f"g{number}")

    late = scene.guest("late")

    assert scene.last(late, signalling.Refused).code == "meeting_full"
    assert late in scene.closed
    assert scene.last(host, signalling.RoomFull).max_participants == 100
    assert scene.room.status().participants == 100


def test_a_leaver_makes_room() -> None:
    scene = Scene()
    scene.host()
    leaver, *_ = [scene.guest(f"g{number}") for number in range(99)]

    scene.say(leaver, signalling.Leave())

    assert scene.all(scene.guest("late"), signalling.Joined)


def test_a_visitor_waits_hears_nothing_of_the_room_and_gets_no_media() -> None:
    """F1: no media and no chat before admission."""
    scene = Scene()
    host = scene.host()
    visitor = scene.visitor("Chi")

    scene.say(host, signalling.SendChat("c1", "chỉ trong phòng"))
    scene.say(visitor, signalling.Offer("v=0"))
    scene.say(visitor, signalling.SendChat("c2", "xin chào"))

    assert scene.heard[visitor] == [
        signalling.Waiting("Họp nhóm", host_present=True),
        signalling.Error("not_joined"),
        signalling.Error("not_joined"),
    ]
    assert scene.last(host, signalling.Lobby).waiting[0].name == "Chi"


def test_an_admitted_visitor_is_in_and_reads_only_what_was_said_since() -> None:
    """F1."""
    scene = Scene()
    host = scene.host()
    visitor = scene.visitor("Chi")
    scene.say(host, signalling.SendChat("c1", "trước"))
    scene.now_ms += 1000

    scene.say(host, signalling.Admit("Chi"))

    assert scene.last(visitor, signalling.Joined).chat == ()
    assert scene.last(host, signalling.Lobby).waiting == ()
    assert [r.name for r in scene.reported(ParticipantJoined)] == ["An", "Chi"]


def test_admitting_all_seats_those_who_came_first_and_leaves_the_rest_waiting() -> None:
    """F1, F2."""
    scene = Scene(claims("An", "host", limits=Limits(3, None)))
    host = scene.host()
    visitors = [scene.visitor(name) for name in ("Bình", "Chi", "Dũng")]

    scene.say(host, signalling.Admit(None))

    assert [bool(scene.all(v, signalling.Joined)) for v in visitors] == [True, True, False]
    assert [g.name for g in scene.last(host, signalling.Lobby).waiting] == ["Dũng"]
    assert scene.all(host, signalling.RoomFull)


def test_a_refused_visitor_hears_why_and_may_ask_again() -> None:
    scene = Scene()
    host = scene.host()
    visitor = scene.visitor("Chi")

    scene.say(host, signalling.Refuse("Chi"))

    assert scene.last(visitor, signalling.Refused).code == "refused_by_host"
    assert scene.all(scene.visitor("Chi"), signalling.Waiting)


def test_visitors_hear_when_the_host_comes_and_goes() -> None:
    scene = Scene()
    visitor = scene.visitor("Chi")
    host = scene.host()
    scene.say(host, signalling.Leave())

    heard = [waiting.host_present for waiting in scene.all(visitor, signalling.Waiting)]
    assert heard == [False, True, False]


def test_a_second_host_does_not_tell_the_lobby_again() -> None:
    scene = Scene()
    visitor = scene.visitor("Chi")
    scene.host("An")
    second = scene.host("An's phone")
    scene.say(second, signalling.Leave())

    assert len(scene.all(visitor, signalling.Waiting)) == 2


def test_who_was_in_does_not_wait_in_the_lobby_again() -> None:
    scene = Scene()
    host = scene.host()
    visitor = scene.visitor("Chi")
    scene.say(host, signalling.Admit("Chi"))
    scene.say(visitor, signalling.Leave())

    assert scene.all(scene.visitor("Chi"), signalling.Joined)


def test_a_removed_person_waits_in_the_lobby_again() -> None:
    scene = Scene()
    host = scene.host()
    scene.visitor("Chi")
    scene.say(host, signalling.Admit("Chi"))
    scene.say(host, signalling.Remove("Chi"))

    assert not scene.all(scene.visitor("Chi"), signalling.Joined)


def test_a_visitor_who_reloads_keeps_the_place_in_the_queue() -> None:
    scene = Scene()
    host = scene.host()
    first = scene.visitor("Bình")
    scene.visitor("Chi")
    scene.now_ms += 5000

    scene.visitor("Bình")

    assert scene.last(first, signalling.Ended).reason == "replaced"
    waiting = scene.last(host, signalling.Lobby).waiting
    assert [(g.name, g.waiting_since_ms) for g in waiting] == [("Bình", T0), ("Chi", T0)]


def test_the_lobby_is_bounded() -> None:
    scene = Scene()
    for number in range(150):
        scene.visitor(f"v{number}")

    assert scene.last(scene.visitor("one more"), signalling.Refused).code == "lobby_full"


def test_a_locked_room_refuses_newcomers_but_neither_hosts_nor_those_who_are_in() -> None:
    scene = Scene()
    host = scene.host()
    guest = scene.guest("Bình")
    scene.say(host, signalling.Lock(locked=True))
    scene.lose(guest)

    assert scene.last(scene.guest("Chi"), signalling.Refused).code == "meeting_locked"
    assert scene.last(scene.guest("Bình"), signalling.Joined).locked
    assert scene.all(scene.host("An's phone"), signalling.Joined)


def test_a_meeting_that_was_locked_stays_locked_on_the_next_worker() -> None:
    scene = Scene(claims("An", "host", locked=True))

    assert scene.last(scene.host(), signalling.Joined).locked
    assert scene.last(scene.guest("Chi"), signalling.Refused).code == "meeting_locked"


def test_a_lost_socket_keeps_seat_and_media_for_fifteen_seconds() -> None:
    scene = Scene()
    host = scene.host()
    guest = scene.guest("Bình")
    scene.lose(guest)

    assert not scene.last(host, signalling.ParticipantUpdate).participant.connected
    scene.at(14_999)
    assert scene.room.status().participants == 2
    assert CloseMedia("Bình") not in scene.effects
    scene.at(15_000)
    assert scene.room.status().participants == 1
    assert CloseMedia("Bình") in scene.effects
    assert scene.reported(ParticipantLeft)[0].reason == "lost"


def test_a_resumed_socket_gets_the_room_and_the_slots_it_missed() -> None:
    scene = Scene()
    host = scene.host()
    guest = scene.guest("Bình")
    key = scene.resume_key(guest)
    scene.lose(guest)
    shown = signalling.SlotAssignment("video", 0, "An", "camera", 90_000)
    scene.room.slots_changed("Bình", [shown])
    scene.at(14_000)

    again = scene.resume(claims("Bình"), key)

    joined = scene.last(again, signalling.Joined)
    assert joined.resumed
    assert joined.resume != key
    assert scene.last(again, signalling.Slots).slots == (shown,)
    assert scene.last(host, signalling.ParticipantUpdate).participant.connected
    assert CloseMedia("Bình") not in scene.effects
    assert not scene.reported(ParticipantLeft)


def test_nobody_resumes_with_a_wrong_or_an_old_key() -> None:
    scene = Scene()
    scene.host()
    guest = scene.guest("Bình")
    key = scene.resume_key(guest)
    scene.resume(claims("Bình"), key)

    for bad in ("", "x", key):
        session = scene.resume(claims("Bình"), bad)
        assert scene.heard[session] == [signalling.Error("resume_failed")]
        assert session in scene.closed


def test_a_reloaded_page_replaces_its_earlier_self_without_losing_seat_or_time() -> None:
    scene = Scene()
    host = scene.host()
    old = scene.guest("Bình")
    scene.say(old, signalling.MediaState(microphone=True, camera=True, screen=False))
    scene.now_ms += 3000

    new = scene.guest("Bình")

    assert scene.last(old, signalling.Ended).reason == "replaced"
    assert old in scene.closed
    me = scene.last(new, signalling.Joined).participants[1]
    assert (me.joined_at_ms, me.camera) == (T0, False)
    assert not scene.last(host, signalling.ParticipantUpdate).participant.microphone
    assert scene.room.status().participants == 2
    assert not scene.reported(ParticipantLeft)


def test_what_a_replaced_session_still_says_is_not_done() -> None:
    scene = Scene()
    host = scene.host()
    old = scene.guest("Bình")
    scene.guest("Bình")

    scene.say(old, signalling.SendChat("c1", "muộn rồi"))

    assert not scene.all(host, signalling.Chat)
