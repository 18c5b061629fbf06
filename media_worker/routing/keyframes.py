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


class KeyframeRequests(Generic[SourceT]):
    """One bucket a source. One request re-keys all simulcast layers of a camera."""

    def __init__(self) -> None:
        self._buckets: dict[SourceT, _Bucket] = {}

    def want(self, source: SourceT, now: float) -> None:
        self._buckets.setdefault(source, _Bucket(BURST, now)).wanted = True

    def satisfied(self, source: SourceT) -> None:
        """A keyframe came and nobody waits for another one."""
        if source in self._buckets:
            self._buckets[source].wanted = False

    def forget(self, source: SourceT) -> None:
        self._buckets.pop(source, None)

    def due(self, now: float) -> list[SourceT]:
        """Sources to ask now. What is wanted stays wanted until `satisfied`."""
        return [source for source, bucket in self._buckets.items() if _take(bucket, now)]


def _take(bucket: _Bucket, now: float) -> bool:
    if not bucket.wanted or now - bucket.asked_at < RETRY_S:
        return False
    bucket.tokens = min(BURST, bucket.tokens + (now - bucket.filled_at) / REFILL_S)
    bucket.filled_at = now
    if bucket.tokens < 1:
        return False
    bucket.tokens -= 1
    bucket.asked_at = now
    return True
