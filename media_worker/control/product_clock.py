"""The product's time on a worker: the machine's, corrected by what the functions say."""

from collections.abc import Callable

# Less than this is the network's jitter, not another time.
_TOLERANCE_MS = 250


class ProductClock:
    """Never goes back. `system_ms` gives the machine's time (UTC, milliseconds)."""

    def __init__(self, system_ms: Callable[[], int]) -> None:
        self._system_ms = system_ms
        self._offset_ms = 0
        self._latest_ms = 0

    def now_ms(self) -> int:
        self._latest_ms = max(self._latest_ms, self._system_ms() + self._offset_ms)
        return self._latest_ms

    def follow(self, product_now_ms: int) -> None:
        """Take over the functions' time, heard a moment ago."""
        offset_ms = product_now_ms - self._system_ms()
        if abs(offset_ms - self._offset_ms) > _TOLERANCE_MS:
            self._offset_ms = offset_ms
