"""A token bucket: how much a session may say."""


class TokenBucket:
    """`burst` tokens at most, `refill_per_s` more each second; time is given in milliseconds."""

    def __init__(self, burst: float, refill_per_s: float, now_ms: int) -> None:
        self._burst = burst
        self._refill_per_ms = refill_per_s / 1000
        self._tokens = burst
        self._filled_at_ms = now_ms

    def take(self, cost: float, now_ms: int) -> bool:
        """Take `cost` tokens if they are there; tell whether they were."""
        passed_ms = max(0, now_ms - self._filled_at_ms)
        self._tokens = min(self._burst, self._tokens + passed_ms * self._refill_per_ms)
        self._filled_at_ms = now_ms
        if self._tokens < cost:
            return False
        self._tokens -= cost
        return True
