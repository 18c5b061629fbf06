"""When to ask a publisher for a keyframe: at once if possible, at most once a second on average."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

# Switching must be quick (a new picture within 250 ms), yet a crowd that joins must not turn a
# source into all keyframes: a bucket of three requests refilled once a second.
BURST = 3
REFILL_S = 1.0
RETRY_S = 0.3

SourceT = TypeVar("SourceT", bound=Hashable)


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled_at: float
    asked_at: float = float("-inf")
    wanted: bool = False

    def allows(self, now: float) -> bool:
        if not self.wanted or now - self.asked_at < RETRY_S:
            return False
        self.tokens = min(BURST, self.tokens + (now - self.filled_at) / REFILL_S)
        self.filled_at = now
        return self.tokens >= 1


class KeyframeRequests(Generic[SourceT]):
    """One bucket a source. One request re-keys all simulcast layers of a camera."""

    def __init__(self) -> None:
        self._buckets: dict[SourceT, _Bucket] = {}

    def want(self, source: SourceT, now: float) -> None:
        self._buckets.setdefault(source, _Bucket(BURST, now)).wanted = True

    def satisfied(self, source: SourceT) -> None:
        """Nobody waits for a keyframe any more."""
        if source in self._buckets:
            self._buckets[source].wanted = False

    def forget(self, source: SourceT) -> None:
        self._buckets.pop(source, None)

    def due(self, now: float) -> list[SourceT]:
        """Sources that may be asked now: call `asked` or `satisfied` for each."""
        return [source for source, bucket in self._buckets.items() if bucket.allows(now)]

    def asked(self, source: SourceT, now: float) -> None:
        """It stays wanted until `satisfied`."""
        bucket = self._buckets[source]
        bucket.tokens -= 1
        bucket.asked_at = now
