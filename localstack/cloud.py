"""One place that knows how to reach the local cloud: MiniStack or LocalStack, spoken to alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from botocore.config import Config
from localstack_client.session import Session

from infra.definition import physical_name

REGION = "ap-southeast-1"
# boto3 builds its clients at run time, so they have no type to name.
Client = Any
Emulator = Literal["ministack", "localstack"]

# Emulators take any credentials; these make a leak to the real AWS impossible.
ACCESS_KEY = "test"
SECRET_KEY = "test"  # noqa: S105  # an emulator's password

# An address such as localhost would otherwise become bucket.localhost, which does not resolve.
_CLIENT_CONFIG = Config(
    s3={"addressing_style": "path"},
    max_pool_connections=50,
    retries={"mode": "standard", "max_attempts": 3},
)


@dataclass(frozen=True)
class Cloud:
    """Where the cloud listens, and the stage whose resources are meant."""

    endpoint_url: str
    stage: str = "local"

    def client(self, service: str) -> Client:
        """A boto3 client of this cloud."""
        session = Session(
            aws_access_key_id=ACCESS_KEY,
            aws_secret_access_key=SECRET_KEY,
            region_name=REGION,
            localstack_host=urlsplit(self.endpoint_url).netloc,
        )
        return session.client(service, config=_CLIENT_CONFIG)

    def name(self, logical: str) -> str:
        """The name in this cloud of a resource of `infra.definition`."""
        return physical_name(self.stage, logical)

    def environment(self) -> Mapping[str, str]:
        """What a process needs to use this cloud with plain boto3."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_REGION": REGION,
            "ONMEETING_STAGE": self.stage,
        }
