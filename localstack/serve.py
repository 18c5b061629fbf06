"""The functions' process of the local stage: their HTTP side, their events, the web client."""

import importlib
import logging
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from chalice.app import Chalice

from localstack.clock_file import ClockFile
from localstack.cloud import Cloud, Emulator
from localstack.dev_inbox import Inbox
from localstack.dev_routes import DevRoutes
from localstack.errors import LocalCloudError
from localstack.gateway import FunctionsGateway
from localstack.provision import provision
from localstack.pump import Pump
from localstack.server import Site, create_server, security_headers
from localstack.static_files import StaticFiles
from localstack.wiring import plan_wiring

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class ServeSettings:
    """`hosts` are the names this site answers to; `signalling_origins` are the workers'."""

    port: int
    hosts: Sequence[str]
    signalling_origins: Sequence[str]
    web: Path = ROOT / "web" / "dist"
    emulator: Emulator = "ministack"


def serve(settings: ServeSettings, environment: Mapping[str, str]) -> None:
    """Serve until SIGTERM or SIGINT, then finish what is being handled."""
    if environment.get("ONMEETING_STAGE") != "local":
        raise LocalCloudError("This server, with its inbox and clock, is for the local stage only.")
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    cloud = Cloud(environment["AWS_ENDPOINT_URL"])
    clock = ClockFile(Path(environment["ONMEETING_CLOCK_FILE"]))
    provisioned = provision(cloud)
    app = load_functions()
    queue_names = {name: cloud.name(name) for name in provisioned.queue_urls}
    pump = Pump(cloud, provisioned, plan_wiring(app, queue_names, provisioned.stream_arns), clock)
    site = Site(
        functions=FunctionsGateway(app),
        web=StaticFiles(settings.web),
        dev=DevRoutes(Inbox(cloud.endpoint_url, settings.emulator), clock, pump.clock_moved),
        hosts=frozenset(settings.hosts),
        headers=security_headers(settings.signalling_origins),
    )
    _run(site, settings.port, pump)


def load_functions() -> Chalice:
    """Import the application as Lambda does: `functions/` is the root of its modules."""
    sys.path.insert(0, str(ROOT / "functions"))
    app: Chalice = importlib.import_module("app").app
    return app


def _run(site: Site, port: int, pump: Pump) -> None:
    server = create_server(site, port)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise SystemExit

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    pump.start()
    try:
        # waitress ends its loop on SystemExit and lets running requests finish.
        server.run()
    finally:
        server.close()
        pump.stop()


def main(arguments: Sequence[str]) -> None:
    """`python -m localstack serve PORT HOSTS SIGNALLING_ORIGINS EMULATOR`, lists with commas."""
    port, hosts, origins, emulator = arguments
    settings = ServeSettings(
        port=int(port),
        hosts=hosts.split(","),
        signalling_origins=origins.split(","),
        emulator="localstack" if emulator == "localstack" else "ministack",
    )
    serve(settings, os.environ)
