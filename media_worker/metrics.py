"""Metrics in Prometheus' text format (version 0.0.4)."""

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

PROMETHEUS_TEXT = "text/plain; version=0.0.4"


@dataclass(frozen=True)
class Metric:
    """A counter's name ends in `_total`; units are part of a name."""

    name: str
    kind: Literal["counter", "gauge"]
    meaning: str
    value: float


def of_counters(prefix: str, counters: object) -> Iterator[Metric]:
    """Yield the numbers of a dataclass, and of the dataclasses inside it, as counters."""
    for field in dataclasses.fields(counters):  # type: ignore[arg-type]
        value = getattr(counters, field.name)
        if dataclasses.is_dataclass(value):
            yield from of_counters(prefix, value)
        else:
            name = f"{prefix}_{field.name}"
            yield Metric(f"{name}_total", "counter", field.name.replace("_", " "), value)


def render(metrics: Iterable[Metric]) -> str:
    lines = []
    for metric in metrics:
        lines.append(f"# HELP {metric.name} {metric.meaning}")
        lines.append(f"# TYPE {metric.name} {metric.kind}")
        lines.append(f"{metric.name} {metric.value}")
    return "\n".join(lines) + "\n"
