"""New letters, as the outbox table's stream tells of them."""

from datetime import datetime

from chalice.app import DynamoDBEvent

from chalicelib.logs import log_failure
from chalicelib.ports.outbox import OutboxPorts
from chalicelib.usecases.outbox import deliver


def deliver_new(event: DynamoDBEvent, ports: OutboxPorts, now: datetime) -> None:
    """Deliver each; what fails is left to the sweep, so that no letter holds up the stream."""
    for record in event:
        if record.event_name != "INSERT":
            continue
        outbox_id: str = record.keys["outbox_id"]["S"]
        try:
            deliver(outbox_id, 0, ports, now)
        except Exception as error:  # noqa: BLE001 the stream goes on; the sweep tries again
            log_failure("letter_not_delivered", error, outbox_id=outbox_id)
