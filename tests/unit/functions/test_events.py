"""What the queue brings: each report on its own, and nothing lost."""

import pytest
from chalice.app import SQSEvent
from chalicelib.events.worker_reports import ReportsNotAppliedError, receive_reports

from meeting_contract.reports import PersonBanned, encode_report
from tests.unit.functions.meeting_world import World


def batch(*bodies: str) -> SQSEvent:
    records = [
        {"messageId": str(n), "body": body, "receiptHandle": "h"} for n, body in enumerate(bodies)
    ]
    return SQSEvent({"Records": records}, context=None)


def ban(person_id: str) -> str:
    return encode_report(PersonBanned("r", "w1", "m1", 1, 0, person_id)).decode()


def test_a_good_batch_is_done() -> None:
    world = World()
    receive_reports(batch(ban("p1"), ban("p2")), world.ports, world.clock.now())
    assert world.store.bans == {("m1", "p1"), ("m1", "p2")}


def test_a_bad_report_fails_the_batch_after_the_others_are_applied() -> None:
    """Lambda deletes what a handler returns from, so it must not return."""
    world = World()
    for _ in range(2):
        with pytest.raises(ReportsNotAppliedError):
            receive_reports(
                batch(ban("p1"), "not a report", ban("p2")), world.ports, world.clock.now()
            )
        assert world.store.bans == {("m1", "p1"), ("m1", "p2")}
