"""The media server over real UDP: aiortc as client, connectivity checks, garbage."""

import asyncio
import random
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
from aioice import stun
from aiortc import RTCBundlePolicy, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack, VideoStreamTrack

from media_worker.dataplane.python_plane import PythonDataPlane
from media_worker.room.media_plane import (
    MediaEvent,
    OfferError,
    PeerConnected,
    PeerKey,
    PeerLost,
    SlotsChanged,
    SpeakerChanged,
)
from media_worker.routing.forwarding import NewSsrc
from media_worker.transport.aiortc_seam import PylibsrtpLibrary, SrtpSessions
from media_worker.transport.media_server import MediaServer
from media_worker.transport.meeting_media import MeetingMedia
from media_worker.transport.published_tracks import MAX_TRACKS_MADE, PublishedTracks
from media_worker.transport.udp_socket import DatagramKind, bind_udp, kind_of
from tests.media.waiting import eventually

MEETING = "meeting"
_CONFIGURATION = RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE)


@dataclass
class Worker:
    server: MediaServer
    plane: PythonDataPlane
    port: int
    events: list[MediaEvent] = field(default_factory=list)

    def told(self, event: MediaEvent) -> Callable[[], Awaitable[bool]]:
        async def condition() -> bool:
            return event in self.events

        return condition


@asynccontextmanager
async def worker() -> AsyncIterator[Worker]:
    events: list[MediaEvent] = []
    udp = bind_udp("127.0.0.1", 0)
    plane = PythonDataPlane(udp, PylibsrtpLibrary())
    server = MediaServer(udp, plane, ["127.0.0.1"], events.append)
    try:
        yield Worker(server, plane, server.port, events)
    finally:
        await server.aclose()


async def join(to: Worker, name: str, *, publish: bool) -> RTCPeerConnection:
    """aiortc's own peer connection as a participant with one slot of each kind."""
    client = RTCPeerConnection(_CONFIGURATION)
    if publish:
        client.addTransceiver(AudioStreamTrack(), direction="sendonly")
        client.addTransceiver(VideoStreamTrack(), direction="sendonly")
    client.addTransceiver("audio", direction="recvonly")
    client.addTransceiver("video", direction="recvonly")
    await client.setLocalDescription(await client.createOffer())
    key = PeerKey(MEETING, name)
    answer = to.server.answer(key, client.localDescription.sdp)
    await client.setRemoteDescription(RTCSessionDescription(with_candidates(answer.sdp), "answer"))
    to.server.set_published(key, "microphone", published=True)
    to.server.set_published(key, "camera", published=True)
    return client


def with_candidates(sdp: str) -> str:
    """aiortc takes the candidates of a bundle from its last section, not from its first."""
    head, *sections = sdp.split("m=")
    lines = [line for line in sections[0].split("\r\n") if "candidate" in line]
    extra = "".join(f"{line}\r\n" for line in lines)
    return "m=".join([head, sections[0], *(section + extra for section in sections[1:])])


async def next_frames(client: RTCPeerConnection) -> list[Any]:
    tracks = [receiver.track for receiver in client.getReceivers() if receiver.track is not None]
    receiving = [track.recv() for track in tracks if track.readyState == "live"]
    return await asyncio.wait_for(asyncio.gather(*receiving[-2:]), 20)


def test_one_aiortc_client_decodes_what_another_sends() -> None:
    async def scenario() -> None:
        async with worker() as to:
            an = await join(to, "an", publish=True)
            binh = await join(to, "binh", publish=False)
            audio, video = await next_frames(binh)
            assert audio.sample_rate == 48_000
            assert (video.width, video.height) == (640, 480)
            shown = [event for event in to.events if isinstance(event, SlotsChanged)]
            assert {event.peer.participant_id for event in shown} == {"binh"}
            assert to.server.metrics.plane.packets_out > 0
            await asyncio.gather(an.close(), binh.close())
            await eventually(to.told(PeerLost(PeerKey(MEETING, "an"))))

    asyncio.run(scenario())


