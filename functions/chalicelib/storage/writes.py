"""Writes with conditions: over several items at once, or dropped when the item has moved on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pynamodb.exceptions import DeleteError, TransactWriteError, UpdateError
from pynamodb.transactions import TransactWrite

from chalicelib.storage.tables import connection

_CONFLICTS_BORNE = 3


def write_together() -> TransactWrite:
    """A context manager that commits at its end; raises TransactWriteError when cancelled."""
    return TransactWrite(connection=connection())


def was_cancelled(error: TransactWriteError) -> bool:
    """A condition or another transaction was in the way, as opposed to a fault."""
    return error.cause_response_code == "TransactionCanceledException"


@contextmanager
def unless_condition_fails() -> Iterator[None]:
    """For writes that mean nothing once the item has moved on."""
    try:
        yield
    except (UpdateError, DeleteError) as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise


def past_conflicts(write: Callable[[], object]) -> None:
    """Write again while transactions hold the item: each does for a moment only."""
    for _ in range(_CONFLICTS_BORNE):
        try:
            write()
        except UpdateError as error:
            if error.cause_response_code != "TransactionConflictException":
                raise
        else:
            return
    write()
