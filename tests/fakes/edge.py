"""Time, randomness, limits, secrets and sessions that tests hold in their hands."""

import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from chalicelib.domain.errors import DomainError, ErrorCode
from chalicelib.domain.ids import uuid7
from chalicelib.domain.limits import RateLimit
from chalicelib.domain.sessions import Session
from chalicelib.domain.times import to_ms, to_s
from chalicelib.ports.edge import EdgePorts

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass
class FakeClock:
    time: datetime = START

    def now(self) -> datetime:
        return self.time

    def system_now(self) -> datetime:
        return self.time

    def advance(self, by: timedelta) -> datetime:
        self.time += by
        return self.time


@dataclass
class FakeRandomness:
    """Counts instead of rolling dice; `codes` are the digits given out, the last one last."""

    count: int = 0
    codes: list[str] = field(default_factory=list)

    def uuid7(self, now: datetime) -> str:
        return uuid7(to_ms(now), self._next().to_bytes(10))

    def token(self) -> str:
        return f"token-{self._next():038d}"

    def digits(self, count: int) -> str:
        self.codes.append(f"{self._next() * 7919 % 10**count:0{count}d}")
        return self.codes[-1]

    def _next(self) -> int:
        self.count += 1
        return self.count


@dataclass
class FakeRateLimiter:
    taken: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def take(self, limit: RateLimit, key: str, now: datetime) -> None:
        with self.lock:
            self.check(limit, key, now)
            self.taken[self._bucket(limit, key, now)] += 1

    def check(self, limit: RateLimit, key: str, now: datetime) -> None:
        if self.taken[self._bucket(limit, key, now)] >= limit.count:
            raise DomainError(ErrorCode.RATE_LIMITED, retry_after_s=limit.retry_after_s(to_s(now)))

    def give_back(self, limit: RateLimit, key: str, now: datetime) -> None:
        with self.lock:
            self.taken[self._bucket(limit, key, now)] -= 1

    @staticmethod
    def _bucket(limit: RateLimit, key: str, now: datetime) -> tuple[str, str, int]:
        return limit.name, key, limit.window_start_s(to_s(now))


class UnlimitedRateLimiter:
    """For tests of what happens behind the limits."""

    def take(self, limit: RateLimit, key: str, now: datetime) -> None:
        pass

    def check(self, limit: RateLimit, key: str, now: datetime) -> None:
        pass

    def give_back(self, limit: RateLimit, key: str, now: datetime) -> None:
        pass


class FakeSecrets:
    """A secret is its own name."""

    def get(self, name: str) -> bytes:
        return name.encode()


@dataclass
class FakeSessionRepository:
    sessions: dict[str, Session] = field(default_factory=dict)

    def add(self, session: Session) -> None:
        self.sessions[session.token_hash] = session

    def find(self, token_hash: str) -> Session | None:
        return self.sessions.get(token_hash)

    def touch(self, session: Session) -> None:
        if session.token_hash in self.sessions:
            self.sessions[session.token_hash] = session

    def delete(self, token_hash: str) -> None:
        self.sessions.pop(token_hash, None)


def fake_edge_ports() -> EdgePorts:
    return EdgePorts(
        clock=FakeClock(),
        randomness=FakeRandomness(),
        limiter=FakeRateLimiter(),
        secrets=FakeSecrets(),
        sessions=FakeSessionRepository(),
    )