def test_what_is_not_published_is_not_heard() -> None:
    async def scenario() -> None:
        async with worker() as to:
            an = await join(to, "an", publish=True)
            to.server.set_published(PeerKey(MEETING, "an"), "camera", published=False)
            to.server.set_published(PeerKey(MEETING, "an"), "microphone", published=False)
            binh = await join(to, "binh", publish=False)
            await eventually(to.told(PeerConnected(PeerKey(MEETING, "binh"))))
            await eventually(lambda: arrived(to, 50))
            assert not any(isinstance(event, SlotsChanged) for event in to.events)
            await asyncio.gather(an.close(), binh.close())

    asyncio.run(scenario())


async def arrived(to: Worker, packets: int) -> bool:
    return to.server.metrics.plane.packets_in >= packets


def test_a_new_offer_replaces_the_connection_and_close_forgets_everything() -> None:
    async def scenario() -> None:
        async with worker() as to:
            first = await join(to, "an", publish=True)
            await eventually(to.told(PeerConnected(PeerKey(MEETING, "an"))))
            second = await join(to, "an", publish=True)
            binh = await join(to, "binh", publish=False)
            await next_frames(binh)
            to.server.close(PeerKey(MEETING, "an"))
            to.server.close(PeerKey(MEETING, "an"))
            to.server.close(PeerKey("unknown", "unknown"))
            last = [event for event in to.events if isinstance(event, SlotsChanged)][-1]
            assert {slot.participant_id for slot in last.slots} == {None}
            await asyncio.gather(first.close(), second.close(), binh.close())

    asyncio.run(scenario())


@pytest.mark.parametrize("text", ["", "v=0", "x" * 300_000])
def test_an_offer_that_cannot_be_answered(text: str) -> None:
    async def scenario() -> None:
        async with worker() as to:
            with pytest.raises(OfferError):
                to.server.answer(PeerKey(MEETING, "an"), text)

    asyncio.run(scenario())


def test_ten_thousand_garbage_datagrams_are_ignored_and_media_goes_on() -> None:
    """From a stranger's address, and forged with the address of a connected peer."""

    async def scenario() -> None:
        async with worker() as to:
            an = await join(to, "an", publish=True)
            binh = await join(to, "binh", publish=False)
            await next_frames(binh)
            addresses = [("127.0.0.1", 9), *(peer_addresses(to))]
            generator = random.Random(5)
            for number in range(10_000):
                first = (0, 1, 20, 22, 63, 128, 129, 144, 191, 255)[number % 10]
                body = generator.randbytes(generator.randrange(1400))
                # The handler of datagrams itself: a socket cannot forge a sender.
                to.server.on_datagram(
                    bytes([first]) + body, generator.choice(addresses), arrived=0.0
                )
            to.server.on_datagram(b"", addresses[0], arrived=0.0)
            before = to.server.metrics.plane.packets_out
            await next_frames(binh)
            assert to.server.metrics.plane.packets_out > before
            assert to.server.metrics.plane.not_authentic > 100
            await asyncio.gather(an.close(), binh.close())

    asyncio.run(scenario())


def test_a_validated_check_from_elsewhere_moves_the_peer() -> None:
    """As after a change of network: media follows without a new offer."""

    async def scenario() -> None:
        async with worker() as to:
            an = await join(to, "an", publish=True)
            binh = await join(to, "binh", publish=False)
            await next_frames(binh)
            peer = to.server.peers.by_key(PeerKey(MEETING, "binh"))
            assert peer is not None
            with bind_udp("127.0.0.1", 0) as elsewhere:
                elsewhere.connect(("127.0.0.1", to.port))
                username = f"{peer.ice_ufrag}:{peer.offer.ice_ufrag}"
                elsewhere.send(check(username, "wrong" * 6))
                await eventually(lambda: refused(to, 1))
                assert peer.path.address != elsewhere.getsockname()
                elsewhere.send(check(username, peer.ice_password))
                await eventually(lambda: media_arrives(elsewhere))
                assert peer.path.address == elsewhere.getsockname()
            await asyncio.gather(an.close(), binh.close())

    asyncio.run(scenario())


def check(username: str, password: str) -> bytes:
    message = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    message.attributes["USERNAME"] = username
    message.attributes["USE-CANDIDATE"] = None
    message.add_message_integrity(password.encode())
    return bytes(message)


async def refused(to: Worker, checks: int) -> bool:
    return to.server.metrics.checks_refused == checks


