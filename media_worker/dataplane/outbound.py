"""The way out of the Python data plane: one incoming packet to many slots, repeats, RTCP."""

import socket
import struct
from collections.abc import Callable

from media_worker.dataplane.departures import BATCH, SLOT_BYTES, Destination, open_departures
from media_worker.dataplane.srtp_library import CData, SrtpLibrary
from media_worker.dataplane.tracks import DownState, Fanout, PeerState, UpState
from media_worker.routing.extensions import forwarded_ids
from media_worker.routing.forwarding import Address, PlaneMetrics
from media_worker.routing.rtp import RtpHeader, parse_header, remap_extensions, wrap_rtx
from media_worker.routing.vp8 import PICTURE_ID_RANGE, Vp8Descriptor, parse_descriptor

# The longest VP8 payload descriptor is 6 bytes; a keyframe's size ends 10 bytes behind it.
DESCRIPTOR_BYTES = 16

_HEADER_TAIL = struct.Struct("!BHII")
_SHORT = struct.Struct("!H")


class Outbound:
    def __init__(self, udp: socket.socket, srtp: SrtpLibrary, metrics: PlaneMetrics) -> None:
        self._srtp = srtp
        self._metrics = metrics
        self._departures = open_departures(udp, srtp)
        self._length = srtp.new_length()

    def destination(self, address: Address) -> Destination:
        return self._departures.destination(address)

    def fan_out(
        self,
        fanout: Fanout,
        packet: bytes,
        header: RtpHeader,
        vp8: Vp8Descriptor,
        late_index: int | None,
    ) -> None:
        """The inner loop: everything that is alike for all slots is done before it."""
        outgoing = remap_extensions(packet, header, fanout.ids)
        size = len(outgoing)
        shrunk = len(packet) - size
        payload_at = header.payload_at - shrunk
        rewrite_vp8 = vp8.picture_id_at >= 0
        downs = fanout.downs
        if late_index is not None:
            downs = [down for down in downs if late_index >= down.first_index]
        marker, sequence_number, timestamp = header.marker, header.sequence_number, header.timestamp
        departures, length = self._departures, self._length
        view, buffers, seal = departures.view, departures.buffers, departures.seal
        pack, protect = _HEADER_TAIL.pack_into, self._srtp.protect
        slot = start = sent = octets = 0
        for down in downs:
            view[start : start + size] = outgoing
            pack(
                view,
                start + 1,
                marker | down.payload_type,
                (sequence_number + down.sequence_offset) & 0xFFFF,
                (timestamp + down.timestamp_offset) & 0xFFFFFFFF,
                down.ssrc,
            )
            if rewrite_vp8:
                _rewrite_vp8(view, start + payload_at, vp8, down)
            length[0] = size
            peer = down.peer
            if protect(peer.outbound, buffers[slot], length):
                continue
            protected_size = length[0]
            seal(slot, protected_size, peer.destination)
            octets += protected_size
            slot += 1
            start += SLOT_BYTES
            if slot == BATCH:
                sent += departures.send(slot)
                slot = start = 0
        if slot:
            sent += departures.send(slot)
        metrics = self._metrics
        metrics.packets_out += sent
        metrics.bytes_out += octets
        metrics.send_drops += len(downs) - sent

    def repeat(self, down: DownState, up: UpState, packet: bytes) -> None:
        """Send a packet of the slot's current source again, on the RTX stream if there is one."""
        header = parse_header(packet)
        ids = forwarded_ids(up.peer.extension_ids, down.peer.extension_ids)
        outgoing = remap_extensions(packet, header, {} if up.is_video else ids)
        _HEADER_TAIL.pack_into(
            outgoing,
            1,
            header.marker | down.payload_type,
            (header.sequence_number + down.sequence_offset) & 0xFFFF,
            (header.timestamp + down.timestamp_offset) & 0xFFFFFFFF,
            down.ssrc,
        )
        payload_at = header.payload_at - (len(packet) - len(outgoing))
        vp8 = parse_descriptor(packet[header.payload_at : header.payload_at + DESCRIPTOR_BYTES])
        if vp8.picture_id_at >= 0:
            _rewrite_vp8(memoryview(outgoing), payload_at, vp8, down)
        repeated = bytes(outgoing)
        track = down.track
        if track.rtx_ssrc:
            number = down.next_rtx_sequence_number()
            repeated = wrap_rtx(repeated, track.rtx_ssrc, track.rtx_payload_type, number)
        if self._send_one(down.peer, repeated, self._srtp.protect):
            self._metrics.packets_repeated += 1

    def send_rtcp(self, peer: PeerState, packet: bytes) -> None:
        self._send_one(peer, packet, self._srtp.protect_rtcp)

    def _send_one(
        self, peer: PeerState, packet: bytes, protect: Callable[[CData, CData, CData], int]
    ) -> bool:
        departures, size = self._departures, len(packet)
        departures.view[:size] = packet
        self._length[0] = size
        if protect(peer.outbound, departures.buffers[0], self._length):
            self._metrics.send_drops += 1
            return False
        departures.seal(0, self._length[0], peer.destination)
        sent = departures.send(1)
        self._metrics.packets_out += sent
        self._metrics.bytes_out += sent * self._length[0]
        self._metrics.send_drops += 1 - sent
        return bool(sent)


def _rewrite_vp8(view: memoryview, payload_at: int, vp8: Vp8Descriptor, down: DownState) -> None:
    picture_id = vp8.picture_id + down.picture_id_offset
    if vp8.picture_id_is_long:
        word = 0x8000 | picture_id % PICTURE_ID_RANGE
        _SHORT.pack_into(view, payload_at + vp8.picture_id_at, word)
    else:
        view[payload_at + vp8.picture_id_at] = picture_id & 0x7F
    if vp8.tl0_index_at >= 0:
        view[payload_at + vp8.tl0_index_at] = (vp8.tl0_index + down.tl0_index_offset) & 0xFF
