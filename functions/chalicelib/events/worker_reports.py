"""Worker reports from their queue, each on its own: a bad one does not hold the others up.

Lambda drops a batch whose handler returns, whatever it returns: Chalice cannot ask for partial
batch responses. So the handler fails once the others are applied, and all come back; whatever was
applied changes nothing a second time. What fails five times ends in the dead-letter queue.
"""

from datetime import datetime

import msgspec
from chalice.app import SQSEvent, SQSRecord

from chalicelib.logs import log_failure
from chalicelib.ports.meetings import MeetingPorts
from chalicelib.usecases.worker_reports import apply_report
from meeting_contract.reports import decode_report


class ReportsNotAppliedError(Exception):
    """Some reports of the batch must come again."""


def receive_reports(event: SQSEvent, ports: MeetingPorts, now: datetime) -> None:
    """Apply each; raise ReportsNotAppliedError at the end when some could not be."""
    failures = [record for record in event if not _applied(record, ports, now)]
    if failures:
        raise ReportsNotAppliedError(f"{len(failures)} reports")


def _applied(record: SQSRecord, ports: MeetingPorts, now: datetime) -> bool:
    try:
        apply_report(decode_report(record.body), ports, now)
    except msgspec.DecodeError as error:
        log_failure("report_unreadable", error, message_id=_message_id(record))
        return False
    except Exception as error:  # noqa: BLE001 the other reports of the batch must not wait
        log_failure("report_not_applied", error, message_id=_message_id(record))
        return False
    return True


def _message_id(record: SQSRecord) -> str:
    message_id: str = record.to_dict()["messageId"]
    return message_id
