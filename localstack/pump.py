"""What carries events to the functions in the local cloud: queues, streams, schedules.

In AWS the event source mappings and EventBridge do this. Each source has a thread, so a slow
handler delays only its own; a failing handler is logged and tried again as the cloud would.
"""

import logging
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from chalice.local import LambdaContext

from infra.definition import Schedule
from localstack.clock_file import ClockFile
from localstack.cloud import Client, Cloud
from localstack.lambda_events import queue_event, schedule_event, stream_event
from localstack.provision import Provisioned
from localstack.wiring import Handler, Wiring

LOGGER = logging.getLogger("onmeeting.local.pump")

_QUEUE_WAIT_S = 1  # a long poll; also how long stopping may take
_STREAM_POLL_S = 0.2
_STREAM_BATCH = 100
_STREAM_TRIES = 3
_RETRY_PAUSE_S = 1.0
_MEMORY_MB = 512


class Pump:
    """Runs until it is stopped; `clock_moved` runs every schedule at once."""

    def __init__(
        self, cloud: Cloud, provisioned: Provisioned, wiring: Wiring, clock: ClockFile
    ) -> None:
        self._cloud = cloud
        self._clock = clock
        self._stopping = threading.Event()
        self._wakes: list[threading.Event] = []
        self._threads: list[threading.Thread] = []
        for name, handler in wiring.queues.items():
            self._add(f"queue {name}", self._drain_queue, provisioned.queue_urls[name], handler)
        for name, handler in wiring.streams.items():
            self._add(f"stream {name}", self._follow_stream, provisioned.stream_arns[name], handler)
        for schedule, handler in wiring.schedules.items():
            wake = threading.Event()
            self._wakes.append(wake)
            self._add(f"schedule {schedule.handler}", self._keep_schedule, schedule, handler, wake)

    def _add(self, name: str, run: Callable[..., None], *args: object) -> None:
        self._threads.append(threading.Thread(target=run, args=args, name=name, daemon=True))

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Finish what is being handled, begin nothing new."""
        self._stopping.set()
        self.clock_moved()
        for thread in self._threads:
            thread.join()

    def clock_moved(self) -> None:
        for wake in self._wakes:
            wake.set()

    # Queues

    def _drain_queue(self, url: str, handler: Handler) -> None:
        sqs = self._cloud.client("sqs")
        arn = _queue_arn(sqs, url)
        while not self._stopping.is_set():
            try:
                _handle_batch(sqs, url, arn, handler)
            except (BotoCoreError, ClientError) as error:
                LOGGER.warning("the queue did not answer: %s", type(error).__name__)
                self._stopping.wait(_RETRY_PAUSE_S)

    # Streams

    def _follow_stream(self, arn: str, handler: Handler) -> None:
        streams = self._cloud.client("dynamodbstreams")
        positions: dict[str, str] = {}
        known: set[str] = set()
        while not self._stopping.is_set():
            try:
                if not positions:
                    _open_shards(streams, arn, positions, known)
                moved = [
                    self._read_shard(streams, arn, s, positions, handler) for s in [*positions]
                ]
            except (BotoCoreError, ClientError) as error:
                LOGGER.warning("the stream did not answer: %s", type(error).__name__)
                self._stopping.wait(_RETRY_PAUSE_S)
                continue
            if not any(moved):
                self._stopping.wait(_STREAM_POLL_S)

    def _read_shard(
        self, streams: Client, arn: str, shard: str, positions: dict[str, str], handler: Handler
    ) -> bool:
        page = streams.get_records(ShardIterator=positions[shard], Limit=_STREAM_BATCH)
        if page["Records"]:
            self._deliver(stream_event(arn, page["Records"]), handler)
        following = page.get("NextShardIterator")
        if following is None:
            del positions[shard]
        else:
            positions[shard] = following
        return bool(page["Records"])

    def _deliver(self, event: dict[str, Any], handler: Handler) -> None:
        """Try a batch a few times, then let it go: the outbox's sweep finds what was missed."""
        for _ in range(_STREAM_TRIES):
            if _call(handler, event) is not _FAILED or self._stopping.wait(_RETRY_PAUSE_S):
                return

    # Schedules

    def _keep_schedule(self, schedule: Schedule, handler: Handler, wake: threading.Event) -> None:
        while not self._stopping.is_set():
            wake.clear()
            now_ms = int(time.time() * 1000) + self._clock.offset_ms()
            _call(handler, schedule_event(schedule.handler, str(uuid.uuid4()), now_ms))
            wake.wait(schedule.every_minutes * 60)


_FAILED = object()


def _call(handler: Handler, event: Mapping[str, Any]) -> object:
    """Call a handler as Lambda does; what it raises is logged, not raised, and `_FAILED` comes."""
    try:
        return handler(dict(event), LambdaContext("local", _MEMORY_MB))
    except Exception:  # the handler is the other side of a process boundary in the cloud
        LOGGER.exception("a handler failed")
        return _FAILED


def _queue_arn(sqs: Client, url: str) -> str:
    answer = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    arn: str = answer["Attributes"]["QueueArn"]
    return arn


def _handle_batch(sqs: Client, url: str, arn: str, handler: Handler) -> None:
    """Receive, handle, and delete; a batch whose handler raises comes back after its timeout.

    What the handler returns counts for nothing: Chalice asks for no partial batch responses.
    """
    received = sqs.receive_message(
        QueueUrl=url,
        MaxNumberOfMessages=10,
        WaitTimeSeconds=_QUEUE_WAIT_S,
        MessageSystemAttributeNames=["All"],
        MessageAttributeNames=["All"],
    ).get("Messages", [])
    if not received:
        return
    if _call(handler, queue_event(arn, received)) is _FAILED:
        return
    sqs.delete_message_batch(
        QueueUrl=url,
        Entries=[
            {"Id": str(index), "ReceiptHandle": message["ReceiptHandle"]}
            for index, message in enumerate(received)
        ],
    )


def _open_shards(streams: Client, arn: str, positions: dict[str, str], known: set[str]) -> None:
    """Begin with the oldest record of every shard that was not read to its end yet."""
    description = streams.describe_stream(StreamArn=arn)["StreamDescription"]
    for shard in description["Shards"]:
        shard_id = shard["ShardId"]
        if shard_id not in known:
            answer = streams.get_shard_iterator(
                StreamArn=arn, ShardId=shard_id, ShardIteratorType="TRIM_HORIZON"
            )
            positions[shard_id] = answer["ShardIterator"]
            known.add(shard_id)
