"""Which handler of the Chalice application gets which queue, stream and schedule.

Read from what the application registered and held against `infra.definition`, both ways.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from chalice.app import (
    Chalice,
    DynamoDBEventConfig,
    ScheduledEventConfig,
    ScheduleExpression,
    SQSEventConfig,
)

from infra.definition import QUEUES, SCHEDULES, TABLES, Schedule
from localstack.errors import LocalCloudError

Event = dict[str, Any]
Handler = Callable[[Event, object], Any]


class WiringError(LocalCloudError):
    """The functions and the definition of the cloud do not fit together."""


@dataclass(frozen=True)
class Wiring:
    """Handlers by logical name: of the queue, of the table whose stream it is, of the schedule."""

    queues: Mapping[str, Handler]
    streams: Mapping[str, Handler]
    schedules: Mapping[Schedule, Handler]


def plan_wiring(
    app: Chalice, queue_names: Mapping[str, str], stream_arns: Mapping[str, str]
) -> Wiring:
    """Match them up; raise WiringError when one side has what the other lacks."""
    queues: dict[str, Handler] = {}
    streams: dict[str, Handler] = {}
    schedules: dict[str, tuple[str, Handler]] = {}
    for source in app.event_sources:
        handler = app.handler_map[source.name]
        if isinstance(source, SQSEventConfig):
            queues[source.queue or ""] = handler
        elif isinstance(source, DynamoDBEventConfig):
            streams[source.stream_arn] = handler
        elif isinstance(source, ScheduledEventConfig):
            schedules[source.name] = (_expression(source), handler)
        else:
            raise WiringError(f"{source.name} waits for events that nobody here delivers")
    _require_same("queues", queues, queue_names.values())
    _require_same("streams", streams, stream_arns.values())
    _require_same("schedules", schedules, (schedule.handler for schedule in SCHEDULES))
    return Wiring(
        queues={queue.name: queues[queue_names[queue.name]] for queue in QUEUES},
        streams={t.name: streams[stream_arns[t.name]] for t in TABLES if t.stream},
        schedules={schedule: _scheduled(schedule, schedules) for schedule in SCHEDULES},
    )


def _require_same(kind: str, handled: Iterable[str], defined: Iterable[str]) -> None:
    have, want = set(handled), set(defined)
    missing, unknown = want - have, have - want
    if missing or unknown:
        raise WiringError(
            f"{kind} without a handler: {sorted(missing)}, "
            f"not in infra.definition: {sorted(unknown)}"
        )


def _scheduled(schedule: Schedule, handlers: Mapping[str, tuple[str, Handler]]) -> Handler:
    expression, handler = handlers[schedule.handler]
    unit = "minute" if schedule.every_minutes == 1 else "minutes"
    wanted = f"rate({schedule.every_minutes} {unit})"
    if expression != wanted:
        raise WiringError(f"{schedule.handler} runs at {expression}, the definition says {wanted}")
    return handler


def _expression(source: ScheduledEventConfig) -> str:
    expression = source.schedule_expression
    if isinstance(expression, ScheduleExpression):
        return str(expression.to_string())
    return str(expression)
