"""The VP8 payload descriptor (RFC 7741 section 4.2): keyframes, picture ids, TL0PICIDX."""

from typing import NamedTuple

PICTURE_ID_RANGE = 1 << 15


class Vp8Descriptor(NamedTuple):
    """Offsets count from the start of the payload; -1 where the field is absent.

    `starts_keyframe` is true for the first packet of a keyframe; width and height are then its
    size in pixels, else 0.
    """

    starts_keyframe: bool
    picture_id: int
    picture_id_at: int
    picture_id_is_long: bool
    tl0_index: int
    tl0_index_at: int
    width: int = 0
    height: int = 0


NOT_VP8 = Vp8Descriptor(False, -1, -1, False, -1, -1)


def parse_descriptor(payload: bytes | memoryview) -> Vp8Descriptor:
    """Read what is there; a truncated descriptor is NOT_VP8, which is forwarded untouched."""
    try:
        return _parse(payload)
    except IndexError:
        return NOT_VP8


def _parse(payload: bytes | memoryview) -> Vp8Descriptor:
    first = payload[0]
    at = 1
    picture_id = picture_id_at = tl0_index = tl0_index_at = -1
    is_long = False
    if first & 0x80:
        flags = payload[at]
        at += 1
        if flags & 0x80:
            picture_id_at = at
            is_long = bool(payload[at] & 0x80)
            picture_id = payload[at] & 0x7F
            at += 1
            if is_long:
                picture_id = picture_id << 8 | payload[at]
                at += 1
        if flags & 0x40:
            tl0_index_at, tl0_index = at, payload[at]
            at += 1
        if flags & 0x30:
            at += 1
    # S bit set and partition 0: the VP8 frame header follows; its P bit is 0 in a keyframe.
    starts_keyframe = first & 0x17 == 0x10 and not payload[at] & 0x01
    width = height = 0
    if starts_keyframe:
        # RFC 6386 section 9.1: 3-byte tag, 3-byte start code, then 14-bit width and height.
        width = (payload[at + 6] | payload[at + 7] << 8) & 0x3FFF
        height = (payload[at + 8] | payload[at + 9] << 8) & 0x3FFF
    return Vp8Descriptor(
        starts_keyframe,
        picture_id,
        picture_id_at,
        is_long,
        tl0_index,
        tl0_index_at,
        width,
        height,
    )
