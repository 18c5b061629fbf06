"""RTP packets as bytes (RFC 3550, header extensions RFC 8285, retransmission RFC 4588)."""

import struct
from collections.abc import Mapping
from typing import NamedTuple

HEADER_BYTES = 12
ONE_BYTE_PROFILE = 0xBEDE
TWO_BYTE_PROFILE = 0x1000

_HEADER = struct.Struct("!BBHII")
_TWO_SHORTS = struct.Struct("!HH")


class MalformedPacketError(ValueError):
    """The sender's fault: lengths inside the packet point outside it, or it is not version 2."""


class RtpHeader(NamedTuple):
    """`marker` is 0 or 0x80, as it stands beside the payload type; offsets are in bytes.

    `extension_at` is where the extension block starts, 0 without one.
    """

    marker: int
    payload_type: int
    sequence_number: int
    timestamp: int
    ssrc: int
    extension_at: int
    payload_at: int


class Extension(NamedTuple):
    extension_id: int
    start: int
    end: int


def is_rtcp(datagram: bytes) -> bool:
    """RFC 5761 section 4: packet types 192 to 223 where RTP has marker and payload type."""
    return len(datagram) >= 2 and 192 <= datagram[1] <= 223


def parse_header(packet: bytes) -> RtpHeader:
    """Read the clear part of a packet, protected or not."""
    size = len(packet)
    if size < HEADER_BYTES or packet[0] & 0xC0 != 0x80:
        raise MalformedPacketError("not an RTP packet")
    first, second, sequence_number, timestamp, ssrc = _HEADER.unpack_from(packet)
    payload_at = HEADER_BYTES + 4 * (first & 0x0F)
    extension_at = 0
    if first & 0x10:
        extension_at = payload_at
        if size < extension_at + 4:
            raise MalformedPacketError("truncated header extension")
        words = _TWO_SHORTS.unpack_from(packet, extension_at)[1]
        payload_at = extension_at + 4 + 4 * words
    if size < payload_at:
        raise MalformedPacketError("truncated header")
    return RtpHeader(
        second & 0x80, second & 0x7F, sequence_number, timestamp, ssrc, extension_at, payload_at
    )


def extensions(packet: bytes, header: RtpHeader) -> list[Extension]:
    """The elements of the extension block; what is truncated ends the list."""
    if not header.extension_at:
        return []
    profile = _TWO_SHORTS.unpack_from(packet, header.extension_at)[0]
    if profile == ONE_BYTE_PROFILE:
        return _one_byte_extensions(packet, header.extension_at + 4, header.payload_at)
    if profile & 0xFFF0 == TWO_BYTE_PROFILE:
        return _two_byte_extensions(packet, header.extension_at + 4, header.payload_at)
    return []


def _one_byte_extensions(packet: bytes, at: int, end: int) -> list[Extension]:
    found = []
    while at < end:
        head = packet[at]
        at += 1
        if head == 0:
            continue
        value_end = at + (head & 0x0F) + 1
        # RFC 8285 section 4.2: id 15 stops the parsing of the whole block.
        if head >> 4 == 15 or value_end > end:
            break
        found.append(Extension(head >> 4, at, value_end))
        at = value_end
    return found


def _two_byte_extensions(packet: bytes, at: int, end: int) -> list[Extension]:
    found = []
    while at + 1 < end:
        extension_id = packet[at]
        at += 1
        if extension_id == 0:
            continue
        value_end = at + 1 + packet[at]
        if value_end > end:
            break
        found.append(Extension(extension_id, at + 1, value_end))
        at = value_end
    return found


def remap_extensions(packet: bytes, header: RtpHeader, ids: Mapping[int, int]) -> bytearray:
    """Copy a packet with only the extensions named in `ids` (incoming → outgoing), renumbered.

    A publisher's and a subscriber's ids differ: an audio level left under its old id may read
    as a MID, and the subscriber then drops the packet without a word.
    """
    block = bytearray()
    if ids:
        for extension_id, start, end in extensions(packet, header):
            outgoing_id = ids.get(extension_id)
            if outgoing_id is not None and 1 <= end - start <= 16:
                block.append(outgoing_id << 4 | (end - start - 1))
                block += packet[start:end]
    fixed_end = header.extension_at or header.payload_at
    copy = bytearray(packet[:fixed_end])
    if block:
        block += bytes(-len(block) % 4)
        copy[0] |= 0x10
        copy += _TWO_SHORTS.pack(ONE_BYTE_PROFILE, len(block) // 4)
        copy += block
    else:
        copy[0] &= 0xEF
    copy += packet[header.payload_at :]
    return copy


def is_padding_only(packet: bytes, header: RtpHeader) -> bool:
    """Bandwidth probes carry nothing but padding; `packet` is unprotected."""
    size = len(packet)
    return size == header.payload_at or (
        bool(packet[0] & 0x20) and packet[-1] >= size - header.payload_at
    )


def unwrap_rtx(packet: bytes, header: RtpHeader, ssrc: int, payload_type: int) -> bytes:
    """The packet that an RTX packet repeats (RFC 4588 section 4)."""
    if len(packet) < header.payload_at + 2 or is_padding_only(packet, header):
        raise MalformedPacketError("nothing repeated")
    original_sequence_number = int.from_bytes(
        packet[header.payload_at : header.payload_at + 2], "big"
    )
    fixed = _HEADER.pack(
        packet[0],
        header.marker | payload_type,
        original_sequence_number,
        header.timestamp,
        ssrc,
    )
    return fixed + packet[HEADER_BYTES : header.payload_at] + packet[header.payload_at + 2 :]


def wrap_rtx(packet: bytes, ssrc: int, payload_type: int, sequence_number: int) -> bytes:
    """Repeat a packet on its RTX stream."""
    header = parse_header(packet)
    fixed = _HEADER.pack(
        packet[0], header.marker | payload_type, sequence_number, header.timestamp, ssrc
    )
    return (
        fixed
        + packet[HEADER_BYTES : header.payload_at]
        + header.sequence_number.to_bytes(2, "big")
        + packet[header.payload_at :]
    )
