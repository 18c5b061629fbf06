"""A queue that remembers what it took, and fails when told to."""

import json
import threading
from collections.abc import Sequence
from typing import Any

from media_worker.control.report_queue import QueueUnavailableError


class FakeReportSink:
    """Takes `takes` messages of each batch, or none while `down` is set."""

    def __init__(self) -> None:
        self.reports: list[dict[str, Any]] = []
        self.down = threading.Event()
        self.refused = threading.Event()
        self.takes = 10

    def send(self, bodies: Sequence[str]) -> int:
        if self.down.is_set():
            self.refused.set()
            raise QueueUnavailableError("down")
        taken = bodies[: self.takes]
        self.reports += [json.loads(body) for body in taken]
        return len(taken)
