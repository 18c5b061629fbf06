"""What all tables share: the stage's names, connections, and the units of their attributes.

`*_at` attributes are UTC milliseconds; `expires_at` is seconds, as DynamoDB's TTL wants it, and
only cleans up: rules never wait for it (deletion may take two days).
"""

import os

from chalicelib.config import LOCAL_REGION, physical_name

# Read at import because pynamodb binds tables to classes; `load_config` refuses a missing stage.
STAGE = os.environ.get("ONMEETING_STAGE", "local")
REGION = os.environ.get("AWS_DEFAULT_REGION", LOCAL_REGION)


class TableMeta:
    """Defaults for a model's Meta. The endpoint is botocore's own: AWS_ENDPOINT_URL or AWS."""

    region = REGION
    connect_timeout_seconds = 2
    read_timeout_seconds = 5
    max_pool_connections = 32


def table_name(logical: str) -> str:
    return physical_name(STAGE, logical)
