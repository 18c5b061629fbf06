"""The data plane in Python: byte edits, SRTP in place in C buffers, a batch a system call."""

import random
import socket
from collections.abc import Sequence

from media_worker.dataplane.inbound import Inbound
from media_worker.dataplane.outbound import Outbound
from media_worker.dataplane.srtp_library import SrtpLibrary
from media_worker.dataplane.tracks import SILENCE_DBOV, DownState, PeerState, UpState
from media_worker.routing.forwarding import (
    Address,
    DownTrack,
    Missing,
    PlaneEvent,
    PlaneMetrics,
    PlanePeer,
    UpActivity,
    UpTrack,
)
from media_worker.routing.reception import ReceptionReport
from media_worker.routing.rtcp import SentStream
from media_worker.routing.sequence_map import Position
from media_worker.routing.twcc import Arrival


class PythonDataPlane:
    """Implements DataPlane over a non-blocking UDP socket that somebody else reads."""

    def __init__(
        self, udp: socket.socket, srtp: SrtpLibrary, rng: random.Random | None = None
    ) -> None:
        self.metrics = PlaneMetrics()
        self._outbound = Outbound(udp, srtp, self.metrics)
        self._inbound = Inbound(srtp, self._outbound, self.metrics)
        self._rng = rng or random.SystemRandom()
        self._peers: dict[int, PeerState] = {}
        self._ups: dict[int, UpState] = {}
        self._downs: dict[int, DownState] = {}

    def add_peer(self, peer: PlanePeer) -> None:
        destination = self._outbound.destination(peer.address)
        self._peers[peer.peer_id] = PeerState(
            peer.peer_id, peer.session, destination, peer.extension_ids
        )

    def set_address(self, peer_id: int, address: Address) -> None:
        self._peers[peer_id].destination = self._outbound.destination(address)

    def remove_peer(self, peer_id: int) -> None:
        peer = self._peers.pop(peer_id, None)
        if peer is None:
            return
        for up in list(peer.ups.values()):
            self.remove_up_track(up.track.track_id)
        for down in peer.downs.values():
            down.disarm()
            down.detach()
            del self._downs[down.track.track_id]

    def add_up_track(self, track: UpTrack) -> None:
        peer = self._peers[track.peer_id]
        up = UpState(track, peer)
        self._ups[track.track_id] = up
        peer.ups[track.ssrc] = up
        peer.unknown.pop(track.ssrc, None)

    def remove_up_track(self, up_id: int) -> None:
        up = self._ups.pop(up_id)
        self._inbound.lossy.discard(up_id)
        peer = up.peer
        peer.ups.pop(up.track.ssrc, None)
        peer.repairs = {ssrc: other for ssrc, other in peer.repairs.items() if other is not up}
        for down in list(up.armed):
            down.disarm()
        for fanout in list(up.fanouts.values()):
            for down in list(fanout.downs):
                down.detach()

    def add_repair(self, peer_id: int, rtx_ssrc: int, up_id: int) -> None:
        peer = self._peers[peer_id]
        peer.repairs[rtx_ssrc] = self._ups[up_id]
        peer.unknown.pop(rtx_ssrc, None)

    def add_down_track(self, track: DownTrack) -> None:
        peer = self._peers[track.peer_id]
        start = Position(
            index=(1 << 16) + self._rng.getrandbits(15),
            timestamp=self._rng.getrandbits(31),
            picture_id=self._rng.getrandbits(14),
            tl0_index=self._rng.getrandbits(8),
            at=0.0,
        )
        down = DownState(track, peer, start)
        self._downs[track.track_id] = down
        peer.downs[track.track_id] = down

    def point(self, down_id: int, up_id: int | None) -> None:
        down = self._downs[down_id]
        down.disarm()
        if up_id is None:
            down.detach()
            return
        up = self._ups[up_id]
        if down.up is not up:
            if not up.watched:
                up.missing.clear()
            down.arm(up)

    def receive(self, peer_id: int, datagram: bytes, now: float) -> bool:
        peer = self._peers.get(peer_id)
        return peer is not None and self._inbound.receive(peer, datagram, now)

    def open_rtcp(self, peer_id: int, datagram: bytes) -> bytes:
        peer = self._peers.get(peer_id)
        return self._inbound.open_rtcp(peer, datagram) if peer is not None else b""

    def send_rtcp(self, peer_id: int, packet: bytes) -> None:
        peer = self._peers.get(peer_id)
        if peer is not None and packet:
            self._outbound.send_rtcp(peer, packet)

    def repeat(self, down_id: int, sequence_numbers: Sequence[int]) -> None:
        down = self._downs[down_id]
        up = down.up
        if up is None or up.history is None:
            return
        newest_index = down.newest_index()
        for sequence_number in sequence_numbers:
            try:
                origin = down.map.origin(sequence_number, newest_index)
                packet = up.history.get(origin.packet_index)
            except KeyError:
                continue
            # What came before the last switch is of no use: its picture is gone.
            if origin.track_id == up.track.track_id and origin.packet_index >= down.first_index:
                self._outbound.repeat(down, up, packet)

    def take_events(self) -> list[PlaneEvent]:
        events, self._inbound.events = self._inbound.events, []
        return events

    def take_arrivals(self, peer_id: int) -> list[Arrival]:
        peer = self._peers[peer_id]
        arrivals, peer.arrivals = peer.arrivals, []
        return arrivals

    def activity(self, up_id: int) -> UpActivity:
        up = self._ups[up_id]
        level, up.level_dbov = up.level_dbov, SILENCE_DBOV
        at = up.newest.at if up.newest is not None else 0.0
        return UpActivity(at, level, up.width, up.height)

    def missing(self, up_id: int, now: float) -> Missing:
        up = self._ups.get(up_id)
        if up is None or not up.watched:
            self._inbound.lossy.discard(up_id)
            return Missing((), keyframe_needed=False)
        indexes = up.missing.due(now)
        if not up.missing:
            self._inbound.lossy.discard(up_id)
        return Missing(indexes, up.missing.take_keyframe_need())

    def lossy_tracks(self) -> list[int]:
        return list(self._inbound.lossy)

    def sender_report_seen(self, peer_id: int, ssrc: int, ntp_timestamp: int, now: float) -> None:
        up = self._peers[peer_id].ups.get(ssrc)
        if up is not None:
            up.reception.sender_report(ntp_timestamp, now)

    def reception_reports(self, peer_id: int, now: float) -> list[ReceptionReport]:
        ups = self._peers[peer_id].ups.values()
        return [up.reception.report(now) for up in ups if up.newest is not None]

    def sent_streams(self, peer_id: int, now: float) -> list[SentStream]:
        streams = (down.sent_stream(now) for down in self._peers[peer_id].downs.values())
        return [stream for stream in streams if stream is not None]
