"""What leaves us by mail or text message: written with its cause, delivered at least once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from chalicelib.domain.language import Locale

Medium = Literal["email", "sms"]
Template = Literal["code", "account_exists", "welcome"]
MAX_ATTEMPTS = 8
# The stream delivers at once; the sweep takes over only what the stream left behind.
FIRST_SWEEP_AFTER = timedelta(seconds=30)
# A deliverer that dies in between is followed by another one after this.
CLAIM_LIFETIME = timedelta(seconds=60)
_BACKOFF_BASE = timedelta(seconds=15)
_BACKOFF_MAX = timedelta(hours=1)


@dataclass(frozen=True)
class Letter:
    """`params` fill the template; after `useless_after` (an expired code) it is not sent."""

    outbox_id: str
    medium: Medium
    template: Template
    to: str
    locale: Locale
    params: Mapping[str, str]
    due_at: datetime
    useless_after: datetime | None = None
    attempts: int = 0

    def is_useless(self, now: datetime) -> bool:
        return self.useless_after is not None and now >= self.useless_after


def retry_at(attempts: int, now: datetime) -> datetime | None:
    """When to try again after `attempts` failures; None: never, tell an operator."""
    if attempts >= MAX_ATTEMPTS:
        return None
    doublings: int = 2 ** (attempts - 1)
    return now + min(_BACKOFF_BASE * doublings, _BACKOFF_MAX)
