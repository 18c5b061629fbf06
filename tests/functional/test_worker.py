"""A worker from outside: sockets in, reports and heartbeats out."""

import asyncio
from collections.abc import Callable, Coroutine
from secrets import token_hex
from typing import Any

import msgspec
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from media_worker.room.media_plane import PeerKey, PeerLost, SlotsChanged, SpeakerChanged
from media_worker.transport.websocket import MAX_UNGREETED
from meeting_contract import signalling
from meeting_contract.control import Heartbeat, RoomOrder
from meeting_contract.token import Limits
from tests.fakes.functions_api import FakeFunctions
from tests.functional.worker_lab import Client, Lab, running_lab
from tests.unit.room.scene import FREE_PLAN, claims

AN = PeerKey("meeting-1", "An")
FORTY_MINUTES_MS = 40 * 60 * 1000


def on_worker(scenario: Callable[[Lab], Coroutine[Any, Any, None]], **setting: Any) -> None:
    async def run() -> None:
        async with running_lab(FakeFunctions(), **setting) as lab:
            await scenario(lab)

    asyncio.run(run())


def test_two_people_meet_talk_and_leave() -> None:
    async def scenario(lab: Lab) -> None:
        host = await lab.host()
        guest = await lab.enter(claims("Bình"))
        assert len((await guest.hear(signalling.Joined)).participants) == 2
        assert (await host.hear(signalling.ParticipantUpdate)).participant.name == "Bình"

        await guest.say(signalling.SendChat("c1", "xin chào"))
        assert (await host.hear(signalling.Chat)).message.text == "xin chào"
        await guest.say(signalling.Leave())
        assert (await guest.hear(signalling.Ended)).reason == "left"
        await guest.hear_the_end()
        assert (await host.hear(signalling.ParticipantGone)).participant_id == "Bình"

    on_worker(scenario)


def test_an_offer_is_answered_and_media_news_reach_the_client() -> None:
    async def scenario(lab: Lab) -> None:
        host = await lab.host()
        await host.say(signalling.Offer("v=0"))
        assert (await host.hear(signalling.Answer)).slots[0].mid == "3"
        await host.say(signalling.MediaState(microphone=True, camera=False, screen=False))
        await host.hear(signalling.ParticipantUpdate)
        assert lab.media.published == {(AN, "microphone")}

        shown = signalling.SlotAssignment("video", 0, "An", "camera", 1)
        lab.media.sink(SlotsChanged(AN, (shown,)))
        lab.media.sink(SpeakerChanged("meeting-1", "An"))
        lab.media.sink(PeerLost(AN))
        assert (await host.hear(signalling.Slots)).slots == (shown,)
        assert (await host.hear(signalling.ActiveSpeaker)).participant_id == "An"
        assert not (await host.hear(signalling.ParticipantUpdate)).participant.microphone

    on_worker(scenario)


def test_a_bad_offer_is_an_error_and_the_session_goes_on() -> None:
    async def scenario(lab: Lab) -> None:
        host = await lab.host()
        await host.say(signalling.Offer("nonsense"))
        assert (await host.hear(signalling.Error)).code == "offer_invalid"
        await host.say(signalling.Ping())
        assert await host.hear(signalling.Pong)

    on_worker(scenario)


def test_a_cut_socket_resumes_its_seat() -> None:
    async def scenario(lab: Lab) -> None:
        host = await lab.host()
        guest = await lab.enter(claims("Bình"))
        key = (await guest.hear(signalling.Joined)).resume
        guest.socket.transport.abort()
        await host.hear(signalling.ParticipantUpdate)
        assert not (await host.hear(signalling.ParticipantUpdate)).participant.connected

        again = await lab.enter(claims("Bình"), resume=key)

        assert (await again.hear(signalling.Joined)).resumed
        assert (await host.hear(signalling.ParticipantUpdate)).participant.connected

    on_worker(scenario)


def test_resuming_on_a_worker_that_has_forgotten_says_so() -> None:
    async def scenario(lab: Lab) -> None:
        client = await lab.enter(claims("Bình"), resume="key of an earlier process")
        assert (await client.hear(signalling.Error)).code == "resume_failed"
        await client.hear_the_end()

    on_worker(scenario)


def test_the_first_participants_moment_goes_up_at_once_and_the_reports_follow() -> None:
    """F3."""

    async def scenario(lab: Lab) -> None:
        await lab.host()
        async with asyncio.timeout(0.9):
            heartbeat = await lab.heartbeat_with(lambda h: h.rooms)
        status = heartbeat.rooms[0]
        assert status.participants == 1
        await lab.drained()
        assert [report["type"] for report in lab.sink.reports] == [
            "room_started",
            "participant_joined",
            "participant_left",
            "room_ended",
        ]
        assert lab.sink.reports[0]["at_ms"] == status.started_at_ms
        assert len({report["report_id"] for report in lab.sink.reports}) == 4

    on_worker(scenario)


