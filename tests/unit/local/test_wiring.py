"""Handlers and the cloud's definition must fit, both ways."""

import pytest
from chalice.app import Chalice, Rate

from infra.definition import SCHEDULES
from localstack.wiring import WiringError, plan_wiring

QUEUES = {"worker-reports": "local-worker-reports"}
STREAMS = {"outbox": "arn:aws:dynamodb:x:0:table/local-outbox/stream/1"}


def _app(*, queue: str = "local-worker-reports", every: int = 1, skip: str = "") -> Chalice:
    app = Chalice(app_name="example")

    @app.on_sqs_message(queue=queue)
    def take_reports(event: object) -> str:
        return f"queue {event}"

    @app.on_dynamodb_record(stream_arn=STREAMS["outbox"])
    def deliver(event: object) -> str:
        return f"stream {event}"

    for schedule in SCHEDULES:
        if schedule.handler != skip:
            app.schedule(Rate(every, Rate.MINUTES), name=schedule.handler)(lambda _event: None)
    return app


def test_a_fitting_application_is_wired_by_logical_names() -> None:
    wiring = plan_wiring(_app(), QUEUES, STREAMS)
    assert set(wiring.queues) == {"worker-reports"}
    assert set(wiring.streams) == {"outbox"}
    assert set(wiring.schedules) == set(SCHEDULES)


def test_a_schedule_without_handler_is_named() -> None:
    with pytest.raises(WiringError, match="sweep_outbox"):
        plan_wiring(_app(skip="sweep_outbox"), QUEUES, STREAMS)


def test_a_handler_of_an_unknown_queue_is_named() -> None:
    with pytest.raises(WiringError, match="local-other"):
        plan_wiring(_app(queue="local-other"), QUEUES, STREAMS)


def test_another_rate_than_the_definitions_is_refused() -> None:
    with pytest.raises(WiringError, match=r"rate\(5 minutes\)"):
        plan_wiring(_app(every=5), QUEUES, STREAMS)


def test_events_that_nobody_delivers_are_refused() -> None:
    app = _app()
    app.on_sns_message(topic="local-operator-alerts")(lambda _event: None)
    with pytest.raises(WiringError, match="nobody here delivers"):
        plan_wiring(app, QUEUES, STREAMS)
