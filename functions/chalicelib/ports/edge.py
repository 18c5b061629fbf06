"""What every request needs: time, randomness, limits, sessions and secrets."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib.domain.limits import RateLimit
from chalicelib.domain.sessions import Session


class Clock(Protocol):
    """`now` is the product's time; `system_now` is the machine's, for leases only. Both UTC."""

    def now(self) -> datetime: ...

    def system_now(self) -> datetime: ...


class Randomness(Protocol):
    """Unpredictable values (a CSPRNG outside tests)."""

    def uuid7(self, now: datetime) -> str: ...

    def token(self) -> str:
        """256 bits, URL-safe."""

    def digits(self, count: int) -> str: ...


class RateLimiter(Protocol):
    def take(self, limit: RateLimit, key: str, now: datetime) -> None:
        """Count one; raise DomainError(RATE_LIMITED) with `retry_after_s` when it is too many."""

    def check(self, limit: RateLimit, key: str, now: datetime) -> None:
        """Raise as `take` would, and count nothing."""

    def give_back(self, limit: RateLimit, key: str, now: datetime) -> None:
        """Uncount one that was taken in this window and turned out not to matter."""


class Secrets(Protocol):
    def get(self, name: str) -> bytes:
        """The secret of this logical name; never logged, cached for the process's life."""


class SessionRepository(Protocol):
    """Sessions by the SHA-256 of their token."""

    def add(self, session: Session) -> None: ...

    def find(self, token_hash: str) -> Session | None: ...

    def touch(self, session: Session) -> None:
        """Store `last_seen_at` unless the session was revoked meanwhile."""

    def delete(self, token_hash: str) -> None: ...


@dataclass(frozen=True)
class EdgePorts:
    clock: Clock
    randomness: Randomness
    limiter: RateLimiter
    secrets: Secrets
    sessions: SessionRepository
