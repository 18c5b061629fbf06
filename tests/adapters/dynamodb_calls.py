"""Which calls the repositories make to DynamoDB, by operation."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from chalicelib.storage.tables import connection


@contextmanager
def counted_calls() -> Iterator[list[str]]:
    """The names of the operations asked for while the block runs, in order."""
    calls: list[str] = []

    def note(model: Any, **_: object) -> None:
        calls.append(model.name)

    events = connection().client.meta.events
    events.register("before-call.dynamodb", note)
    try:
        yield calls
    finally:
        events.unregister("before-call.dynamodb", note)
