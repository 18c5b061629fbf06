"""What participants and hosts may do in a room, and what the others see of it."""

from typing import get_args

import pytest

from media_worker.room.commands import COMMANDS
from media_worker.room.effects import AnswerOffer, CloseMedia, Publish, SetView
from meeting_contract import signalling
from meeting_contract.reports import MeetingLocked, ParticipantLeft, PersonBanned, RoomEnded
from tests.unit.room.scene import Scene, claims

HOST_ONLY = [
    signalling.Admit(None),
    signalling.Refuse("Chi"),
    signalling.Mute(None),
    signalling.Remove("An"),
    signalling.Remove("An", ban=True),
    signalling.Lock(locked=True),
    signalling.EndForAll(),
]


@pytest.mark.parametrize("message", HOST_ONLY, ids=lambda m: type(m).__name__)
def test_a_guest_has_no_host_controls(message: signalling.AnyClientMessage) -> None:
    scene = Scene()
    host = scene.host()
    guest = scene.guest("Bình")
    scene.visitor("Chi")
    heard_before = list(scene.heard[host])

    scene.say(guest, message)

    assert scene.heard[guest][-1] == signalling.Error("not_allowed")
    assert scene.heard[host] == heard_before
    assert scene.room.status().participants == 2


def test_every_message_of_the_contract_has_a_row_but_those_of_the_session() -> None:
    answered_by_session = {signalling.Hello, signalling.Ping}

    assert set(COMMANDS) | answered_by_session == set(get_args(signalling.AnyClientMessage))


def test_chat_reaches_everybody_once_even_if_it_is_sent_twice() -> None:
    scene = Scene()
    host = scene.host()
    guest = scene.guest("Bình")

    scene.say(guest, signalling.SendChat("c1", "xin chào"))
    scene.say(guest, signalling.SendChat("c1", "xin chào"))

    assert len(scene.all(host, signalling.Chat)) == 1
    assert len(scene.all(guest, signalling.Chat)) == 2
    assert scene.last(host, signalling.Chat).message.name == "Bình"


def test_two_people_may_use_the_same_message_id() -> None:
    scene = Scene()
    host = scene.host()
    guest = scene.guest("Bình")

    scene.say(host, signalling.SendChat("1", "a"))
    scene.say(guest, signalling.SendChat("1", "b"))

    assert [chat.message.text for chat in scene.all(host, signalling.Chat)] == ["a", "b"]


def test_blank_chat_is_refused() -> None:
    scene = Scene()
    host = scene.host()

    scene.say(host, signalling.SendChat("c1", " \n\t"))

    assert scene.heard[host][-1] == signalling.Error("message_invalid")


def test_the_chat_log_is_bounded() -> None:
    scene = Scene()
    host = scene.host()
    for number in range(301):
        scene.say(host, signalling.SendChat(str(number), "a"))

    chat = scene.last(scene.host(), signalling.Joined).chat
    assert (len(chat), chat[0].message_id) == (300, "1")


def test_a_raised_hand_is_seen_by_all() -> None:
    scene = Scene()
    host = scene.host()
    guest = scene.guest("Bình")

    scene.say(guest, signalling.RaiseHand(raised=True))

    assert scene.last(host, signalling.ParticipantUpdate).participant.hand_raised


def test_media_state_opens_and_shuts_the_media_and_is_told() -> None:
    scene = Scene()
    host = scene.host()
    guest = scene.guest("Bình")

    scene.say(guest, signalling.MediaState(microphone=True, camera=True, screen=False))
    scene.say(guest, signalling.MediaState(microphone=True, camera=False, screen=True))

    assert [e for e in scene.effects if isinstance(e, Publish)] == [
        Publish("Bình", "camera", published=True),
        Publish("Bình", "microphone", published=True),
        Publish("Bình", "camera", published=False),
        Publish("Bình", "screen", published=True),
    ]
    seen = scene.last(host, signalling.ParticipantUpdate).participant
    assert (seen.microphone, seen.camera, seen.screen) == (True, False, True)


def test_a_new_offer_orders_again_what_a_new_connection_does_not_know() -> None:
    scene = Scene()
    host = scene.host()
    scene.say(host, signalling.MediaState(microphone=True, camera=False, screen=False))
    scene.say(host, signalling.View(pinned="An", tiles=()))
    scene.effects.clear()

    scene.say(host, signalling.Offer("v=0"))

    assert scene.effects == [
        AnswerOffer(host, "An", "v=0"),
        Publish("An", "microphone", published=True),
        SetView("An", "An", ()),
    ]


def test_a_muted_guest_is_shut_told_and_may_unmute() -> None:
    scene = Scene()
    host = scene.host()
    guest = scene.guest("Bình")
    speaking = signalling.MediaState(microphone=True, camera=True, screen=False)
    scene.say(guest, speaking)

    scene.say(host, signalling.Mute("Bình"))

    assert scene.effects[-3] == Publish("Bình", "microphone", published=False)
    assert scene.all(guest, signalling.MutedByHost)
    seen = scene.last(host, signalling.ParticipantUpdate).participant
    assert (seen.microphone, seen.camera) == (False, True)
    scene.say(guest, speaking)
    assert scene.last(host, signalling.ParticipantUpdate).participant.microphone


