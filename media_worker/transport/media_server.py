"""The media plane of a worker: peers on one UDP port, meetings, and the clockwork between them."""

import asyncio
import logging
import socket
import time
from collections.abc import Callable, Coroutine, Sequence
from itertools import count

from media_worker.bulkhead import bulkhead
from media_worker.room.media_plane import (
    MediaAnswer,
    MediaEventSink,
    PeerConnected,
    PeerKey,
    PeerLost,
)
from media_worker.routing.forwarding import (
    Address,
    DataPlane,
    GapSeen,
    NewSsrc,
    PlaneEvent,
    PlanePeer,
    Switched,
)
from media_worker.routing.rtp import is_rtcp
from media_worker.routing.slots import SourceKey, View, ViewTile
from media_worker.transport.aiortc_seam import SrtpSessions
from media_worker.transport.answerer import Answerer, PeerCallbacks
from media_worker.transport.checks import CheckResponder
from media_worker.transport.feedback import FeedbackReceiver, FeedbackSender, MediaMetrics
from media_worker.transport.meeting_media import MeetingMedia
from media_worker.transport.peer import Peer
from media_worker.transport.peer_table import PeerTable
from media_worker.transport.published_tracks import PublishedTracks
from media_worker.transport.sdp import parse_offer
from media_worker.transport.udp_socket import DatagramKind, UdpReader, kind_of
from meeting_contract.signalling import Source, Tile

# TWCC feedback, repeated NACKs and speakers; Chromium's estimator likes 50 to 250 ms.
TICK_S = 0.05
# Reports once a second, each peer in its own tick so that they do not leave in one burst.
REPORT_TICKS = 20

_log = logging.getLogger(__name__)