def test_forty_minutes_by_the_products_clock_end_the_meeting() -> None:
    """F3, with time moved instead of waited for."""

    async def scenario(lab: Lab) -> None:
        host = await lab.host()
        lab.functions.ahead_ms = FORTY_MINUTES_MS - 4 * 60 * 1000
        assert (await host.hear(signalling.Clock)).warning_min == 5
        lab.functions.ahead_ms = FORTY_MINUTES_MS + 1000
        assert (await host.hear(signalling.Ended)).reason == "time_limit"
        await host.hear_the_end()

        late = await lab.enter(claims("Bình"))
        assert (await late.hear(signalling.Refused)).code == "time_limit"

    on_worker(scenario)


def test_a_restarted_worker_goes_on_with_the_clock() -> None:
    """F3: the next process learns the start from the token."""
    ends: list[int | None] = []
    started: list[int | None] = []

    async def first(lab: Lab) -> None:
        client = await lab.enter(claims("An", "host"))
        ends.append((await client.hear(signalling.Joined)).ends_at_ms)
        await lab.drained()
        started.append(lab.sink.reports[0]["at_ms"])

    async def second(lab: Lab) -> None:
        client = await lab.enter(claims("An", "host", epoch=2, started_at_ms=started[0]))
        ends.append((await client.hear(signalling.Joined)).ends_at_ms)

    on_worker(first)
    on_worker(second)
    assert ends[0] == ends[1]


def orders(fate: Any, limits: Limits | None = None) -> Callable[[Heartbeat], tuple[RoomOrder, ...]]:
    def answer(heartbeat: Heartbeat) -> tuple[RoomOrder, ...]:
        return tuple(
            RoomOrder(r.meeting_id, r.epoch, fate, limits, r.started_at_ms) for r in heartbeat.rooms
        )

    return answer


@pytest.mark.parametrize(("fate", "reason"), [("end", "ended_by_host"), ("fenced", "fenced")])
def test_an_order_in_the_heartbeat_ends_the_room(fate: Any, reason: str) -> None:
    async def scenario(lab: Lab) -> None:
        host = await lab.host()
        lab.functions.orders = orders(fate)
        assert (await host.hear(signalling.Ended)).reason == reason

    on_worker(scenario)


def test_an_upgrade_reaches_the_room_within_a_second() -> None:
    """F3: lifted without rejoining."""

    async def scenario(lab: Lab) -> None:
        host = await lab.host()
        lab.functions.orders = orders("keep", Limits(FREE_PLAN.max_participants, None))
        assert (await host.hear(signalling.Clock)).ends_at_ms is None

    on_worker(scenario)


@pytest.mark.parametrize(("ended_epoch", "reason"), [(0, "fenced"), (1, "ended_by_host")])
def test_a_newer_epoch_on_the_same_worker_ends_the_older_room(
    ended_epoch: int, reason: str
) -> None:
    async def scenario(lab: Lab) -> None:
        host = await lab.host()
        newcomer = msgspec.structs.replace(claims("Bình", epoch=2), ended_epoch=ended_epoch)
        newer = await lab.enter(newcomer)
        assert (await host.hear(signalling.Ended)).reason == reason
        assert len((await newer.hear(signalling.Joined)).participants) == 1

    on_worker(scenario)


def test_without_the_functions_meetings_go_on_and_no_new_one_opens() -> None:
    async def scenario(lab: Lab) -> None:
        host = await lab.host()
        lab.functions.status = 503
        await lab.until_health_is(503)

        guest = await lab.enter(claims("Bình"))
        assert await guest.hear(signalling.Joined)
        assert await host.hear(signalling.ParticipantUpdate)
        stranger = await lab.enter(claims("Chi", "host", meeting_id="meeting-2"))
        assert (await stranger.hear(signalling.Refused)).code == "worker_draining"

    on_worker(scenario)


