"""Time: the system's, or in the local stage the system's plus an offset kept in a file."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path


class SystemClock:
    def now(self) -> datetime:
        return self.system_now()

    def system_now(self) -> datetime:
        return datetime.now(UTC)


class MovableClock:
    """The product's time moves with `{"offset_ms": n}` in the file; leases' time does not."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def now(self) -> datetime:
        return self.system_now() + timedelta(milliseconds=self._offset_ms())

    def system_now(self) -> datetime:
        return datetime.now(UTC)

    def _offset_ms(self) -> int:
        try:
            return int(json.loads(self._path.read_bytes())["offset_ms"])
        except FileNotFoundError:
            return 0