class MediaServer:
    """Implements MediaPlane on the running event loop; `udp` is closed with it."""

    def __init__(
        self,
        udp: socket.socket,
        plane: DataPlane,
        announced: Sequence[str],
        sink: MediaEventSink,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`announced` are the addresses that clients reach this port at."""
        self.port: int = udp.getsockname()[1]
        self._udp = udp
        self._plane = plane
        self._sink = sink
        self._clock = clock
        self.peers = PeerTable()
        self._meetings: dict[str, MeetingMedia] = {}
        self.metrics = MediaMetrics(plane.metrics)
        # Sender reports want wall-clock time that never jumps.
        self._feedback_sender = FeedbackSender(plane, self.metrics, time.time() - clock())
        self._feedback_receiver = FeedbackReceiver(plane, self.metrics)
        self._checks = CheckResponder(udp, plane, self.peers, self.metrics)
        ids = count(1)
        self._tracks = PublishedTracks(plane, self.peers, ids)
        self._answerer = Answerer(
            [(host, self.port) for host in announced],
            ids,
            PeerCallbacks(self._send, self._connected, self._lost),
        )
        self._closing: set[asyncio.Task[None]] = set()
        self._reader = UdpReader(udp, clock, self.on_datagram, self._drain)
        self._clockwork = asyncio.create_task(self._run_clockwork())

    # MediaPlane

    def answer(self, peer: PeerKey, offer_sdp: str) -> MediaAnswer:
        offer = parse_offer(offer_sdp)
        self._disconnect(peer)
        connection = self._answerer.new_peer(peer, offer, self._clock())
        self.peers.add(connection)
        self._meeting(peer.meeting_id)
        return MediaAnswer(self._answerer.answer(connection), connection.slots())

    def close(self, peer: PeerKey) -> None:
        self._disconnect(peer)
        meeting = self._meetings.get(peer.meeting_id)
        if meeting is None:
            return
        meeting.router.forget(peer.participant_id)
        meeting.update(self._clock())
        if meeting.router.empty:
            del self._meetings[peer.meeting_id]

    def set_published(self, peer: PeerKey, source: Source, published: bool) -> None:
        meeting = self._meeting(peer.meeting_id)
        meeting.router.set_published(SourceKey(peer.participant_id, source), published)
        meeting.update(self._clock())

    def set_view(self, peer: PeerKey, pinned: str | None, tiles: Sequence[Tile]) -> None:
        view_tiles = tuple(ViewTile(tile.participant_id, tile.height) for tile in tiles)
        meeting = self._meeting(peer.meeting_id)
        meeting.router.set_view(peer.participant_id, View(pinned, view_tiles))
        meeting.update(self._clock())

    async def aclose(self) -> None:
        """Say goodbye to all peers and stop."""
        self._clockwork.cancel()
        for peer in self.peers:
            self.close(peer.key)
        await asyncio.gather(self._clockwork, *self._closing, return_exceptions=True)
        self._reader.close()
        self._udp.close()

    # Peers

    def _meeting(self, meeting_id: str) -> MeetingMedia:
        if meeting_id not in self._meetings:
            self._meetings[meeting_id] = MeetingMedia(
                meeting_id, self._plane, self._ask_keyframe, self._sink
            )
        return self._meetings[meeting_id]

    def _send(self, peer: Peer, datagram: bytes) -> None:
        if peer.path.address is None:
            return
        try:
            self._udp.sendto(datagram, peer.path.address)
        except OSError:
            self._plane.metrics.send_drops += 1

    def _connected(self, peer: Peer, sessions: SrtpSessions) -> None:
        if peer.path.address is None or self.peers.by_id(peer.peer_id) is not peer:
            return  # closed while its handshake ended
        peer.state = "connected"
        self._plane.add_peer(
            PlanePeer(peer.peer_id, sessions, peer.path.address, peer.extension_ids)
        )
        for track in peer.down_tracks.values():
            self._plane.add_down_track(track)
        self._sink(PeerConnected(peer.key))
        meeting = self._meeting(peer.key.meeting_id)
        meeting.router.add_subscriber(peer.key.participant_id, peer.slot_tracks())
        meeting.update(self._clock())

    def _lost(self, peer: Peer) -> None:
        """Nothing more is sent there; if it comes back, it comes with a new offer."""
        if self.peers.by_id(peer.peer_id) is peer:
            self._disconnect(peer.key)
            self._sink(PeerLost(peer.key))

    def _disconnect(self, key: PeerKey) -> None:
        """Free one connection; what its participant published and viewed stays known."""
        peer = self.peers.by_key(key)
        if peer is None:
            return
        meeting = self._meeting(key.meeting_id)
        meeting.router.remove_subscriber(key.participant_id)
        self._tracks.remove_all(peer, meeting)
        self._plane.remove_peer(peer.peer_id)
        self.peers.remove(peer)
        meeting.update(self._clock())
        if peer.dtls is not None:
            self._spawn(peer.dtls.close())

    def _spawn(self, coroutine: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(coroutine)
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    # Datagrams

    def on_datagram(self, datagram: bytes, address: Address, arrived: float) -> None:
        kind = kind_of(datagram)
        if kind is DatagramKind.STUN:
            self._checks.receive(datagram, address, arrived)
            return
        peer = self.peers.by_address(address)
        if peer is None or kind is DatagramKind.UNKNOWN:
            self.metrics.datagrams_ignored += 1
        elif kind is DatagramKind.DTLS:
            if peer.dtls is not None:
                peer.dtls.receive(datagram)
        elif is_rtcp(datagram):
            self._on_rtcp(peer, datagram, arrived)
        elif self._plane.receive(peer.peer_id, datagram, arrived):
            peer.last_valid = arrived
            peer.path.heard(address, arrived)

    def _on_rtcp(self, peer: Peer, datagram: bytes, now: float) -> None:
        packet = self._plane.open_rtcp(peer.peer_id, datagram)
        if packet:
            peer.last_valid = now
            router = self._meeting(peer.key.meeting_id).router
            self._feedback_receiver.receive(peer, router, packet, now)

    def _drain(self) -> None:
        """After each batch: what the plane saw becomes routing."""
        now = self._clock()
        changed: set[MeetingMedia] = set()
        for event in self._plane.take_events():
            with bulkhead(_log, "event"):
                changed |= self._follow(event, now)
        for meeting in changed:
            with bulkhead(_log, "meeting"):
                meeting.update(now)

    def _follow(self, event: PlaneEvent, now: float) -> set[MeetingMedia]:
        """Meetings that it changes."""
        match event:
            case NewSsrc(peer_id):
                if peer := self.peers.by_id(peer_id):
                    meeting = self._meeting(peer.key.meeting_id)
                    self._tracks.add(peer, meeting, event)
                    return {meeting}
            case Switched(down_id, up_id, rtp_timestamp):
                if found := self.peers.track(up_id):
                    meeting = self._meeting(found[0].key.meeting_id)
                    meeting.router.switched(down_id, up_id, rtp_timestamp)
                    return {meeting}
            case GapSeen(up_id):
                self._ask_again(up_id, now)
        return set()

    def _ask_keyframe(self, up_id: int) -> None:
        found = self.peers.track(up_id)
        if found is not None:
            self._feedback_sender.ask_keyframe(*found)

    def _ask_again(self, up_id: int, now: float) -> None:
        found = self.peers.track(up_id)
        if found is not None and self._feedback_sender.ask_again(*found, now):
            self._meeting(found[0].key.meeting_id).router.track_broken(up_id, now)

    # Clockwork

    async def _run_clockwork(self) -> None:
        for number in count():
            await asyncio.sleep(TICK_S)
            self.tick(number, self._clock())

    def tick(self, number: int, now: float) -> None:
        """One step of the clockwork; `number` counts them."""
        for up_id in self._plane.lossy_tracks():
            with bulkhead(_log, "track"):
                self._ask_again(up_id, now)
        for peer in self.peers:
            with bulkhead(_log, "peer"):
                self._tick_peer(peer, number, now)
        for meeting in list(self._meetings.values()):
            with bulkhead(_log, "meeting"):
                meeting.tick(now)

    def _tick_peer(self, peer: Peer, number: int, now: float) -> None:
        if peer.is_lost(now):
            self._lost(peer)
        elif peer.state == "connected":
            self._feedback_sender.send_arrivals(peer)
            if (number + peer.peer_id) % REPORT_TICKS == 0:
                self._feedback_sender.send_reports(peer, now)
