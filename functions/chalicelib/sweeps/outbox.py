"""Letters that the stream left behind."""

from datetime import datetime

from chalicelib.logs import log
from chalicelib.ports.outbox import OutboxPorts
from chalicelib.usecases.outbox import sweep


def sweep_outbox(ports: OutboxPorts, now: datetime) -> None:
    due = sweep(ports, now)
    if due:
        log("outbox_swept", letters=due)
