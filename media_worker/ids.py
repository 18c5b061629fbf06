"""Identifiers: UUIDv7 (RFC 9562, section 5.7), which sort by time and carry 74 random bits."""

import secrets
import time
import uuid


def uuid7(at_ms: int, random_bits: int) -> uuid.UUID:
    """Build one from a Unix time in milliseconds and 74 random bits."""
    value = (at_ms & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76
    value |= (random_bits >> 62 & 0xFFF) << 64
    value |= 0b10 << 62
    value |= random_bits & ((1 << 62) - 1)
    return uuid.UUID(int=value)


def new_id() -> str:
    """Return a fresh one as text, unguessable enough to serve as a resume key."""
    return str(uuid7(time.time_ns() // 1_000_000, secrets.randbits(74)))
