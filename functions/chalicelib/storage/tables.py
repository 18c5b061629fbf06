"""What all tables share: the stage's names, connections, and the units of their attributes.

`*_at` attributes are UTC milliseconds; `expires_at` is seconds, as DynamoDB's TTL wants it, and
only cleans up: rules never wait for it (deletion may take two days).
"""

import os
from functools import cache

from pynamodb.connection import Connection
from pynamodb.connection.table import TableConnection
from pynamodb.models import Model

from chalicelib.config import LOCAL_REGION, physical_name

# Read at import because pynamodb binds tables to classes; `load_config` refuses a missing stage.
STAGE = os.environ.get("ONMEETING_STAGE", "local")
REGION = os.environ.get("AWS_DEFAULT_REGION", LOCAL_REGION)


@cache
def connection() -> Connection:
    """The one connection. The endpoint is botocore's own: AWS_ENDPOINT_URL or AWS."""
    return Connection(
        region=REGION,
        connect_timeout_seconds=2,
        read_timeout_seconds=5,
        max_pool_connections=32,
    )


class TableItem(Model):
    """A model on the shared connection.

    pynamodb gives each model a client of its own, which reads the whole description of DynamoDB:
    tens of milliseconds a table in the first request after a cold start.
    """

    @classmethod
    def _get_connection(cls) -> TableConnection:
        table = super()._get_connection()
        if table.connection is not connection():
            connection().add_meta_table(table.connection.get_meta_table(table.table_name))
            table.connection = connection()
        return table


def table_name(logical: str) -> str:
    return physical_name(STAGE, logical)