def test_muting_all_spares_hosts() -> None:
    scene = Scene()
    sessions = [scene.host(), scene.guest("Bình"), scene.guest("Chi")]
    for session in sessions[:2]:
        scene.say(session, signalling.MediaState(microphone=True, camera=False, screen=False))

    scene.say(sessions[0], signalling.Mute(None))

    assert [bool(scene.all(s, signalling.MutedByHost)) for s in sessions] == [False, True, False]


def test_a_removed_guest_is_out_and_may_come_back() -> None:
    scene = Scene()
    host = scene.host()
    guest = scene.guest("Bình")

    scene.say(host, signalling.Remove("Bình"))

    assert scene.last(guest, signalling.Ended).reason == "removed"
    assert CloseMedia("Bình") in scene.effects
    assert scene.last(host, signalling.ParticipantGone).reason == "removed"
    assert scene.reported(ParticipantLeft)[0].reason == "removed"
    assert scene.all(scene.guest("Bình"), signalling.Joined)


def test_a_banned_person_is_out_in_every_tab_and_stays_out() -> None:
    scene = Scene()
    host = scene.host()
    tab = scene.enter(claims("tab 1", person="Bình"))
    other_tab = scene.enter(claims("tab 2", person="Bình"))

    scene.say(host, signalling.Remove("tab 1", ban=True))

    for session in (tab, other_tab):
        assert scene.last(session, signalling.Ended).reason == "banned"
    back = scene.enter(claims("tab 3", person="Bình"))
    assert scene.last(back, signalling.Refused).code == "banned"
    assert [report.person_id for report in scene.reported(PersonBanned)] == ["Bình"]


def test_a_ban_reaches_into_the_lobby() -> None:
    scene = Scene()
    host = scene.host()
    waiting = scene.enter(claims("tab 2", person="Bình", lobby=True))
    scene.enter(claims("tab 1", person="Bình"))

    scene.say(host, signalling.Remove("tab 1", ban=True))

    assert scene.last(waiting, signalling.Refused).code == "banned"
    assert scene.last(host, signalling.Lobby).waiting == ()


def test_hosts_cannot_be_removed() -> None:
    scene = Scene()
    host = scene.host()
    scene.host("An's phone")

    scene.say(host, signalling.Remove("An's phone"))

    assert scene.heard[host][-1] == signalling.Error("not_allowed")


@pytest.mark.parametrize(
    "message",
    [
        signalling.Remove("nobody"),
        signalling.Mute("nobody"),
        signalling.Admit("nobody"),
        signalling.Refuse("nobody"),
    ],
    ids=lambda m: type(m).__name__,
)
def test_nobody_is_not_found(message: signalling.AnyClientMessage) -> None:
    scene = Scene()
    host = scene.host()

    scene.say(host, message)

    assert scene.heard[host][-1] == signalling.Error("no_such_participant")


def test_the_lock_is_told_and_reported_once() -> None:
    scene = Scene()
    host = scene.host()
    guest = scene.guest("Bình")

    scene.say(host, signalling.Lock(locked=True))
    scene.say(host, signalling.Lock(locked=True))

    assert scene.all(guest, signalling.Locked) == [signalling.Locked(locked=True)]
    assert [report.locked for report in scene.reported(MeetingLocked)] == [True]


def test_end_for_all_ends_it_for_those_inside_and_those_who_wait() -> None:
    scene = Scene()
    host, guest, visitor = scene.host(), scene.guest("Bình"), scene.visitor("Chi")

    scene.say(host, signalling.EndForAll())

    for session in (host, guest, visitor):
        assert scene.heard[session][-1] == signalling.Ended("ended_by_host")
        assert session in scene.closed
    assert [report.reason for report in scene.reported(RoomEnded)] == ["ended_by_host"]
    assert {r.reason for r in scene.reported(ParticipantLeft)} == {"ended"}
    assert scene.end == "ended_by_host"


def test_lost_media_shows_its_sources_as_off() -> None:
    scene = Scene()
    host = scene.host()
    guest = scene.guest("Bình")
    scene.say(guest, signalling.MediaState(microphone=True, camera=True, screen=False))

    scene.room.media_lost("Bình")
    scene.settle()

    seen = scene.last(host, signalling.ParticipantUpdate).participant
    assert (seen.microphone, seen.camera) == (False, False)


def test_the_active_speaker_is_told_and_forgotten_when_gone() -> None:
    scene = Scene()
    host = scene.host()
    guest = scene.guest("Bình")
    scene.room.speaker_changed("Bình")
    scene.settle()
    newcomer = scene.guest("Chi")

    scene.say(guest, signalling.Leave())

    assert scene.all(newcomer, signalling.ActiveSpeaker)[0].participant_id == "Bình"
    assert scene.last(host, signalling.ActiveSpeaker).participant_id is None
