"""What a person may choose about `make run`, read from the environment and checked."""

import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from localstack import ports
from localstack.cloud import Emulator
from localstack.errors import LocalCloudError

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Port:
    """A port of ours: what it is for, the variable that changes it, protocol and interface."""

    number: int
    purpose: str
    variable: str
    kind: int = socket.SOCK_STREAM
    address: str = "127.0.0.1"


@dataclass(frozen=True)
class Settings:
    """What a person may choose.

    `cloud_url` is an emulator that already runs, else we start one. `host` is the name or address
    under which other devices reach this machine by https, `host_address` the interface it means.
    """

    home: Path
    web_port: int
    cloud_port: int
    signal_port: int
    media_port: int
    https_port: int
    cloud_url: str | None
    emulator: Emulator
    host: str | None
    host_address: str = "127.0.0.1"

    @property
    def public_url(self) -> str:
        if self.host is None:
            return f"http://localhost:{self.web_port}"
        return f"https://{self.host}:{self.https_port}"

    @property
    def signalling_url(self) -> str:
        if self.host is None:
            return f"ws://127.0.0.1:{self.signal_port}/signal"
        return f"wss://{self.host}:{self.https_port}/signal"

    def ports(self) -> Iterator[Port]:
        yield Port(self.web_port, "the web address", "ONMEETING_PORT")
        if self.cloud_url is None:
            yield Port(self.cloud_port, "the embedded cloud", "ONMEETING_CLOUD_PORT")
        yield Port(self.signal_port, "the worker's signalling", "ONMEETING_SIGNAL_PORT")
        host, udp = self.host_address, socket.SOCK_DGRAM
        yield Port(self.media_port, "the worker's media", "ONMEETING_MEDIA_PORT", udp, host)
        if self.host is not None:
            yield Port(self.https_port, "https", "ONMEETING_HTTPS_PORT", address=host)


def parse_settings(environment: Mapping[str, str]) -> Settings:
    """Read the variables of `make run`; raise LocalCloudError with the name of a bad one."""
    cloud = environment.get("CLOUD", "ministack")
    if cloud not in {"ministack", "localstack"}:
        raise LocalCloudError(f"CLOUD={cloud} is neither ministack (the default) nor localstack.")
    outside = cloud == "localstack"
    host = environment.get("HOST") or None
    return Settings(
        home=Path(environment.get("ONMEETING_HOME", ROOT / ".local")),
        web_port=_port(environment, "ONMEETING_PORT", 8000),
        cloud_port=_port(environment, "ONMEETING_CLOUD_PORT", 4566),
        signal_port=_port(environment, "ONMEETING_SIGNAL_PORT", 8010),
        media_port=_port(environment, "ONMEETING_MEDIA_PORT", 40000),
        https_port=_port(environment, "ONMEETING_HTTPS_PORT", 8443),
        cloud_url=environment.get("AWS_ENDPOINT_URL", "http://127.0.0.1:4566") if outside else None,
        emulator="localstack" if outside else "ministack",
        host=host,
        host_address="127.0.0.1" if host is None else _resolve(host),
    )


def _resolve(host: str) -> str:
    try:
        address = socket.gethostbyname(host)
    except OSError:
        raise LocalCloudError(f"HOST={host} is not a name or address known here.") from None
    if not ports.is_free(0, address):
        raise LocalCloudError(
            f"HOST={host} means {address}, which is not an address of this machine."
        )
    return address


def _port(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name, str(default))
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise LocalCloudError(f"{name}={text} is not a port: it must be between 1 and 65535.")
    return int(text)


def check_ports(wanted: Iterator[Port]) -> None:
    """Raise with the port, its purpose and the way out when another program has it."""
    for port in wanted:
        if not ports.is_free(port.number, port.address, port.kind):
            protocol = "TCP" if port.kind == socket.SOCK_STREAM else "UDP"
            raise LocalCloudError(
                f"{protocol} port {port.number} ({port.purpose}) is taken by another program. "
                f"Stop that program, or choose another port: "
                f"make run {port.variable}={port.number + 1}"
            )
