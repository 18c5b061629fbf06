"""`make run`: the whole service on this machine, started in order and stopped in reverse."""

import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from types import FrameType

from localstack import ministack, service, web_build
from localstack.certificate import ensure_certificate
from localstack.child import Child, Program
from localstack.cloud import Cloud
from localstack.environment import WorkerAddress
from localstack.provision import provision
from localstack.run_record import RunRecord, exclusive
from localstack.run_settings import ROOT, Settings, check_ports, parse_settings
from localstack.service import Address, Stage
from localstack.steps import Steps
from localstack.tls_front import FrontSettings, TlsFront

_WATCH_S = 0.3


class _Stopped(Exception):  # noqa: N818  # not an error: somebody asked for it
    """SIGINT or SIGTERM arrived."""


def run(settings: Settings, steps: Steps) -> None:
    """Start everything, wait for a signal or a death, stop everything. Raises LocalCloudError."""
    with _signals_raise_stopped(), exclusive(settings.home, settings.public_url):
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
    web_build.ensure_built(ROOT / "web", settings.home, steps)
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
    if settings.host is not None:
        with steps.step(f"https for {settings.host}"):
            _start_front(settings, settings.host, running)
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
        address=_address(settings),
        workers=(_worker(settings),),
        clock_file=home / "state" / "clock.json",
        logs=logs,
        emulator=settings.emulator,
    )


def _address(settings: Settings) -> Address:
    local = ("localhost", "127.0.0.1")
    hosts = local if settings.host is None else (*local, settings.host)
    return Address(settings.web_port, settings.public_url, hosts)


def _worker(settings: Settings) -> WorkerAddress:
    return WorkerAddress(
        worker_id="worker-1",
        signal_port=settings.signal_port,
        media_port=settings.media_port,
        signalling_url=settings.signalling_url,
        media_host=settings.host_address,
    )


def _start_front(settings: Settings, host: str, running: ExitStack) -> None:
    certificate, key = ensure_certificate(settings.home / "tls", host, datetime.now(UTC))
    front = TlsFront(
        FrontSettings(
            address=settings.host_address,
            port=settings.https_port,
            site_port=settings.web_port,
            signal_port=settings.signal_port,
            certificate=certificate,
            key=key,
        )
    )
    front.start()
    running.callback(front.stop)


def _greet(steps: Steps, address: Address) -> None:
    steps.say(f"\n  OnMeeting     {address.public_url}")
    steps.say(f"  Test inbox    {address.public_url}/dev/inbox   (codes by e-mail and SMS)")
    steps.say(f"  Test clock    {address.public_url}/dev/clock   (moves the product's time)")
    if address.public_url.startswith("https:"):
        steps.say("\n  Browsers warn once: this machine signed its certificate itself.")
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
    settings = parse_settings(os.environ)
    # localstack-client lets this variable win over the address it is given: a developer's own
    # setting must not send the embedded cloud's resources elsewhere.
    os.environ.pop("AWS_ENDPOINT_URL", None)
    run(settings, Steps())
