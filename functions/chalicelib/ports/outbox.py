"""What delivering letters needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib.domain.letters import Mail
from chalicelib.domain.outbox import Letter


class DeliveryError(Exception):
    """The carrier did not take it; trying again may help."""


class Mailer(Protocol):
    def send(self, to: str, mail: Mail, idempotency_key: str) -> None:
        """Hand over; raise DeliveryError."""


class TextMessenger(Protocol):
    def send(self, to: str, text: str, idempotency_key: str) -> None:
        """Hand over; raise DeliveryError."""


class OperatorAlerts(Protocol):
    def publish(self, subject: str, text: str) -> None:
        """Tell the people on duty; no personal data."""


class Outbox(Protocol):
    """Letters in waiting; they are written by the transactions that cause them."""

    def claim(self, outbox_id: str, attempts: int, now: datetime) -> Letter | None:
        """Begin the attempt after `attempts` earlier ones; None when somebody else did."""

    def settle(self, letter: Letter) -> None:
        """It is over (delivered, useless or given up): forget addressee and content."""

    def postpone(self, letter: Letter, due_at: datetime) -> None:
        """Try again then, unless somebody else has begun to meanwhile."""

    def list_due(self, now: datetime, limit: int) -> Sequence[Letter]:
        """The oldest first."""


@dataclass(frozen=True)
class OutboxPorts:
    outbox: Outbox
    mailer: Mailer
    texts: TextMessenger
    alerts: OperatorAlerts
