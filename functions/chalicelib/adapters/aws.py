"""AWS clients by service: boto3's in a cloud, localstack-client's in the local stage."""

from functools import cached_property
from typing import Any

from chalicelib.config import Config


class Aws:
    """Sessions and clients are made when first used: each costs tens of milliseconds."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._clients: dict[str, Any] = {}

    def client(self, service: str) -> Any:  # noqa: ANN401 boto3's clients are generated at run time
        """One client a service and process; boto3's clients may be shared by threads."""
        if service not in self._clients:
            self._clients[service] = self._session.client(service, config=self._client_config)
        return self._clients[service]

    @cached_property
    def _client_config(self) -> Any:  # noqa: ANN401 botocore is untyped
        from botocore.config import Config as ClientConfig  # noqa: PLC0415 see _session

        # Emulators have no bucket.localhost.
        addressing = "path" if self._config.stage == "local" else "auto"
        return ClientConfig(
            connect_timeout=2,
            read_timeout=5,
            max_pool_connections=32,
            retries={"mode": "standard", "max_attempts": 3},
            s3={"addressing_style": addressing},
        )

    @cached_property
    def _session(self) -> Any:  # noqa: ANN401 see client
        # Both are imported here: a cold start that only reads a table never needs them.
        if self._config.stage == "local":
            from localstack_client.session import Session  # noqa: PLC0415

            return Session(region_name=self._config.region)
        from boto3.session import Session as CloudSession  # noqa: PLC0415

        return CloudSession(region_name=self._config.region)
