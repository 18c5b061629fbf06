"""RTP packets read and rewritten as bytes."""

import struct

import pytest
from aiortc.rtp import RtpPacket as AiortcPacket
from hypothesis import given, settings
from hypothesis import strategies as st

from media_worker.routing.rtp import (
    MalformedPacketError,
    extensions,
    is_padding_only,
    is_rtcp,
    parse_header,
    remap_extensions,
    unwrap_rtx,
    wrap_rtx,
)

PAYLOAD = b"payload"


def packet(
    *, extension: bytes = b"", payload: bytes = PAYLOAD, marker: int = 0, csrcs: int = 0
) -> bytes:
    """Sequence number 7, timestamp 1000, SSRC 5, payload type 96."""
    first = 0x80 | csrcs | (0x10 if extension else 0)
    head = struct.pack("!BBHII", first, marker << 7 | 96, 7, 1000, 5) + bytes(4 * csrcs)
    return head + extension + payload


def one_byte(*elements: tuple[int, bytes]) -> bytes:
    body = b"".join(bytes([number << 4 | len(value) - 1]) + value for number, value in elements)
    body += bytes(-len(body) % 4)
    return struct.pack("!HH", 0xBEDE, len(body) // 4) + body


def test_header_of_a_packet_with_csrcs_and_extension() -> None:
    header = parse_header(packet(extension=one_byte((1, b"a")), marker=1, csrcs=2))
    assert header.marker == 0x80
    assert (header.payload_type, header.sequence_number) == (96, 7)
    assert (header.timestamp, header.ssrc) == (1000, 5)
    assert header.extension_at == 20
    assert header.payload_at == 28


def test_extensions_of_both_forms() -> None:
    short = packet(extension=one_byte((3, b"mid"), (5, b"\x80")))
    found = {
        number: short[start:end] for number, start, end in extensions(short, parse_header(short))
    }
    assert found == {3: b"mid", 5: b"\x80"}
    body = bytes([3, 3]) + b"mid" + bytes([0, 20, 0, 0])
    body += bytes(-len(body) % 4)
    long = packet(extension=struct.pack("!HH", 0x1000, len(body) // 4) + body)
    found = {number: long[start:end] for number, start, end in extensions(long, parse_header(long))}
    assert found == {3: b"mid", 20: b""}


def test_remapping_keeps_only_what_is_named_under_its_new_number() -> None:
    original = packet(extension=one_byte((1, b"\x85"), (3, b"mid"), (7, b"\x00\x01")))
    copy = bytes(remap_extensions(original, parse_header(original), {1: 4}))
    header = parse_header(copy)
    found = {number: copy[start:end] for number, start, end in extensions(copy, header)}
    assert found == {4: b"\x85"}
    assert copy[header.payload_at :] == PAYLOAD


def test_remapping_to_nothing_removes_the_block() -> None:
    original = packet(extension=one_byte((1, b"\x85")), csrcs=1)
    copy = bytes(remap_extensions(original, parse_header(original), {}))
    assert copy == packet(csrcs=1)


def test_rtx_repeats_exactly_what_it_wraps() -> None:
    original = packet(extension=one_byte((1, b"\x85")), marker=1)
    wrapped = wrap_rtx(original, ssrc=9, payload_type=97, sequence_number=600)
    header = parse_header(wrapped)
    assert (header.ssrc, header.payload_type, header.sequence_number) == (9, 97, 600)
    assert unwrap_rtx(wrapped, header, ssrc=5, payload_type=96) == original


def test_a_probe_on_rtx_repeats_nothing() -> None:
    probe = bytearray(packet(payload=bytes(99) + bytes([100])))
    probe[0] |= 0x20
    header = parse_header(bytes(probe))
    assert is_padding_only(bytes(probe), header)
    with pytest.raises(MalformedPacketError):
        unwrap_rtx(bytes(probe), header, 5, 96)


def test_rtcp_is_told_by_its_packet_type() -> None:
    assert is_rtcp(bytes([0x80, 200]))
    assert not is_rtcp(packet())
    assert not is_rtcp(b"\x80")


@settings(deadline=None)
@given(st.binary(max_size=80))
def test_any_bytes_are_a_packet_or_malformed(data: bytes) -> None:
    try:
        header = parse_header(data)
    except MalformedPacketError:
        return
    assert header.payload_at <= len(data)
    for _, start, end in extensions(data, header):
        assert header.extension_at < start <= end <= header.payload_at
    rest = bytes(remap_extensions(data, header, {1: 2, 3: 4}))
    assert rest[parse_header(rest).payload_at :] == data[header.payload_at :]


def test_agrees_with_aiortc() -> None:
    theirs = AiortcPacket.parse(packet(extension=one_byte((1, b"\x85")), marker=1))
    ours = parse_header(packet(extension=one_byte((1, b"\x85")), marker=1))
    assert (theirs.sequence_number, theirs.timestamp, theirs.ssrc, theirs.payload_type) == (
        ours.sequence_number,
        ours.timestamp,
        ours.ssrc,
        ours.payload_type,
    )
