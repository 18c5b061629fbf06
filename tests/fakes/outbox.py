"""An outbox in memory, and carriers that keep what they carried or refuse it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice

from chalicelib.domain.letters import Mail
from chalicelib.domain.outbox import CLAIM_LIFETIME, Letter
from chalicelib.ports.outbox import DeliveryError


@dataclass
class FakeOutbox:
    letters: dict[str, Letter] = field(default_factory=dict)
    settled: list[str] = field(default_factory=list)

    def add(self, letters: Iterable[Letter]) -> None:
        self.letters |= {letter.outbox_id: letter for letter in letters}

    def to(self, address: str) -> list[Letter]:
        return [letter for letter in self.letters.values() if letter.to == address]

    def claim(self, outbox_id: str, attempts: int, now: datetime) -> Letter | None:
        letter = self.letters.get(outbox_id)
        if letter is None or letter.attempts != attempts:
            return None
        claimed = replace(letter, attempts=attempts + 1, due_at=now + CLAIM_LIFETIME)
        self.letters[outbox_id] = claimed
        return claimed

    def settle(self, letter: Letter) -> None:
        self.letters.pop(letter.outbox_id, None)
        self.settled.append(letter.outbox_id)

    def postpone(self, letter: Letter, due_at: datetime) -> None:
        stored = self.letters.get(letter.outbox_id)
        if stored is not None and stored.attempts == letter.attempts:
            self.letters[letter.outbox_id] = replace(stored, due_at=due_at)

    def list_due(self, now: datetime, limit: int) -> Sequence[Letter]:
        due = sorted(
            (letter for letter in self.letters.values() if letter.due_at <= now),
            key=lambda letter: letter.due_at,
        )
        return list(islice(due, limit))


@dataclass
class FakeMailer:
    refuses: bool = False
    sent: list[tuple[str, Mail]] = field(default_factory=list)

    def send(self, to: str, mail: Mail, idempotency_key: str) -> None:
        if self.refuses:
            raise DeliveryError(idempotency_key)
        self.sent.append((to, mail))


@dataclass
class FakeTextMessenger:
    refuses: bool = False
    sent: list[tuple[str, str]] = field(default_factory=list)

    def send(self, to: str, text: str, idempotency_key: str) -> None:
        if self.refuses:
            raise DeliveryError(idempotency_key)
        self.sent.append((to, text))


@dataclass
class FakeOperatorAlerts:
    published: list[str] = field(default_factory=list)

    def publish(self, subject: str, text: str) -> None:
        self.published.append(f"{subject}: {text}")
