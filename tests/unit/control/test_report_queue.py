"""Reports reach the queue in order and at least once, whatever the queue does."""

from collections.abc import Iterator, Sequence

import boto3
import pytest
from moto import mock_aws

from media_worker.control.report_queue import (
    QueueUnavailableError,
    ReportQueue,
    SqsSink,
    surely_taken,
)
from meeting_contract.reports import MeetingLocked, decode_report, encode_report
from tests.fakes.report_sink import FakeReportSink


def report(number: int) -> MeetingLocked:
    return MeetingLocked(f"r-{number}", "worker-1", "meeting-1", 1, number, locked=True)


@pytest.fixture
def sink() -> FakeReportSink:
    return FakeReportSink()


@pytest.fixture
def queue(sink: FakeReportSink) -> Iterator[ReportQueue]:
    queue = ReportQueue(sink)
    queue.start()
    yield queue
    queue.stop()


def ids(sink: FakeReportSink) -> list[str]:
    return [sent["report_id"] for sent in sink.reports]


def test_reports_go_out_in_order(queue: ReportQueue, sink: FakeReportSink) -> None:
    for number in range(35):
        queue.put(report(number))

    assert queue.flush(5)
    assert ids(sink) == [f"r-{number}" for number in range(35)]


def test_a_queue_that_is_down_loses_nothing(queue: ReportQueue, sink: FakeReportSink) -> None:
    sink.down.set()
    queue.put(report(1))
    queue.put(report(2))
    assert sink.refused.wait(5)

    assert not queue.flush(0)
    sink.down.clear()

    assert queue.flush(5)
    assert ids(sink) == ["r-1", "r-2"]


def test_what_a_batch_left_over_goes_first_in_the_next(
    queue: ReportQueue, sink: FakeReportSink
) -> None:
    sink.takes = 3
    for number in range(10):
        queue.put(report(number))

    assert queue.flush(5)
    assert ids(sink) == [f"r-{number}" for number in range(10)]


class DefectiveSink(FakeReportSink):
    """Raises once what no port may raise."""

    def send(self, bodies: Sequence[str]) -> int:
        if not self.refused.is_set():
            self.refused.set()
            raise KeyError("Failed")
        return super().send(bodies)


def test_a_defect_does_not_end_the_thread() -> None:
    sink = DefectiveSink()
    queue = ReportQueue(sink)
    queue.start()
    queue.put(report(1))
    assert queue.flush(5)
    assert ids(sink) == ["r-1"]
    queue.stop()


def failed(number: int, *, own_fault: bool) -> dict[str, object]:
    return {"Id": str(number), "SenderFault": own_fault, "Code": "InvalidMessageContents"}


def test_a_report_that_the_queue_will_never_take_holds_back_no_other() -> None:
    assert surely_taken(3, []) == 3
    assert surely_taken(3, [failed(0, own_fault=True)]) == 3
    assert surely_taken(3, [failed(0, own_fault=True), failed(2, own_fault=False)]) == 2
    with pytest.raises(QueueUnavailableError):
        surely_taken(3, [failed(0, own_fault=False)])


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "ap-southeast-1")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield


@pytest.mark.usefixtures("aws")
def test_sqs_takes_what_the_contract_says() -> None:
    sqs = boto3.client("sqs")
    url = sqs.create_queue(QueueName="worker-reports")["QueueUrl"]
    sink = SqsSink(url)

    assert sink.send([encode_report(report(n)).decode() for n in range(3)]) == 3

    received = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    decoded = sorted(decode_report(message["Body"]).at_ms for message in received)
    assert decoded == [0, 1, 2]


@pytest.mark.usefixtures("aws")
def test_a_missing_queue_is_an_unavailable_one() -> None:
    sink = SqsSink("https://sqs.ap-southeast-1.amazonaws.com/123456789012/none")

    with pytest.raises(QueueUnavailableError):
        sink.send(["{}"])
