"""Worker reports from their queue, each on its own: a bad one does not hold the others up."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from chalicelib.logs import log_failure
from chalicelib.ports.meetings import MeetingPorts
from chalicelib.usecases.worker_reports import apply_report
from meeting_contract.reports import decode_report


class QueuedReport(NamedTuple):
    message_id: str
    body: str


def receive_reports(
    messages: Iterable[QueuedReport], ports: MeetingPorts
) -> Mapping[str, list[dict[str, str]]]:
    """Lambda's partial batch response: what failed comes back, and in the end is set aside."""
    failed = [message.message_id for message in messages if not _applied(message, ports)]
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}


def _applied(message: QueuedReport, ports: MeetingPorts) -> bool:
    try:
        apply_report(decode_report(message.body), ports, ports.edge.clock.now())
    except msgspec.DecodeError as error:
        log_failure("report_unreadable", error, message_id=message.message_id)
        return False
    except Exception as error:  # noqa: BLE001 the other reports of the batch must not wait
        log_failure("report_failed", error, message_id=message.message_id)
        return False
    return True
