"""`make run`: the whole service on this machine, started in order and stopped in reverse."""

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from localstack import ministack, ports, service, web_build
from localstack.child import Child, Program
from localstack.cloud import Cloud, Emulator
from localstack.environment import WorkerAddress
from localstack.errors import LocalCloudError
from localstack.provision import provision
from localstack.run_record import RunRecord, exclusive
from localstack.service import Address, Stage
from localstack.steps import Steps

ROOT = Path(__file__).parents[1]
_WATCH_S = 0.3


@dataclass(frozen=True)
class Port:
    """A port of ours: what it is for, the variable that changes it, and its protocol."""

    number: int
    purpose: str
    variable: str
    kind: int = socket.SOCK_STREAM


@dataclass(frozen=True)
class Settings:
    """What a person may choose: `cloud_url` is an emulator that already runs, else we start one."""

    home: Path
    web_port: int
    cloud_port: int
    signal_port: int
    media_port: int
    cloud_url: str | None
    emulator: Emulator

    def ports(self) -> Iterator[Port]:
        yield Port(self.web_port, "the web address", "ONMEETING_PORT")
        if self.cloud_url is None:
            yield Port(self.cloud_port, "the embedded cloud", "ONMEETING_CLOUD_PORT")
        yield Port(self.signal_port, "the worker's signalling", "ONMEETING_SIGNAL_PORT")
        yield Port(self.media_port, "the worker's media", "ONMEETING_MEDIA_PORT", socket.SOCK_DGRAM)


def parse_settings(environment: Mapping[str, str]) -> Settings:
    """Read the variables of `make run`; raise LocalCloudError with the name of a bad one."""
    cloud = environment.get("CLOUD", "ministack")
    if cloud not in {"ministack", "localstack"}:
        raise LocalCloudError(f"CLOUD={cloud} is neither ministack (the default) nor localstack.")
    outside = cloud == "localstack"
    return Settings(
        home=Path(environment.get("ONMEETING_HOME", ROOT / ".local")),
        web_port=_port(environment, "ONMEETING_PORT", 8000),
        cloud_port=_port(environment, "ONMEETING_CLOUD_PORT", 4566),
        signal_port=_port(environment, "ONMEETING_SIGNAL_PORT", 8010),
        media_port=_port(environment, "ONMEETING_MEDIA_PORT", 40000),
        cloud_url=environment.get("AWS_ENDPOINT_URL", "http://127.0.0.1:4566") if outside else None,
        emulator="localstack" if outside else "ministack",
    )


def _port(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name, str(default))
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise LocalCloudError(f"{name}={text} is not a port: it must be between 1 and 65535.")
    return int(text)


def check_ports(wanted: Iterator[Port]) -> None:
    """Raise with the port, its purpose and the way out when another program has it."""
    for port in wanted:
        if not ports.is_free(port.number, kind=port.kind):
            protocol = "TCP" if port.kind == socket.SOCK_STREAM else "UDP"
            raise LocalCloudError(
                f"{protocol} port {port.number} ({port.purpose}) is taken by another program. "
                f"Stop that program, or choose another port: "
                f"make run {port.variable}={port.number + 1}"
            )


class _Stopped(Exception):  # noqa: N818  # not an error: somebody asked for it
    """SIGINT or SIGTERM arrived."""


def run(settings: Settings, steps: Steps) -> None:
    """Start everything, wait for a signal or a death, stop everything. Raises LocalCloudError."""
    with _signals_raise_stopped(), exclusive(settings.home, _public_url(settings)):
        record = RunRecord(settings.home)
        left = record.end_leftovers()
        if left:
            steps.say(f"  An earlier run was killed; ended {left} processes that it left behind.")
        check_ports(settings.ports())
        try:
            with ExitStack() as running:
                _run_until_stopped(settings, steps, record, running)
        except _Stopped:
            steps.say("  Everything is stopped. What you made is kept for the next run.")
        record.clear()


def _run_until_stopped(
    settings: Settings, steps: Steps, record: RunRecord, running: ExitStack
) -> None:
    steps.say("\nOnMeeting\n")
    if not web_build.is_current(ROOT / "web", settings.home):
        with steps.step("Web client (new, or its sources changed)"):
            web_build.ensure_built(ROOT / "web", settings.home)
    children: list[Child] = []

    def start(program: Program) -> None:
        child = Child(program)
        record.add(child.pid)
        running.callback(_stop, steps, child)
        children.append(child)
        child.wait_until_ready()

    stage = _start_cloud(settings, steps, start)
    with steps.step("Functions and web client"):
        start(service.functions_program(stage))
    for worker in stage.workers:
        with steps.step("Media worker"):
            start(service.worker_program(stage, worker))
    _greet(steps, stage.address)
    while True:
        for child in children:
            child.check()
        time.sleep(_WATCH_S)


def _start_cloud(settings: Settings, steps: Steps, start: Callable[[Program], None]) -> Stage:
    home, url = settings.home, settings.cloud_url
    logs = home / "logs"
    if url is None:
        with steps.step("Embedded cloud"):
            log = logs / "cloud.log"
            start(ministack.program(home, settings.cloud_port, keep_state=True, log=log))
        url = f"http://127.0.0.1:{settings.cloud_port}"
    with steps.step("Tables, queues, topics, buckets, secrets"):
        provisioned = provision(Cloud(url))
    return Stage(
        cloud=Cloud(url),
        provisioned=provisioned,
        address=Address(settings.web_port, _public_url(settings)),
        workers=(_worker(settings),),
        clock_file=home / "state" / "clock.json",
        logs=logs,
        emulator=settings.emulator,
    )


def _worker(settings: Settings) -> WorkerAddress:
    return WorkerAddress(
        worker_id="worker-1",
        signal_port=settings.signal_port,
        media_port=settings.media_port,
        signalling_url=f"ws://127.0.0.1:{settings.signal_port}/signal",
    )


def _public_url(settings: Settings) -> str:
    return f"http://localhost:{settings.web_port}"


def _greet(steps: Steps, address: Address) -> None:
    steps.say(f"\n  OnMeeting     {address.public_url}")
    steps.say(f"  Test inbox    {address.public_url}/dev/inbox   (codes by e-mail and SMS)")
    steps.say(f"  Test clock    {address.public_url}/dev/clock   (moves the product's time)")
    steps.say("\n  Ctrl-C stops everything.\n")


def _stop(steps: Steps, child: Child) -> None:
    with steps.step(f"Stopping {child.program.name}"):
        clean = child.stop()
    if not clean:
        steps.say(f"    It did not end within {child.program.stop_grace_s:.0f} s and was killed.")


@contextmanager
def _signals_raise_stopped() -> Iterator[None]:
    """The first signal stops; later ones are ignored, since stopping takes a bounded time."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        raise _Stopped

    earlier = [signal.signal(number, stop) for number in _SIGNALS]
    try:
        yield
    finally:
        for number, handler in zip(_SIGNALS, earlier, strict=True):
            signal.signal(number, handler)


_SIGNALS: Sequence[signal.Signals] = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main() -> None:
    run(parse_settings(os.environ), Steps())
