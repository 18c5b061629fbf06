"""Identifiers: UUIDv7 (RFC 9562 section 5.7), so that they sort by time of birth."""

import uuid

RANDOM_BYTES = 10


def uuid7(at_ms: int, randomness: bytes) -> str:
    """Build one from a time and ten random bytes."""
    random_bits = int.from_bytes(randomness[:RANDOM_BYTES])
    value = (at_ms & (1 << 48) - 1) << 80 | random_bits
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))
