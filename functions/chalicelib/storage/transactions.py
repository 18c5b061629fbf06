"""Writes over several items that happen together or not at all."""

from pynamodb.transactions import TransactWrite

from chalicelib.storage.tables import connection


def write_together() -> TransactWrite:
    """A context manager that commits at its end; raises TransactWriteError when cancelled."""
    return TransactWrite(connection=connection())
