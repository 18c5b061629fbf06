"""VP8 payload descriptors (RFC 7741)."""

from aiortc.codecs.vpx import VpxPayloadDescriptor
from hypothesis import given, settings
from hypothesis import strategies as st

from media_worker.routing.vp8 import NOT_VP8, parse_descriptor

KEYFRAME = bytes([0x10, 0x00, 0x00, 0x9D, 0x01, 0x2A, 0x80, 0x02, 0x68, 0x01])
INTERFRAME = bytes([0x11, 0, 0])


def descriptor(**fields: int | None) -> bytes:
    values: dict[str, int | None] = {
        "partition_start": 1,
        "partition_id": 0,
        "picture_id": None,
        "tl0picidx": None,
        "tid": None,
        "keyidx": None,
    }
    return bytes(VpxPayloadDescriptor(**(values | fields)))  # type: ignore[arg-type]


def test_a_keyframe_tells_its_size() -> None:
    parsed = parse_descriptor(descriptor(picture_id=300) + KEYFRAME)
    assert parsed.starts_keyframe
    assert (parsed.width, parsed.height) == (640, 360)
    assert (parsed.picture_id, parsed.picture_id_is_long) == (300, True)


def test_only_the_first_packet_of_a_keyframe_starts_it() -> None:
    assert not parse_descriptor(descriptor(partition_start=0) + KEYFRAME).starts_keyframe
    assert not parse_descriptor(descriptor(partition_id=1) + KEYFRAME).starts_keyframe
    assert not parse_descriptor(descriptor() + INTERFRAME).starts_keyframe


def test_fields_are_found_where_they_are() -> None:
    # X and S; I, L and T present; a 7-bit picture id; TL0PICIDX; layer 1.
    payload = bytes([0x90, 0xE0, 5, 77, 0x40]) + INTERFRAME
    parsed = parse_descriptor(payload)
    assert (parsed.picture_id, parsed.picture_id_is_long) == (5, False)
    assert payload[parsed.picture_id_at] == 5
    assert (parsed.tl0_index, payload[parsed.tl0_index_at]) == (77, 77)


@settings(deadline=None)
@given(st.binary(max_size=24))
def test_any_bytes_are_read_or_refused(payload: bytes) -> None:
    parsed = parse_descriptor(payload)
    assert parsed == NOT_VP8 or parsed.picture_id_at < len(payload)


def test_nothing_is_not_vp8() -> None:
    assert parse_descriptor(b"") == NOT_VP8
