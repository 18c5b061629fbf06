"""Reports on their way to the functions: kept in order, retried until the queue takes them."""

import logging
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, Protocol

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from meeting_contract.reports import AnyReport, encode_report

_BATCH = 10  # SQS takes no more in one request
_MAX_WAITING = 100_000  # about 40 MB: hours of a full worker without the queue
_RETRY_S = (0.2, 0.5, 1.0, 2.0, 5.0)

_log = logging.getLogger(__name__)


class QueueUnavailableError(Exception):
    """The queue took nothing; the same reports will be sent again."""


class ReportSink(Protocol):
    def send(self, bodies: Sequence[str]) -> int:
        """Send up to ten messages, return how many from the start were surely taken.

        Raise QueueUnavailableError when none was.
        """


class SqsSink:
    def __init__(self, queue_url: str) -> None:
        """Take endpoint, region and credentials from the environment, as every AWS client."""
        self._queue_url = queue_url
        # This queue retries by itself, and a worker on its way out cannot wait for long.
        patience = Config(connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 1})
        self._client: Any = boto3.client("sqs", config=patience)

    def send(self, bodies: Sequence[str]) -> int:
        entries = [{"Id": str(i), "MessageBody": body} for i, body in enumerate(bodies)]
        try:
            answer = self._client.send_message_batch(QueueUrl=self._queue_url, Entries=entries)
        except (BotoCoreError, ClientError) as e:
            raise QueueUnavailableError(type(e).__name__) from e
        return surely_taken(len(bodies), answer.get("Failed", []))


def surely_taken(count: int, failed: Sequence[Mapping[str, Any]]) -> int:
    """How many of `count` messages from the start need no second try; raise if none.

    What is the sender's own fault fails for ever: it is given up, or it would hold back all others.
    """
    for entry in failed:
        if entry["SenderFault"]:
            _log.error("report refused by the queue", extra={"cause": entry["Code"]})
    again = [entry for entry in failed if not entry["SenderFault"]]
    taken = min((int(entry["Id"]) for entry in again), default=count)
    if taken == 0:
        raise QueueUnavailableError(again[0]["Code"])
    return taken


class ReportQueue:
    """A thread that sends what `put` gives it: at least once, oldest first."""

    def __init__(self, sink: ReportSink) -> None:
        self._sink = sink
        self._waiting: deque[AnyReport] = deque()
        self._changed = threading.Condition()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="reports", daemon=True)

    def __len__(self) -> int:
        return len(self._waiting)

    def start(self) -> None:
        self._thread.start()

    def put(self, report: AnyReport) -> None:
        with self._changed:
            if len(self._waiting) >= _MAX_WAITING:
                _log.error("report dropped, too many wait")
                return
            self._waiting.append(report)
            self._changed.notify_all()

    def flush(self, timeout_s: float) -> bool:
        """Wait until everything is sent; tell whether it is."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting, timeout_s)

    def stop(self) -> None:
        """End the thread; what still waits is given up."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        self._thread.join()

    def _run(self) -> None:
        failures = 0
        while (batch := self._next_batch()) is not None:
            try:
                taken = self._sink.send([encode_report(report).decode() for report in batch])
            except Exception as e:  # noqa: BLE001 (without its thread nothing is ever sent again)
                if failures == 0:
                    defect = not isinstance(e, QueueUnavailableError)
                    cause = str(e) or type(e).__name__
                    _log.warning(
                        "report queue unavailable", extra={"cause": cause}, exc_info=defect
                    )
                self._pause(_RETRY_S[min(failures, len(_RETRY_S) - 1)])
                failures += 1
                continue
            failures = 0
            self._drop(taken)

    def _next_batch(self) -> list[AnyReport] | None:
        """Wait for work; None when stopping."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._stopping)
            return None if self._stopping else list(islice(self._waiting, _BATCH))

    def _drop(self, taken: int) -> None:
        with self._changed:
            for _ in range(taken):
                self._waiting.popleft()
            self._changed.notify_all()

    def _pause(self, seconds: float) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._stopping, seconds)
