"""Deliver letters: claim, hand over, settle; at least once, never two at a time."""

from datetime import datetime

from chalicelib.domain.letters import render_mail, render_text_message
from chalicelib.domain.outbox import MAX_ATTEMPTS, Letter, retry_at
from chalicelib.ports.outbox import DeliveryError, OutboxPorts


def deliver(outbox_id: str, attempts: int, ports: OutboxPorts, now: datetime) -> None:
    """Try the letter once if nobody else is at it; a failure only sets the time of the next try."""
    letter = ports.outbox.claim(outbox_id, attempts, now)
    if letter is None:
        return
    if letter.is_useless(now):
        ports.outbox.settle(letter)
        return
    if letter.attempts > MAX_ATTEMPTS:
        # Deliverers died over it without a word.
        _give_up(letter, ports)
        return
    try:
        _hand_over(letter, ports)
    except DeliveryError:
        _after_failure(letter, ports, now)
        return
    ports.outbox.settle(letter)


def _hand_over(letter: Letter, ports: OutboxPorts) -> None:
    if letter.medium == "email":
        ports.mailer.send(letter.to, render_mail(letter), letter.outbox_id)
    else:
        ports.texts.send(letter.to, render_text_message(letter), letter.outbox_id)


def _after_failure(letter: Letter, ports: OutboxPorts, now: datetime) -> None:
    due_at = retry_at(letter.attempts, now)
    if due_at is not None:
        ports.outbox.postpone(letter, due_at)
        return
    _give_up(letter, ports)


def _give_up(letter: Letter, ports: OutboxPorts) -> None:
    ports.alerts.publish(
        "A letter could not be delivered",
        f"outbox_id {letter.outbox_id}, {letter.medium} {letter.template}, "
        f"{letter.attempts} attempts",
    )
    ports.outbox.settle(letter)
