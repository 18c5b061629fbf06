"""The product's own processes in the local stage: the functions' server and media workers."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from localstack.child import Child
from localstack.cloud import Cloud, Emulator
from localstack.environment import WorkerAddress, functions_environment, worker_environment
from localstack.errors import LocalCloudError
from localstack.provision import Provisioned

START_TIMEOUT_S = 30.0
FUNCTIONS_STOP_GRACE_S = 10.0
# A worker lets running meetings go on for its drain time first, 5 s in the local stage.
WORKER_STOP_GRACE_S = 20.0


@dataclass(frozen=True)
class Address:
    """Where the functions and the web client answer: the port, and what people type."""

    port: int
    public_url: str
    hosts: Sequence[str] = ("localhost", "127.0.0.1")

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def origins(self) -> tuple[str, ...]:
        """Pages from here may open a socket to a worker."""
        local = (f"http://localhost:{self.port}", self.api_url)
        return tuple(dict.fromkeys((self.public_url, *local)))


@dataclass(frozen=True)
class Stage:
    """One running local stage: its cloud, its addresses, its clock, and where its logs go."""

    cloud: Cloud
    provisioned: Provisioned
    address: Address
    workers: Sequence[WorkerAddress]
    clock_file: Path
    logs: Path
    emulator: Emulator = "ministack"


def start_functions(stage: Stage) -> Child:
    """Start the functions, their events and the web client on one port; wait for an answer."""
    address = stage.address
    origins = ",".join(worker.origin for worker in stage.workers)
    child = Child(
        "the functions' server",
        [
            sys.executable, "-m", "localstack", "serve",
            str(address.port), ",".join(address.hosts), origins, stage.emulator,
        ],
        functions_environment(
            stage.cloud, stage.provisioned, stage.clock_file, address.public_url
        ),
        stage.logs / "functions.log",
    )  # fmt: skip
    return _awaited(child, f"{address.api_url}/api/health", FUNCTIONS_STOP_GRACE_S)


def start_worker(stage: Stage, worker: WorkerAddress) -> Child:
    """Start one media worker and wait for an answer."""
    address = stage.address
    child = Child(
        f"the media worker {worker.worker_id}",
        [sys.executable, "-m", "media_worker"],
        worker_environment(
            stage.cloud, stage.provisioned, worker, address.api_url, address.origins
        ),
        stage.logs / f"{worker.worker_id}.log",
    )
    health = f"http://{worker.host}:{worker.signal_port}/healthz"
    return _awaited(child, health, WORKER_STOP_GRACE_S)


def _awaited(child: Child, url: str, grace_s: float) -> Child:
    try:
        child.wait_until_answering(url, START_TIMEOUT_S)
    except LocalCloudError:
        child.stop(grace_s)
        raise
    return child
