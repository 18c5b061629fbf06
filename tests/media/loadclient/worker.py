"""A real media worker in a process of its own, and the tokens that let clients in."""

import base64
import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from localstack.ports import any_free
from meeting_contract.token import (
    JOIN_TOKEN_LIFETIME_S,
    JoinClaims,
    Limits,
    Role,
    key_id_of,
    sign_join_token,
)
from tests.media.loadclient.control_plane import control_plane

_ROOT = Path(__file__).parents[3]
_START_TIMEOUT_S = 20
_STOP_TIMEOUT_S = 20
_SETTINGS = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": "ap-southeast-1",
    "ONMEETING_WORKER_SECRET": "a-secret-for-load-runs-only-0123456789",
    "ONMEETING_SIGNAL_HOST": "127.0.0.1",
    "ONMEETING_ALLOWED_ORIGINS": "http://localhost",
    "ONMEETING_DRAIN_S": "0",
}


class WorkerError(Exception):
    """The worker did not start; its log is the text."""


@dataclass(frozen=True)
class Worker:
    """`health_url` answers once it is ready; `log` is where its words go."""

    worker_id: str
    signalling_url: str
    health_url: str
    pid: int
    log: Path
    key: Ed25519PrivateKey = field(repr=False)

    def token(
        self,
        *,
        meeting_id: str,
        participant_id: str,
        limits: Limits,
        role: Role = "guest",
        lobby: bool = False,
    ) -> str:
        now_s = int(time.time())
        claims = JoinClaims(
            aud=self.worker_id,
            jti=secrets.token_hex(16),
            iat=now_s,
            exp=now_s + JOIN_TOKEN_LIFETIME_S,
            meeting_id=meeting_id,
            epoch=1,
            title="Load",
            participant_id=participant_id,
            person_id=participant_id,
            name=participant_id,
            role=role,
            lobby=lobby,
            limits=limits,
            started_at_ms=None,
        )
        return sign_join_token(claims, self.key, key_id_of(self.key.public_key()))


@contextmanager
def running_worker(
    folder: Path, *, address: str = "127.0.0.1", prefix: Sequence[str] = (), capacity: int = 500
) -> Iterator[Worker]:
    """Run `python -m media_worker` with its own control plane; `prefix` is e.g. taskset."""
    key, worker_id = Ed25519PrivateKey.generate(), "load-worker"
    port = any_free()
    with control_plane() as api, (folder / "worker.log").open("w") as log:
        environment = {
            "AWS_ENDPOINT_URL": api,
            "ONMEETING_WORKER_ID": worker_id,
            "ONMEETING_API_URL": api,
            "ONMEETING_JOIN_KEYS": json.dumps(_join_keys(key)),
            "ONMEETING_REPORTS_QUEUE_URL": f"{api}/000000000000/worker-reports",
            "ONMEETING_SIGNAL_PORT": str(port),
            "ONMEETING_SIGNALLING_URL": f"ws://127.0.0.1:{port}/signal",
            "ONMEETING_MEDIA_HOST": address,
            "ONMEETING_MEDIA_PORT": str(any_free(kind=socket.SOCK_DGRAM)),
            "ONMEETING_ANNOUNCE_IP": address,
            "ONMEETING_CAPACITY": str(capacity),
        }
        process = subprocess.Popen(  # noqa: S603
            [*prefix, sys.executable, "-m", "media_worker"],
            cwd=_ROOT,
            env=os.environ | _SETTINGS | environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        worker = Worker(
            worker_id,
            f"ws://127.0.0.1:{port}/signal",
            f"http://127.0.0.1:{port}/healthz",
            process.pid,
            folder / "worker.log",
            key,
        )
        try:
            _wait_until_ready(worker, process)
            yield worker
        finally:
            _stop(process)


def _join_keys(key: Ed25519PrivateKey) -> dict[str, str]:
    public = key.public_key()
    return {key_id_of(public): base64.urlsafe_b64encode(public.public_bytes_raw()).decode()}


def _stop(process: subprocess.Popen[bytes]) -> None:
    """A worker that does not drain is a fault of its own: say so, and leave nothing behind."""
    process.terminate()
    try:
        process.wait(_STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise


def _wait_until_ready(worker: Worker, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_TIMEOUT_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(worker.health_url, timeout=1):  # noqa: S310  (our own)
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
    raise WorkerError(worker.log.read_text())
