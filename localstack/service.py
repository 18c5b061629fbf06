"""The product's own processes in the local stage: the functions' server and media workers."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from localstack.child import Program
from localstack.cloud import Cloud, Emulator
from localstack.environment import WorkerAddress, functions_environment, worker_environment
from localstack.provision import Provisioned

# Generous: a laptop that builds and indexes at the same time is slow.
_START_TIMEOUT_S = 60.0
_FUNCTIONS_STOP_GRACE_S = 10.0
# A worker lets running meetings go on for its drain time first, 5 s in the local stage.
_WORKER_STOP_GRACE_S = 20.0


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


def functions_program(stage: Stage) -> Program:
    """The functions, their events and the web client on one port."""
    address = stage.address
    origins = ",".join(worker.origin for worker in stage.workers)
    return Program(
        name="the functions' server",
        command=[
            sys.executable, "-m", "localstack", "serve",
            str(address.port), ",".join(address.hosts), origins, stage.emulator,
        ],
        environment=functions_environment(
            stage.cloud, stage.provisioned, stage.clock_file, address.public_url
        ),
        log=stage.logs / "functions.log",
        health_url=f"{address.api_url}/api/health",
        start_timeout_s=_START_TIMEOUT_S,
        stop_grace_s=_FUNCTIONS_STOP_GRACE_S,
    )  # fmt: skip


def worker_program(stage: Stage, worker: WorkerAddress) -> Program:
    """One media worker."""
    address = stage.address
    return Program(
        name=f"the media worker {worker.worker_id}",
        command=[sys.executable, "-m", "media_worker"],
        environment=worker_environment(
            stage.cloud, stage.provisioned, worker, address.api_url, address.origins
        ),
        log=stage.logs / f"{worker.worker_id}.log",
        health_url=f"http://127.0.0.1:{worker.signal_port}/healthz",
        start_timeout_s=_START_TIMEOUT_S,
        stop_grace_s=_WORKER_STOP_GRACE_S,
    )
