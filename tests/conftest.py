"""Fixtures that more than one kind of test uses: the embedded cloud, and the service on it."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from localstack import ministack, ports, service
from localstack.child import Child
from localstack.cloud import Cloud
from localstack.environment import WorkerAddress
from localstack.provision import Provisioned, provision
from localstack.service import Address, Stage

HOME = Path(__file__).parents[1] / ".local"


@contextmanager
def embedded_cloud(logs: Path) -> Iterator[Cloud]:
    """MiniStack on a free port with nothing in it but what `infra.definition` describes."""
    # A developer's own setting must not send the tests to another cloud.
    os.environ.pop("AWS_ENDPOINT_URL", None)
    port = ports.any_free()
    with Child(ministack.program(HOME, port, keep_state=False, log=logs / "cloud.log")):
        cloud = Cloud(f"http://127.0.0.1:{port}")
        provision(cloud)
        yield cloud


@pytest.fixture(scope="session")
def local_cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    """One a session, so tests make their own accounts and meetings.

    `local_cloud.client("dynamodb")` speaks to it and `local_cloud.environment()` is what a process
    needs to use it.
    """
    with embedded_cloud(tmp_path_factory.mktemp("cloud")) as cloud:
        yield cloud


@pytest.fixture(scope="session")
def provisioned(local_cloud: Cloud) -> Provisioned:
    """The addresses of the queues, streams, topics and secrets of `local_cloud`."""
    return provision(local_cloud)


@dataclass(frozen=True)
class Served:
    """The functions and their events behind one address, with a clock that tests move."""

    url: str
    stage: Stage

    def advance(self, seconds: int) -> None:
        """Move the product's time forward; due schedules run at once."""
        httpx.post(f"{self.url}/dev/clock", json={"advance_s": seconds}).raise_for_status()

    def inbox(self, to: str) -> list[dict[str, Any]]:
        """What was sent to this address or number, newest first."""
        answer = httpx.get(f"{self.url}/dev/inbox.json", params={"to": to}).raise_for_status()
        items: list[dict[str, Any]] = answer.json()["items"]
        return items


@pytest.fixture(scope="module")
def served(
    local_cloud: Cloud, provisioned: Provisioned, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """The functions' server as `make run` starts it, on a free port, for one test module.

    No worker runs: `worker` starts the one whose address is reserved here.
    """
    folder = tmp_path_factory.mktemp("served")
    port, signal_port = ports.any_free(), ports.any_free()
    stage = Stage(
        cloud=local_cloud,
        provisioned=provisioned,
        address=Address(port, f"http://localhost:{port}"),
        workers=(
            WorkerAddress(
                worker_id=f"worker-{signal_port}",
                signal_port=signal_port,
                media_port=ports.any_free(kind=socket.SOCK_DGRAM),
                signalling_url=f"ws://127.0.0.1:{signal_port}/signal",
            ),
        ),
        clock_file=folder / "clock.json",
        logs=folder,
    )
    with Child(service.functions_program(stage)):
        yield Served(stage.address.api_url, stage)


@pytest.fixture(scope="module")
def worker(served: Served) -> Iterator[WorkerAddress]:
    """A real media worker of the `served` functions."""
    address = served.stage.workers[0]
    with Child(service.worker_program(served.stage, address)):
        yield address
