"""The data plane in Python: byte edits, SRTP in place in C buffers, a batch a system call."""

import random
import socket
import struct
from collections.abc import Sequence

from media_worker.dataplane.outbound import DESCRIPTOR_BYTES, Outbound
from media_worker.dataplane.srtp_library import SrtpLibrary
from media_worker.dataplane.tracks import SILENCE_DBOV, DownState, PeerState, UpState
from media_worker.routing.forwarding import (
    Address,
    DownTrack,
    GapSeen,
    Missing,
    NewSsrc,
    PlaneEvent,
    PlaneMetrics,
    PlanePeer,
    Switched,
    UpActivity,
    UpTrack,
)
from media_worker.routing.reception import ReceptionReport
from media_worker.routing.rtcp import SentStream
from media_worker.routing.rtp import (
    MalformedPacketError,
    RtpHeader,
    extensions,
    parse_header,
    unwrap_rtx,
)
from media_worker.routing.sequence_map import Position, unwrap
from media_worker.routing.twcc import Arrival
from media_worker.routing.vp8 import NOT_VP8, parse_descriptor

# Ethernet's 1500 plus what SRTP may append (libsrtp: tag 16, MKI 128, SRTCP index 4).
LONGEST_DATAGRAM = 2048
_BUFFER_BYTES = LONGEST_DATAGRAM + 148
# libsrtp follows the rollover counter only over packets it sees, and loses it after 2^15.
OPEN_EVERY = 256
# A stream that stays in no table after so many packets is not looked at again.
UNKNOWN_TRIES = 200
UNKNOWN_SSRCS = 32
MAX_ARRIVALS = 4096

_HEADER_TAIL = struct.Struct("!BHII")
_SHORT = struct.Struct("!H")