def test_draining_lets_a_meeting_go_on_opens_none_and_ends_what_is_left() -> None:
    async def scenario(lab: Lab) -> None:
        host = await lab.host()
        lab.stop.set()
        await lab.heartbeat_with(lambda h: h.state == "draining")
        assert (await lab.get("/healthz"))[0] == 503
        guest = await lab.enter(claims("Bình"))
        await guest.hear(signalling.Joined)
        other = await lab.enter(claims("Chi", "host", meeting_id="meeting-2"))
        assert (await other.hear(signalling.Refused)).code == "worker_draining"

        assert (await host.hear(signalling.Ended)).reason == "drained"
        await lab.drained()
        assert lab.media.stopped
        assert lab.sink.reports[-1]["reason"] == "drained"
        assert lab.functions.heartbeats[-1].rooms == ()

    on_worker(scenario, drain_s=1.5)


def test_a_worker_without_people_is_gone_at_once() -> None:
    async def scenario(lab: Lab) -> None:
        async with asyncio.timeout(5):
            await lab.drained()

    on_worker(scenario, drain_s=3600)


def test_a_page_of_another_site_gets_no_socket() -> None:
    async def scenario(lab: Lab) -> None:
        with pytest.raises(InvalidStatus) as refusal:
            await lab.client(origin="https://evil.example")
        assert refusal.value.response.status_code == 403
        assert await lab.client(origin=None)

    on_worker(scenario)


def test_metrics_are_for_those_who_know_the_secret() -> None:
    async def scenario(lab: Lab) -> None:
        await lab.host()
        assert (await lab.get("/metrics"))[0] == 401
        assert (await lab.get("/metrics", "Bearer guess"))[0] == 401
        assert (await lab.get("/metrics", "Bearer đoán"))[0] == 401
        status, text = await lab.get("/metrics", "Bearer worker secret")
        assert status == 200
        assert "\nonmeeting_participants 1\n" in text
        assert "# TYPE onmeeting_media_packets_in_total counter" in text

    on_worker(scenario)


def test_there_is_nothing_else_on_the_port() -> None:
    async def scenario(lab: Lab) -> None:
        assert (await lab.get("/"))[0] == 404
        assert (await lab.get("/signal/../metrics"))[0] == 404
        assert (await lab.get("/healthz?x=1"))[0] == 200

    on_worker(scenario)


@pytest.mark.parametrize("data", ["", "{", "null", b"\xff\xfe", '{"type":"ping"}'])
def test_garbage_instead_of_a_hello_closes_the_socket(data: str | bytes) -> None:
    async def scenario(lab: Lab) -> None:
        client = await lab.client()
        await client.socket.send(data)
        assert isinstance(await client.hear_any(), signalling.Error)
        await client.hear_the_end()

    on_worker(scenario)


def test_a_frame_beyond_the_limit_closes_the_socket_and_nobody_elses() -> None:
    async def scenario(lab: Lab) -> None:
        host = await lab.host()
        guest = await lab.enter(claims("Bình"))
        await guest.hear(signalling.Joined)
        await guest.socket.send("x" * (signalling.MAX_MESSAGE_BYTES + 1))
        with pytest.raises(ConnectionClosed):
            await guest.hear(signalling.Pong)
        await host.say(signalling.Ping())
        assert await host.hear(signalling.Pong)

    on_worker(scenario)


def test_a_crowd_that_never_says_hello_is_turned_away() -> None:
    async def scenario(lab: Lab) -> None:
        host = await lab.host()
        for _ in range(MAX_UNGREETED):
            await lab.client()
        with pytest.raises(InvalidStatus, match="503"):
            await lab.client()
        await host.say(signalling.Ping())
        assert await host.hear(signalling.Pong)
        await lab.clients[-1].say(signalling.Hello(1, "no token"))
        await lab.clients[-1].hear_the_end()
        assert await lab.enter(claims("Bình"))

    on_worker(scenario)


def test_a_client_that_does_not_read_is_cut_off_and_the_others_are_not() -> None:
    async def scenario(lab: Lab) -> None:
        host = await lab.host()
        deaf = await lab.enter(claims("Bình"))
        await deaf.hear(signalling.Joined)
        deaf.socket.transport.pause_reading()
        cut_off = asyncio.create_task(hear_disconnection(host, "Bình"))
        for _ in range(500):
            # 60 kB that do not compress, 30 MB in all: more than sockets and queue hold.
            slot = signalling.SlotAssignment("video", 0, token_hex(30_000), "camera", 0)
            lab.media.sink(SlotsChanged(PeerKey("meeting-1", "Bình"), (slot,)))
            await asyncio.sleep(0)
        async with asyncio.timeout(5):
            await cut_off
        deaf.socket.transport.abort()

    on_worker(scenario)


async def hear_disconnection(client: Client, participant_id: str) -> None:
    while True:
        update = await client.hear(signalling.ParticipantUpdate)
        if update.participant.participant_id == participant_id and not update.participant.connected:
            return
