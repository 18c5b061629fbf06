"""The media plane of a worker: peers on one UDP port, meetings, and the clockwork between them."""

import asyncio
import secrets
import socket
import time
from collections.abc import Callable, Coroutine, Sequence
from itertools import count

from aiortc import RTCCertificate

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
    DownTrack,
    GapSeen,
    NewSsrc,
    PlanePeer,
    Switched,
    UpTrack,
)
from media_worker.routing.rtcp import KeyframeRequest, RepeatRequest, parse_feedback
from media_worker.routing.rtp import is_rtcp
from media_worker.routing.slots import SourceKey, View, ViewTile
from media_worker.transport.aiortc_seam import SrtpSessions
from media_worker.transport.dtls import DtlsSession
from media_worker.transport.feedback import FeedbackSender, MediaMetrics
from media_worker.transport.ice_lite import NotACheckError, parse_check
from media_worker.transport.meeting_media import MeetingMedia
from media_worker.transport.peer import LOST_AFTER_S, Peer, PublishedStream, RepairStream
from media_worker.transport.peer_table import PeerTable
from media_worker.transport.sdp import Offer, parse_offer
from media_worker.transport.sdp_answer import LocalTransport, build_answer
from media_worker.transport.udp_socket import DatagramKind, UdpReader, kind_of
from meeting_contract.signalling import Source, Tile

# TWCC feedback, repeated NACKs and speakers; Chromium's estimator likes 50 to 250 ms.
TICK_S = 0.05
# Reports once a second, each peer in its own tick so that they do not leave in one burst.
REPORT_TICKS = 20


