"""The service on the embedded cloud, on free ports and with nothing in it: what benches run on."""

import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import SOCK_DGRAM
from sys import executable

from localstack import ministack, ports
from localstack.child import Child
from localstack.clock_file import ClockFile
from localstack.cloud import Cloud
from localstack.environment import WorkerAddress, functions_environment, worker_environment
from localstack.provision import Provisioned, provision

_HOME = Path(__file__).parents[2] / ".local"
_START_TIMEOUT_S = 30
_STOP_GRACE_S = 10


@dataclass(frozen=True)
class Stack:
    port: int
    cloud: Cloud
    provisioned: Provisioned
    worker: WorkerAddress
    folder: Path

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"


@contextmanager
def functions_stack(folder: Path) -> Iterator[Stack]:
    """The embedded cloud and the functions behind one port; no worker."""
    with ExitStack() as running:
        cloud_port, port = ports.any_free(), ports.any_free()
        child = ministack.start(_HOME, cloud_port, keep_state=False, log=folder / "cloud.log")
        running.callback(child.stop, ministack.STOP_GRACE_S)
        cloud = Cloud(f"http://127.0.0.1:{cloud_port}")
        stack = Stack(port, cloud, provision(cloud), _worker_address(), folder)
        running.callback(_serve(stack).stop, _STOP_GRACE_S)
        _wait_until_healthy(f"http://127.0.0.1:{port}/api/health")
        yield stack


@contextmanager
def full_stack(folder: Path) -> Iterator[Stack]:
    """With a real media worker and the built web client (`make web`)."""
    with functions_stack(folder) as stack, ExitStack() as running:
        environment = worker_environment(
            stack.cloud,
            stack.provisioned,
            stack.worker,
            f"http://127.0.0.1:{stack.port}",
            [stack.url],
        )
        command = [executable, "-m", "media_worker"]
        child = Child("the media worker", command, environment, folder / "worker.log")
        running.callback(child.stop, _STOP_GRACE_S)
        _wait_until_healthy(f"http://127.0.0.1:{stack.worker.signal_port}/healthz")
        yield stack


def _worker_address() -> WorkerAddress:
    signal_port = ports.any_free()
    return WorkerAddress(
        worker_id="bench-worker",
        signal_port=signal_port,
        media_port=ports.any_free(kind=SOCK_DGRAM),
        signalling_url=f"ws://localhost:{signal_port}/signal",
    )


def _serve(stack: Stack) -> Child:
    clock = ClockFile(stack.folder / "clock.json")
    arguments = [str(stack.port), "localhost,127.0.0.1", stack.worker.origin, "ministack"]
    return Child(
        "the functions",
        [executable, "-m", "localstack", "serve", *arguments],
        functions_environment(stack.cloud, stack.provisioned, clock.path, stack.url),
        stack.folder / "functions.log",
    )


def _wait_until_healthy(url: str) -> None:
    deadline = time.monotonic() + _START_TIMEOUT_S
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310  (our own)
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    raise TimeoutError(f"{url} did not answer within {_START_TIMEOUT_S} s")
