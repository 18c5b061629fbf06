"""Log-in sessions: how long they live and how their tokens are kept."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

IDLE_TIMEOUT = timedelta(hours=24)
ABSOLUTE_TIMEOUT = timedelta(days=7)
# Not every request writes: the idle clock is this coarse.
TOUCH_EVERY = timedelta(minutes=10)


@dataclass(frozen=True)
class Session:
    token_hash: str
    account_id: str
    created_at: datetime
    last_seen_at: datetime

    @property
    def expires_at(self) -> datetime:
        return min(self.created_at + ABSOLUTE_TIMEOUT, self.last_seen_at + IDLE_TIMEOUT)

    def is_live(self, now: datetime) -> bool:
        return now < self.expires_at

    def is_due_for_touch(self, now: datetime) -> bool:
        return now - self.last_seen_at >= TOUCH_EVERY


def hash_token(token: str) -> str:
    """A plain hash suffices: the token has 256 bits of its own."""
    return hashlib.sha256(token.encode()).hexdigest()


def csrf_token(key: bytes, session: Session) -> str:
    """Bound to the session, so that it dies with it; derivable, so that it is stored nowhere."""
    return hmac.new(key, session.token_hash.encode(), hashlib.sha256).hexdigest()
