"""The service on the embedded cloud, on free ports and with nothing in it: what benches run on."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import SOCK_DGRAM
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

from localstack import ministack, ports
from localstack.child import Child
from localstack.cloud import Cloud
from localstack.environment import WorkerAddress
from localstack.provision import provision
from localstack.service import Address, Stage, functions_program, worker_program

_HOME = Path(__file__).parents[2] / ".local"


@dataclass
class Stack:
    """A running stage, and the inbox where what it sends arrives."""

    stage: Stage
    url: str

    @property
    def port(self) -> int:
        return self.stage.address.port

    def inbox(self, to: str) -> list[dict[str, Any]]:
        address = f"{self.stage.address.api_url}/dev/inbox.json?to={quote(to)}"
        with urlopen(address, timeout=10) as answer:  # noqa: S310  (our own)
            items: list[dict[str, Any]] = json.load(answer)["items"]
        return items


@contextmanager
def functions_stack(folder: Path) -> Iterator[Stack]:
    """The embedded cloud and the functions behind one port; the worker's address is only kept."""
    cloud_port, port = ports.any_free(), ports.any_free()
    emulator = ministack.program(_HOME, cloud_port, keep_state=False, log=folder / "cloud.log")
    with Child(emulator):
        cloud = Cloud(f"http://127.0.0.1:{cloud_port}")
        stage = Stage(
            cloud=cloud,
            provisioned=provision(cloud),
            address=Address(port, f"http://localhost:{port}"),
            workers=[_worker_address()],
            clock_file=folder / "clock.json",
            logs=folder,
        )
        with Child(functions_program(stage)):
            yield Stack(stage, stage.address.public_url)


@contextmanager
def full_stack(folder: Path) -> Iterator[Stack]:
    """With a real media worker and the built web client (`make web`)."""
    with functions_stack(folder) as stack:
        stage = stack.stage
        with Child(worker_program(stage, stage.workers[0])):
            yield stack


def _worker_address() -> WorkerAddress:
    signal_port = ports.any_free()
    return WorkerAddress(
        worker_id="bench-worker",
        signal_port=signal_port,
        media_port=ports.any_free(kind=SOCK_DGRAM),
        signalling_url=f"ws://127.0.0.1:{signal_port}/signal",
    )