class MediaServer:
    """Implements MediaPlane on the running event loop. `udp` stays the caller's to close."""

    def __init__(
        self,
        udp: socket.socket,
        plane: DataPlane,
        announced: Sequence[str],
        sink: MediaEventSink,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`announced` are the addresses that clients reach this port at."""
        port = udp.getsockname()[1]
        self._candidates = [(host, port) for host in announced]
        self._udp = udp
        self._plane = plane
        self._sink = sink
        self._clock = clock
        self._certificate = RTCCertificate.generateCertificate()
        self.peers = PeerTable()
        self._meetings: dict[str, MeetingMedia] = {}
        self.metrics = MediaMetrics(plane.metrics)
        # Sender reports want wall-clock time that never jumps.
        self._feedback = FeedbackSender(plane, self.metrics, time.time() - clock())
        self._ids = count(1)
        self._closing: set[asyncio.Task[None]] = set()
        self._reader = UdpReader(udp, clock, self.on_datagram, self._drain)
        self._clockwork = asyncio.create_task(self._run_clockwork())

    # MediaPlane

    def answer(self, peer: PeerKey, offer_sdp: str) -> MediaAnswer:
        offer = parse_offer(offer_sdp)
        self._disconnect(peer)
        connection = self._new_peer(peer, offer)
        self.peers.add(connection)
        self._meeting(peer.meeting_id)
        local = LocalTransport(
            connection.ice_ufrag,
            connection.ice_password,
            self._fingerprint(),
            self._candidates,
            session_id=secrets.randbits(62),
        )
        sdp = build_answer(offer, local, connection.down_tracks)
        return MediaAnswer(sdp, connection.slots())

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

    # Peers

    def _fingerprint(self) -> str:
        fingerprints = self._certificate.getFingerprints()
        return next(item.value for item in fingerprints if item.algorithm == "sha-256")

    def _meeting(self, meeting_id: str) -> MeetingMedia:
        if meeting_id not in self._meetings:
            self._meetings[meeting_id] = MeetingMedia(
                meeting_id, self._plane, self._ask_keyframe, self._sink
            )
        return self._meetings[meeting_id]

    def _new_peer(self, key: PeerKey, offer: Offer) -> Peer:
        peer_id = next(self._ids)
        down_tracks = {
            section.mid: DownTrack(
                track_id=next(self._ids),
                peer_id=peer_id,
                kind=section.kind,
                ssrc=_new_ssrc(),
                payload_type=section.payload_type,
                rtx_ssrc=_new_ssrc() if section.rtx_payload_type else 0,
                rtx_payload_type=section.rtx_payload_type,
            )
            for section in offer.accepted
            if section.role == "receive"
        }
        peer = Peer(
            peer_id=peer_id,
            key=key,
            offer=offer,
            own_ssrc=_new_ssrc(),
            ice_ufrag=secrets.token_hex(4),
            ice_password=secrets.token_hex(16),
            down_tracks=down_tracks,
            last_valid=self._clock(),
        )
        peer.dtls = DtlsSession(
            self._certificate,
            offer.fingerprints,
            send=lambda datagram: self._send(peer, datagram),
            on_connected=lambda sessions: self._connected(peer, sessions),
            on_closed=lambda: self._lost(peer),
        )
        return peer

    def _send(self, peer: Peer, datagram: bytes) -> None:
        if peer.path.address is None:
            return
        try:
            self._udp.sendto(datagram, peer.path.address)
        except OSError:
            self._plane.metrics.send_drops += 1

    def _connected(self, peer: Peer, sessions: SrtpSessions) -> None:
        if peer.path.address is None:
            return
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
        if peer.state != "lost":
            peer.state = "lost"
            self._sink(PeerLost(peer.key))

    def _disconnect(self, key: PeerKey) -> None:
        """Free one connection; what its participant published and viewed stays known."""
        peer = self.peers.by_key(key)
        if peer is None:
            return
        meeting = self._meeting(key.meeting_id)
        meeting.router.remove_subscriber(key.participant_id)
        for up_id in peer.up_ids.values():
            meeting.router.remove_track(up_id)
            meeting.up_ids.discard(up_id)
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
            self._on_stun(datagram, address, arrived)
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

    def _on_stun(self, datagram: bytes, address: Address, now: float) -> None:
        try:
            check = parse_check(datagram)
        except NotACheckError:
            self.metrics.datagrams_ignored += 1
            return
        peer = self.peers.by_ufrag(check.local_ufrag)
        if peer is None or not check.is_authentic(peer.ice_password):
            # Silence instead of RFC 8489's 401: an answer to a forged address helps an attacker.
            self.metrics.checks_refused += 1
            return
        peer.last_valid = now
        if peer.path.checked(address, check.nominates, now) and peer.state == "connected":
            self._plane.set_address(peer.peer_id, address)
        self.peers.addresses_changed(peer, address)
        try:
            self._udp.sendto(check.response(address, peer.ice_password), address)
        except OSError:
            self._plane.metrics.send_drops += 1

    def _on_rtcp(self, peer: Peer, datagram: bytes, now: float) -> None:
        packet = self._plane.open_rtcp(peer.peer_id, datagram)
        if not packet:
            return
        peer.last_valid = now
        for item in parse_feedback(packet):
            if isinstance(item, KeyframeRequest):
                self.metrics.keyframe_requests_received += 1
                down_id = peer.down_id_of(item.ssrc)
                if down_id is not None:
                    self._meeting(peer.key.meeting_id).router.keyframe_lost(down_id, now)
            elif isinstance(item, RepeatRequest):
                self.metrics.nacks_received += 1
                down_id = peer.down_id_of(item.ssrc)
                if down_id is not None:
                    self._plane.repeat(down_id, item.sequence_numbers)
            else:
                self._plane.sender_report_seen(peer.peer_id, item.ssrc, item.ntp_timestamp, now)

    def _drain(self) -> None:
        """After each batch: what the plane saw becomes routing."""
        now = self._clock()
        changed: set[str] = set()
        for event in self._plane.take_events():
            match event:
                case NewSsrc():
                    self._new_ssrc(event, changed)
                case Switched(down_id, up_id, rtp_timestamp):
                    meeting_id = self._meeting_of(up_id)
                    if meeting_id is not None:
                        router = self._meeting(meeting_id).router
                        router.switched(down_id, up_id, rtp_timestamp)
                        changed.add(meeting_id)
                case GapSeen(up_id):
                    self._ask_again(up_id, now)
        for meeting_id in changed:
            self._meeting(meeting_id).update(now)

    def _meeting_of(self, up_id: int) -> str | None:
        found = self.peers.track(up_id)
        return found[0].key.meeting_id if found is not None else None

    def _new_ssrc(self, event: NewSsrc, changed: set[str]) -> None:
        peer = self.peers.by_id(event.peer_id)
        label = peer.label(event) if peer is not None else None
        if peer is None or label is None:
            return
        if isinstance(label, RepairStream):
            up_id = peer.up_ids.get((label.source, label.rid))
            if up_id is not None:
                self._plane.add_repair(peer.peer_id, event.ssrc, up_id)
            return
        self._add_track(peer, label, event)
        changed.add(peer.key.meeting_id)

    def _add_track(self, peer: Peer, label: PublishedStream, event: NewSsrc) -> None:
        """A second SSRC for the same layer replaces the first."""
        meeting = self._meeting(peer.key.meeting_id)
        replaced = peer.up_ids.pop((label.source, label.rid), None)
        if replaced is not None:
            self._plane.remove_up_track(replaced)
            meeting.router.remove_track(replaced)
            meeting.up_ids.discard(replaced)
            self.peers.remove_track(replaced)
        track = UpTrack(
            track_id=next(self._ids),
            peer_id=peer.peer_id,
            kind="audio" if label.source == "microphone" else "video",
            ssrc=event.ssrc,
            payload_type=event.payload_type,
        )
        peer.up_ids[label.source, label.rid] = track.track_id
        self.peers.add_track(peer, track)
        self._plane.add_up_track(track)
        meeting.up_ids.add(track.track_id)
        meeting.router.add_track(peer.source_key(label.source), label.rank, track.track_id)

    def _ask_keyframe(self, up_id: int) -> None:
        found = self.peers.track(up_id)
        if found is not None:
            self._feedback.ask_keyframe(*found)

    def _ask_again(self, up_id: int, now: float) -> None:
        found = self.peers.track(up_id)
        if found is not None and self._feedback.ask_again(*found, now):
            self._meeting(found[0].key.meeting_id).router.track_broken(up_id, now)

    # Clockwork

    async def _run_clockwork(self) -> None:
        for number in count():
            await asyncio.sleep(TICK_S)
            self.tick(number, self._clock())

    def tick(self, number: int, now: float) -> None:
        """One step of the clockwork; `number` counts them."""
        for up_id in self._plane.lossy_tracks():
            self._ask_again(up_id, now)
        for peer in self.peers:
            if peer.state == "connected":
                self._feedback.send_arrivals(peer)
                if (number + peer.peer_id) % REPORT_TICKS == 0:
                    self._feedback.send_reports(peer, now)
            if now - peer.last_valid > LOST_AFTER_S:
                self._lost(peer)
        for meeting in list(self._meetings.values()):
            meeting.tick(now)


def _new_ssrc() -> int:
    """Never 0, which stands for "none"."""
    return secrets.randbelow((1 << 32) - 1) + 1
