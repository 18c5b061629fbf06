"""Randomness from the operating system's CSPRNG."""

import secrets
from datetime import datetime

from chalicelib.domain.ids import RANDOM_BYTES, uuid7
from chalicelib.domain.times import to_ms

_TOKEN_BYTES = 32


class SystemRandomness:
    def uuid7(self, now: datetime) -> str:
        return uuid7(to_ms(now), secrets.token_bytes(RANDOM_BYTES))

    def token(self) -> str:
        return secrets.token_urlsafe(_TOKEN_BYTES)

    def digits(self, count: int) -> str:
        return f"{secrets.randbelow(10**count):0{count}d}"
