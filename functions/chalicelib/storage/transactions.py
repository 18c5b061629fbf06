"""Writes over several items that happen together or not at all."""

from functools import cache

from pynamodb.connection import Connection
from pynamodb.transactions import TransactWrite

from chalicelib.storage.tables import TableMeta


@cache
def _connection() -> Connection:
    return Connection(
        region=TableMeta.region,
        connect_timeout_seconds=TableMeta.connect_timeout_seconds,
        read_timeout_seconds=TableMeta.read_timeout_seconds,
        max_pool_connections=TableMeta.max_pool_connections,
    )


def write_together() -> TransactWrite:
    """A context manager that commits at its end; raises TransactWriteError when cancelled."""
    return TransactWrite(connection=_connection())
