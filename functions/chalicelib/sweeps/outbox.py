"""Letters that the stream left behind: each on its own, so that a bad one stops no other."""

from datetime import datetime

from chalicelib.logs import log, log_failure
from chalicelib.ports.outbox import OutboxPorts
from chalicelib.usecases.outbox import deliver

SWEEP_LIMIT = 100


def sweep_outbox(ports: OutboxPorts, now: datetime) -> None:
    due = ports.outbox.list_due(now, SWEEP_LIMIT)
    for letter in due:
        try:
            deliver(letter.outbox_id, letter.attempts, ports, now)
        except Exception as error:  # noqa: BLE001 the others must not wait for what it was
            log_failure("letter_not_delivered", error, outbox_id=letter.outbox_id)
    if due:
        log("outbox_swept", letters=len(due))
