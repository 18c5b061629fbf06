"""The file by which the local stage's product time differs from the machine's.

Functions read it at every use; the worker learns the same time from its heartbeats.
"""

import json
import threading
from pathlib import Path

MAX_ADVANCE_S = 20 * 366 * 24 * 3600


class ClockFile:
    """`{"offset_ms": n}`, n ≥ 0. Time moves forward only, as it does."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._write(0)

    def offset_ms(self) -> int:
        offset: int = json.loads(self.path.read_text())["offset_ms"]
        return offset

    def advance(self, seconds: int) -> int:
        """Move the product's time forward; return the new offset in milliseconds."""
        if not 0 < seconds <= MAX_ADVANCE_S:
            raise ValueError(f"between 1 s and {MAX_ADVANCE_S} s")
        with self._lock:
            offset_ms = self.offset_ms() + seconds * 1000
            self._write(offset_ms)
        return offset_ms

    def _write(self, offset_ms: int) -> None:
        # Readers must never meet a half-written file.
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps({"offset_ms": offset_ms}))
        fresh.replace(self.path)
