"""Queues, streams and schedules of the embedded cloud really call their handlers."""

import json
import queue
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from infra.definition import Key, Queue, Schedule, Table
from localstack.clock_file import ClockFile
from localstack.cloud import Cloud
from localstack.provision import Provisioned, ensure_queue, ensure_table
from localstack.pump import Pump
from localstack.wiring import Event, Handler, Wiring

pytestmark = pytest.mark.local_cloud

QUEUE = Queue("letters", visibility_timeout_s=1, max_receives=2)
TABLE = Table("parcels", Key("parcel_id"), stream=True)
SCHEDULE = Schedule("tick", every_minutes=1)
WAIT_S = 10


class Post:
    """A cloud with one queue and one stream of its own, and a pump for one handler."""

    def __init__(self, cloud: Cloud, folder: Path, stack: ExitStack) -> None:
        self.cloud = cloud
        self.sqs = cloud.client("sqs")
        self.dynamodb = cloud.client("dynamodb")
        self.clock = ClockFile(folder / "clock.json")
        self._stack = stack
        self.queue_url = ensure_queue(self.sqs, f"{folder.name}-letters", QUEUE)
        self.table = f"{folder.name}-parcels"
        stream = ensure_table(self.dynamodb, self.table, TABLE)["LatestStreamArn"]
        self._provisioned = Provisioned({"letters": self.queue_url}, {"parcels": stream}, {}, {})

    def pump(
        self,
        *,
        letters: Handler | None = None,
        parcels: Handler | None = None,
        tick: Handler | None = None,
    ) -> Pump:
        wiring = Wiring(
            queues={"letters": letters} if letters else {},
            streams={"parcels": parcels} if parcels else {},
            schedules={SCHEDULE: tick} if tick else {},
        )
        pump = Pump(self.cloud, self._provisioned, wiring, self.clock)
        self._stack.callback(pump.stop)
        pump.start()
        return pump

    def waiting(self, url: str) -> int:
        """Messages in a queue, seen or unseen."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        answer = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)
        return sum(int(value) for value in answer["Attributes"].values())


@pytest.fixture
def post(local_cloud: Cloud, tmp_path: Path) -> Iterator[Post]:
    with ExitStack() as stack:
        yield Post(local_cloud, tmp_path, stack)


def _collect(into: "queue.Queue[Event]", answer: Callable[[Event], Any]) -> Handler:
    def handle(event: Event, _context: object) -> object:
        into.put(event)
        return answer(event)

    return handle


def _report_all_as_failed(event: Event) -> object:
    """Lambda listens to this only where it was asked for, which Chalice cannot do."""
    return {"batchItemFailures": [{"itemIdentifier": r["messageId"]} for r in event["Records"]]}


def test_a_message_is_gone_when_its_handler_returns_whatever_it_returns(post: Post) -> None:
    seen: queue.Queue[Event] = queue.Queue()
    pump = post.pump(letters=_collect(seen, _report_all_as_failed))
    post.sqs.send_message(QueueUrl=post.queue_url, MessageBody='{"n": 1}')
    record = seen.get(timeout=WAIT_S)["Records"][0]
    pump.stop()
    assert (record["body"], record["eventSource"]) == ('{"n": 1}', "aws:sqs")
    assert post.waiting(post.queue_url) == 0


def test_what_fails_always_ends_in_the_dead_letter_queue(post: Post) -> None:
    seen: queue.Queue[Event] = queue.Queue()

    def fail(_event: Event) -> None:
        raise RuntimeError("it fails each time")

    post.sqs.send_message(QueueUrl=post.queue_url, MessageBody="bad")
    pump = post.pump(letters=_collect(seen, fail))
    dead = post.sqs.get_queue_url(QueueName=f"{post.queue_url.rsplit('/', 1)[1]}-dead")["QueueUrl"]
    received = post.sqs.receive_message(QueueUrl=dead, WaitTimeSeconds=WAIT_S).get("Messages", [])
    pump.stop()
    bodies = [r["body"] for event in list(seen.queue) for r in event["Records"]]
    assert [message["Body"] for message in received] == ["bad"]
    assert bodies == ["bad", "bad"]


def test_a_handler_that_raises_loses_no_message(post: Post) -> None:
    seen: queue.Queue[Event] = queue.Queue()
    failures = iter([True, False])

    def fail_once(_event: Event) -> None:
        if next(failures):
            raise RuntimeError("the first time it fails")

    post.pump(letters=_collect(seen, fail_once))
    post.sqs.send_message(QueueUrl=post.queue_url, MessageBody="stubborn")
    first, second = seen.get(timeout=WAIT_S), seen.get(timeout=WAIT_S)
    assert first["Records"][0]["messageId"] == second["Records"][0]["messageId"]


def test_a_change_in_a_table_reaches_its_handler_as_lambda_would_see_it(post: Post) -> None:
    seen: queue.Queue[Event] = queue.Queue()
    # Written before the pump starts: the stream is read from its beginning.
    item = {"parcel_id": {"S": "p1"}, "seal": {"B": b"\x00\x01"}, "weights": {"L": [{"N": "2"}]}}
    post.dynamodb.put_item(TableName=post.table, Item=item)
    post.pump(parcels=_collect(seen, lambda _: None))
    record = seen.get(timeout=WAIT_S)["Records"][0]
    assert record["eventName"] == "INSERT"
    assert record["dynamodb"]["Keys"] == {"parcel_id": {"S": "p1"}}
    assert record["dynamodb"]["NewImage"]["seal"] == {"B": "AAE="}
    assert f"table/{post.table}/stream/" in record["eventSourceARN"]
    json.dumps(record)  # what Lambda receives is JSON


def test_a_stream_batch_is_tried_again(post: Post) -> None:
    seen: queue.Queue[Event] = queue.Queue()
    failures = iter([True, False])

    def fail_once(_event: Event) -> None:
        if next(failures):
            raise RuntimeError("the first time it fails")

    post.pump(parcels=_collect(seen, fail_once))
    post.dynamodb.put_item(TableName=post.table, Item={"parcel_id": {"S": "p2"}})
    assert seen.get(timeout=WAIT_S) == seen.get(timeout=WAIT_S)


def test_schedules_run_at_the_start_and_right_after_the_clock_moved(post: Post) -> None:
    seen: queue.Queue[Event] = queue.Queue()
    pump = post.pump(tick=_collect(seen, lambda _: None))
    first = seen.get(timeout=WAIT_S)
    post.clock.advance(40 * 24 * 3600)
    pump.clock_moved()
    second = seen.get(timeout=WAIT_S)
    assert second["time"] > first["time"]
    assert second["resources"][0].endswith("rule/tick")
