"""The application: composition only. Which routes, events and schedules there are, and no rules."""

import os

from chalice.app import Chalice, CloudWatchEvent, DynamoDBEvent, Rate, SQSEvent
from chalicelib.config import load_config
from chalicelib.container import Container
from chalicelib.events.outbox import deliver_new
from chalicelib.events.worker_reports import receive_reports
from chalicelib.logs import set_up_logs
from chalicelib.routes import (
    accounts,
    attendance,
    meeting_joins,
    meetings,
    policies,
    service,
    sessions,
    workers,
)
from chalicelib.routes.api import Route
from chalicelib.routes.serve import Edge
from chalicelib.routes.service import ServicePorts
from chalicelib.sweeps import meetings as meetings_sweep
from chalicelib.sweeps import outbox as outbox_sweep

set_up_logs()
app = Chalice(app_name="onmeeting")
config = load_config(os.environ)
container = Container(config)
edge = Edge(ports=lambda: container.edge, origins=config.origins)

AREAS = (
    (accounts.routes, lambda: container.accounts),
    (sessions.routes, lambda: container.accounts),
    (policies.routes, lambda: container.accounts),
    (meetings.routes, lambda: container.meetings),
    (meeting_joins.routes, lambda: container.meetings),
    (attendance.routes, lambda: container.meetings),
    (workers.routes, lambda: container.meetings),
    (service.routes, lambda: ServicePorts(all_routes)),
)


def all_routes() -> list[Route]:
    """Every route of the application; guards hold Chalice's own table to it."""
    return [route for routes, _ in AREAS for route in routes.entries]


for area_routes, area_ports in AREAS:
    app.register_blueprint(edge.blueprint(area_routes.tag, area_routes, area_ports))


@app.on_dynamodb_record(stream_arn=config.outbox_stream_arn, name="deliver_letters")
def deliver_letters(event: DynamoDBEvent) -> None:
    deliver_new(event, container.outbox, container.edge.clock.now())


@app.schedule(Rate(1, unit=Rate.MINUTES), name="sweep_outbox")
def sweep_outbox(_event: CloudWatchEvent) -> None:
    outbox_sweep.sweep_outbox(container.outbox, container.edge.clock.now())


@app.on_sqs_message(queue=config.physical_name("worker-reports"), name="apply_worker_reports")
def apply_worker_reports(event: SQSEvent) -> None:
    receive_reports(event, container.meetings, container.edge.clock.now())


@app.schedule(Rate(1, unit=Rate.MINUTES), name="sweep_meetings")
def sweep_meetings(_event: CloudWatchEvent) -> None:
    meetings_sweep.sweep_meetings(container.meetings, container.edge.clock.now())