class PythonDataPlane:
    """Implements DataPlane over a non-blocking UDP socket that somebody else reads."""

    def __init__(
        self, udp: socket.socket, srtp: SrtpLibrary, rng: random.Random | None = None
    ) -> None:
        self.metrics = PlaneMetrics()
        self._outbound = Outbound(udp, srtp, self.metrics)
        self._srtp = srtp
        self._rng = rng or random.SystemRandom()
        self._buffer, self._view = srtp.new_buffer(_BUFFER_BYTES)
        self._length = srtp.new_length()
        self._peers: dict[int, PeerState] = {}
        self._ups: dict[int, UpState] = {}
        self._downs: dict[int, DownState] = {}
        self._lossy: set[int] = set()
        self._events: list[PlaneEvent] = []

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
        self._lossy.discard(up_id)
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
        if peer is None:
            return False
        try:
            header = parse_header(datagram)
        except MalformedPacketError:
            self.metrics.malformed += 1
            return False
        self.metrics.packets_in += 1
        self.metrics.bytes_in += len(datagram)
        up = peer.ups.get(header.ssrc)
        if header.extension_at:
            self._read_extensions(peer, up, datagram, header, now)
        if up is not None:
            return self._receive_known(up, datagram, header, now)
        repaired = peer.repairs.get(header.ssrc)
        if repaired is not None:
            return self._receive_repair(repaired, datagram, header, now)
        return self._receive_unknown(peer, datagram, header)

    def _read_extensions(
        self, peer: PeerState, up: UpState | None, datagram: bytes, header: RtpHeader, now: float
    ) -> None:
        """In clear, before decryption: arrivals for the estimate, levels for the speakers."""
        ids = peer.extension_ids
        for extension_id, start, end in extensions(datagram, header):
            if extension_id == ids.transport_cc and end - start == 2:
                if len(peer.arrivals) < MAX_ARRIVALS:
                    sequence_number = datagram[start] << 8 | datagram[start + 1]
                    peer.arrivals.append(Arrival(sequence_number, now, header.ssrc))
            elif extension_id == ids.audio_level and up is not None and not up.is_video:
                up.level_dbov = max(up.level_dbov, -(datagram[start] & 0x7F))

    def _open(self, context: object, datagram: bytes) -> bytes:
        """Unprotect; empty if not authentic."""
        size = len(datagram)
        if size > LONGEST_DATAGRAM:
            return b""
        self._view[:size] = datagram
        self._length[0] = size
        if self._srtp.unprotect(context, self._buffer, self._length):
            self.metrics.not_authentic += 1
            return b""
        return bytes(self._view[: self._length[0]])

    def _receive_unknown(self, peer: PeerState, datagram: bytes, header: RtpHeader) -> bool:
        tries = peer.unknown.get(header.ssrc, 0)
        if tries >= UNKNOWN_TRIES or (not tries and len(peer.unknown) >= UNKNOWN_SSRCS):
            return False
        if not self._open(peer.inbound, datagram):
            return False
        peer.unknown[header.ssrc] = tries + 1
        ids = peer.extension_ids
        texts = {
            extension_id: datagram[start:end].decode("ascii", "replace")
            for extension_id, start, end in extensions(datagram, header)
            if extension_id in (ids.mid, ids.rid, ids.repaired_rid)
        }
        self._events.append(
            NewSsrc(
                peer.peer_id,
                header.ssrc,
                header.payload_type,
                texts.get(ids.mid, ""),
                texts.get(ids.rid, ""),
                texts.get(ids.repaired_rid, ""),
            )
        )
        return True

    def _receive_repair(self, up: UpState, datagram: bytes, header: RtpHeader, now: float) -> bool:
        packet = self._open(up.peer.inbound, datagram)
        if not packet:
            return False
        try:
            original = unwrap_rtx(packet, header, up.track.ssrc, up.track.payload_type)
        except MalformedPacketError:
            return True  # an authentic probe: padding without a packet to repeat
        newest = up.newest
        if newest is not None and up.watched:
            header = parse_header(original)
            if unwrap(header.sequence_number, newest.index) in up.missing:
                self._take_in(up, original, header, now)
        return True

    def _receive_known(self, up: UpState, datagram: bytes, header: RtpHeader, now: float) -> bool:
        if not up.fanouts and not up.armed and 0 < up.unopened < OPEN_EVERY:
            up.unopened += 1
            self._follow(up, header, now)
            return False
        up.unopened = 1
        packet = self._open(up.peer.inbound, datagram)
        if not packet:
            return False
        if up.watched:
            self._take_in(up, packet, header, now)
        else:
            self._follow(up, header, now)
        return True

    def _follow(self, up: UpState, header: RtpHeader, now: float) -> None:
        """Keep count of a stream that nobody watches."""
        newest = up.newest or up.start(header.sequence_number, header.timestamp, now)
        index = unwrap(header.sequence_number, newest.index)
        if index > newest.index:
            newest.index, newest.timestamp, newest.at = index, header.timestamp, now
        up.reception.received(index, header.timestamp, now)

    def _take_in(self, up: UpState, packet: bytes, header: RtpHeader, now: float) -> None:
        """Count, keep and forward one unprotected packet."""
        newest = up.newest or up.start(header.sequence_number, header.timestamp, now)
        index = unwrap(header.sequence_number, newest.index)
        vp8 = NOT_VP8
        if up.history is not None:
            up.history.store(index, packet)
            vp8 = parse_descriptor(packet[header.payload_at : header.payload_at + DESCRIPTOR_BYTES])
            if index > newest.index + 1:
                self._note_gap(up, newest.index + 1, index, now)
            elif index < newest.index:
                up.missing.received(index)
        up.reception.received(index, header.timestamp, now)
        here = Position(index, header.timestamp, vp8.picture_id, vp8.tl0_index, now)
        late = index <= newest.index
        if not late:
            up.newest = here
        if up.armed and (vp8.starts_keyframe or not up.is_video):
            self._switch_armed(up, here)
        if vp8.width:
            up.width, up.height = vp8.width, vp8.height
        for fanout in up.fanouts.values():
            self._outbound.fan_out(fanout, packet, header, vp8, index if late else None)
        up.packets += 1
        up.octets += len(packet) - header.payload_at

    def _note_gap(self, up: UpState, first: int, past: int, now: float) -> None:
        up.missing.skipped(first, past, now)
        self._lossy.add(up.track.track_id)
        self._events.append(GapSeen(up.track.track_id))

    def _switch_armed(self, up: UpState, first: Position) -> None:
        for down in list(up.armed):
            down.attach(up, first)
            timestamp = (first.timestamp + down.timestamp_offset) & 0xFFFFFFFF
            self._events.append(Switched(down.track.track_id, up.track.track_id, timestamp))

    def open_rtcp(self, peer_id: int, datagram: bytes) -> bytes:
        peer = self._peers.get(peer_id)
        size = len(datagram)
        if peer is None or size > LONGEST_DATAGRAM:
            return b""
        self._view[:size] = datagram
        self._length[0] = size
        if self._srtp.unprotect_rtcp(peer.inbound, self._buffer, self._length):
            self.metrics.not_authentic += 1
            return b""
        return bytes(self._view[: self._length[0]])

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
        events, self._events = self._events, []
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
            self._lossy.discard(up_id)
            return Missing((), keyframe_needed=False)
        indexes = up.missing.due(now)
        if not up.missing:
            self._lossy.discard(up_id)
        return Missing(indexes, up.missing.take_keyframe_need())

    def lossy_tracks(self) -> list[int]:
        return list(self._lossy)

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
