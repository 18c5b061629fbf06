"""The way into the Python data plane: one protected packet checked, counted, kept, passed on."""

from collections.abc import Callable

from media_worker.dataplane.outbound import DESCRIPTOR_BYTES, Outbound
from media_worker.dataplane.srtp_library import CData, SrtpLibrary
from media_worker.dataplane.tracks import PeerState, UpState
from media_worker.routing.forwarding import GapSeen, NewSsrc, PlaneEvent, PlaneMetrics, Switched
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


class Inbound:
    """`events` and `lossy`, the tracks that miss packets, are the plane's to take from."""

    def __init__(self, srtp: SrtpLibrary, outbound: Outbound, metrics: PlaneMetrics) -> None:
        self.events: list[PlaneEvent] = []
        self.lossy: set[int] = set()
        self._srtp = srtp
        self._outbound = outbound
        self._metrics = metrics
        self._buffer, self._view = srtp.new_buffer(_BUFFER_BYTES)
        self._length = srtp.new_length()

    def receive(self, peer: PeerState, datagram: bytes, now: float) -> bool:
        try:
            header = parse_header(datagram)
        except MalformedPacketError:
            self._metrics.malformed += 1
            return False
        self._metrics.packets_in += 1
        self._metrics.bytes_in += len(datagram)
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

    def _open(
        self, unprotect: Callable[[CData, CData, CData], int], peer: PeerState, datagram: bytes
    ) -> bytes:
        """Empty if not authentic."""
        size = len(datagram)
        if size > LONGEST_DATAGRAM:
            return b""
        self._view[:size] = datagram
        self._length[0] = size
        if unprotect(peer.inbound, self._buffer, self._length):
            self._metrics.not_authentic += 1
            return b""
        return bytes(self._view[: self._length[0]])

    def _receive_unknown(self, peer: PeerState, datagram: bytes, header: RtpHeader) -> bool:
        tries = peer.unknown.get(header.ssrc, 0)
        if tries >= UNKNOWN_TRIES or (not tries and len(peer.unknown) >= UNKNOWN_SSRCS):
            return False
        if not self._open(self._srtp.unprotect, peer, datagram):
            return False
        peer.unknown[header.ssrc] = tries + 1
        ids = peer.extension_ids
        texts = {
            extension_id: datagram[start:end].decode("ascii", "replace")
            for extension_id, start, end in extensions(datagram, header)
            if extension_id in (ids.mid, ids.rid, ids.repaired_rid)
        }
        self.events.append(
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
        packet = self._open(self._srtp.unprotect, up.peer, datagram)
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
        packet = self._open(self._srtp.unprotect, up.peer, datagram)
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
        self.lossy.add(up.track.track_id)
        self.events.append(GapSeen(up.track.track_id))

    def _switch_armed(self, up: UpState, first: Position) -> None:
        for down in list(up.armed):
            down.attach(up, first)
            timestamp = (first.timestamp + down.timestamp_offset) & 0xFFFFFFFF
            self.events.append(Switched(down.track.track_id, up.track.track_id, timestamp))

    def open_rtcp(self, peer: PeerState, datagram: bytes) -> bytes:
        return self._open(self._srtp.unprotect_rtcp, peer, datagram)
