"""What each process of the local stage finds in its environment."""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from localstack.cloud import Cloud
from localstack.provision import Provisioned
from meeting_contract.token import key_id_of


@dataclass(frozen=True)
class WorkerAddress:
    """Where one media worker listens, and the addresses browsers are told.

    Signalling stays on 127.0.0.1: what other devices open is the https front.
    """

    worker_id: str
    signal_port: int
    media_port: int
    signalling_url: str
    media_host: str = "127.0.0.1"

    @property
    def origin(self) -> str:
        """The signalling address without its path, for the page's content security policy."""
        return "/".join(self.signalling_url.split("/", 3)[:3])


def functions_environment(
    cloud: Cloud, provisioned: Provisioned, clock_file: Path, public_url: str
) -> Mapping[str, str]:
    return {
        **cloud.environment(),
        "ONMEETING_CLOCK_FILE": str(clock_file),
        "ONMEETING_PUBLIC_URL": public_url,
        "OUTBOX_STREAM_ARN": provisioned.stream_arns["outbox"],
    }


def worker_environment(
    cloud: Cloud,
    provisioned: Provisioned,
    worker: WorkerAddress,
    api_url: str,
    origins: Sequence[str],
) -> Mapping[str, str]:
    return {
        **cloud.environment(),
        "ONMEETING_WORKER_ID": worker.worker_id,
        "ONMEETING_API_URL": api_url,
        "ONMEETING_WORKER_SECRET": provisioned.secrets["worker-secret"],
        "ONMEETING_JOIN_KEYS": json.dumps(join_keys(provisioned.secrets["join-token-key"])),
        "ONMEETING_REPORTS_QUEUE_URL": provisioned.queue_urls["worker-reports"],
        "ONMEETING_SIGNAL_HOST": "127.0.0.1",
        "ONMEETING_SIGNAL_PORT": str(worker.signal_port),
        "ONMEETING_MEDIA_HOST": worker.media_host,
        "ONMEETING_MEDIA_PORT": str(worker.media_port),
        "ONMEETING_ANNOUNCE_IP": worker.media_host,
        "ONMEETING_SIGNALLING_URL": worker.signalling_url,
        "ONMEETING_ALLOWED_ORIGINS": " ".join(origins),
    }


def join_keys(private_pem: str) -> Mapping[str, str]:
    """The public half of the join token key, as workers are given it: id → base64url."""
    private = load_pem_private_key(private_pem.encode(), password=None)
    if not isinstance(private, Ed25519PrivateKey):
        raise TypeError("the join token key is not an Ed25519 key")
    public = private.public_key()
    return {key_id_of(public): base64.urlsafe_b64encode(public.public_bytes_raw()).decode()}
