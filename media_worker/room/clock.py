"""A meeting's clock (F3): from the first participant to the server-enforced end."""

from typing import Literal

WarningMin = Literal[10, 5, 1]

_WARNINGS_MIN: tuple[WarningMin, ...] = (1, 5, 10)
_MINUTE_MS = 60_000


class MeetingClock:
    """Starts once and is never reset; only a changed limit moves its end."""

    def __init__(self, started_at_ms: int | None, max_duration_s: int | None, now_ms: int) -> None:
        self.started_at_ms = started_at_ms
        self._max_duration_s = max_duration_s
        self._warned = self._band(now_ms)

    @property
    def ends_at_ms(self) -> int | None:
        if self.started_at_ms is None or self._max_duration_s is None:
            return None
        return self.started_at_ms + self._max_duration_s * 1000

    def start(self, now_ms: int) -> bool:
        """Start unless it runs already; tell whether this call started it."""
        if self.started_at_ms is not None:
            return False
        self.started_at_ms = now_ms
        self._warned = self._band(now_ms)
        return True

    def correct(self, started_at_ms: int | None, max_duration_s: int | None, now_ms: int) -> bool:
        """Take over what the functions hold; tell whether the end moved."""
        before = self.ends_at_ms
        if self.started_at_ms is not None and started_at_ms is not None:
            self.started_at_ms = started_at_ms
        self._max_duration_s = max_duration_s
        moved = self.ends_at_ms != before
        if moved:
            self._warned = self._band(now_ms)
        return moved

    def warning(self, now_ms: int) -> WarningMin | None:
        """Return the warning that became due since the last call, each at most once."""
        band = self._band(now_ms)
        if band is None or (self._warned is not None and band >= self._warned):
            return None
        self._warned = band
        return band

    @property
    def warned(self) -> WarningMin | None:
        """Return the last threshold that was passed."""
        return self._warned

    def expired(self, now_ms: int) -> bool:
        return self.ends_at_ms is not None and now_ms >= self.ends_at_ms

    def _band(self, now_ms: int) -> WarningMin | None:
        if self.ends_at_ms is None:
            return None
        left_ms = self.ends_at_ms - now_ms
        return next((band for band in _WARNINGS_MIN if left_ms <= band * _MINUTE_MS), None)