async def media_arrives(at: socket.socket) -> bool:
    try:
        return kind_of(at.recv(2048)) is DatagramKind.RTP
    except BlockingIOError:
        return False


def peer_addresses(to: Worker) -> list[tuple[str, int]]:
    return [address for peer in to.server.peers for address in peer.path.known]


def test_a_stranger_gets_no_answer() -> None:
    async def scenario() -> None:
        async with worker() as to:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
                stranger.setblocking(False)
                stranger.connect(("127.0.0.1", to.port))
                for first in range(256):
                    stranger.send(bytes([first]) * 40)
                await asyncio.sleep(0.1)
                with pytest.raises(BlockingIOError):
                    stranger.recv(2048)
            assert to.server.metrics.datagrams_ignored == 256

    asyncio.run(scenario())


def test_a_peer_that_never_comes_is_lost_after_fifteen_seconds() -> None:
    async def scenario() -> None:
        async with worker() as to:
            client = RTCPeerConnection(_CONFIGURATION)
            client.addTransceiver("audio", direction="recvonly")
            await client.setLocalDescription(await client.createOffer())
            key = PeerKey(MEETING, "an")
            to.server.answer(key, client.localDescription.sdp)
            (peer,) = to.server.peers
            to.server.tick(0, peer.last_valid + 14.9)
            assert to.events == []
            to.server.tick(1, peer.last_valid + 15.1)
            to.server.tick(2, peer.last_valid + 16.0)
            assert to.events == [PeerLost(key)]
            await client.close()

    asyncio.run(scenario())


def test_no_speaker_is_named_in_silence() -> None:
    async def scenario() -> None:
        async with worker() as to:
            an = await join(to, "an", publish=True)
            await eventually(lambda: arrived(to, 100))
            assert not any(isinstance(event, SpeakerChanged) for event in to.events)
            await an.close()

    asyncio.run(scenario())


def test_a_defect_met_with_one_peer_leaves_the_others_alone() -> None:
    async def scenario() -> None:
        async with worker() as to:
            an = await join(to, "an", publish=True)
            await eventually(to.told(PeerConnected(PeerKey(MEETING, "an"))))
            binh = await join(to, "binh", publish=False)
            await eventually(to.told(PeerConnected(PeerKey(MEETING, "binh"))))
            broken, healthy = to.server.peers
            # Behind the server's back: whatever it asks about this peer raises from now on.
            to.plane.remove_peer(broken.peer_id)
            broken.last_valid = float("inf")
            to.server.tick(0, healthy.last_valid + 16)
            assert to.events[-1] == PeerLost(healthy.key)
            await asyncio.gather(an.close(), binh.close())

    asyncio.run(scenario())


def test_a_handshake_that_ends_after_the_peer_was_closed_connects_nobody() -> None:
    async def scenario() -> None:
        async with worker() as to:
            client = await join(to, "an", publish=False)
            await eventually(to.told(PeerConnected(PeerKey(MEETING, "an"))))
            (peer,) = to.server.peers
            to.server.close(peer.key)
            to.events.clear()
            sessions = SrtpSessions(object(), object(), (object(), object()))
            to.server._connected(peer, sessions)  # noqa: SLF001 (nobody can time this race)
            assert to.events == []
            await client.close()

    asyncio.run(scenario())


def test_who_changes_ssrcs_all_the_time_is_not_followed_for_ever() -> None:
    async def scenario() -> None:
        async with worker() as to:
            client = await join(to, "an", publish=True)
            await eventually(to.told(PeerConnected(PeerKey(MEETING, "an"))))
            (peer,) = to.server.peers
            section = peer.offer.accepted[0]
            meeting = MeetingMedia(MEETING, to.plane, lambda _: None, to.events.append)
            tracks = PublishedTracks(to.plane, to.server.peers, count(1_000_000))
            peer.up_ids.clear()
            for ssrc in range(1, 1000):
                event = NewSsrc(peer.peer_id, ssrc, section.payload_type, section.mid, "", "")
                tracks.add(peer, meeting, event)
            assert peer.tracks_made == MAX_TRACKS_MADE
            assert len(meeting.up_ids) == 1
            tracks.remove_all(peer, meeting)
            await client.close()

    asyncio.run(scenario())
