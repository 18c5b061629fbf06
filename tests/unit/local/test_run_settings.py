"""What `make run` may be told, and the sentences it answers with."""

import socket
from pathlib import Path

import pytest

from localstack import ports
from localstack.errors import LocalCloudError
from localstack.run_settings import Port, check_ports, parse_settings


def test_without_anything_said_it_is_port_8000_on_localhost() -> None:
    settings = parse_settings({})
    assert settings.public_url == "http://localhost:8000"
    assert settings.signalling_url == "ws://127.0.0.1:8010/signal"
    assert (settings.emulator, settings.cloud_url) == ("ministack", None)
    assert [port.number for port in settings.ports()] == [8000, 4566, 8010, 40000]


def test_a_host_means_https_with_signalling_on_the_same_port() -> None:
    settings = parse_settings({"HOST": "localhost", "ONMEETING_HTTPS_PORT": "9443"})
    assert settings.public_url == "https://localhost:9443"
    assert settings.signalling_url == "wss://localhost:9443/signal"
    assert 9443 in [port.number for port in settings.ports()]


def test_localstack_is_an_emulator_that_already_runs() -> None:
    settings = parse_settings({"CLOUD": "localstack", "AWS_ENDPOINT_URL": "http://10.0.0.5:4566"})
    assert (settings.emulator, settings.cloud_url) == ("localstack", "http://10.0.0.5:4566")
    assert 4566 not in [port.number for port in settings.ports()]


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"ONMEETING_PORT": "http"}, "ONMEETING_PORT=http is not a port"),
        ({"ONMEETING_MEDIA_PORT": "70000"}, "ONMEETING_MEDIA_PORT=70000 is not a port"),
        ({"CLOUD": "azure"}, "CLOUD=azure is neither"),
        ({"HOST": "no-such-host.invalid"}, "HOST=no-such-host.invalid is not a name"),
        # 192.0.2.0/24 is for documentation (RFC 5737): no machine has it.
        ({"HOST": "192.0.2.1"}, "not an address of this machine"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(environment: dict[str, str], sentence: str) -> None:
    with pytest.raises(LocalCloudError, match=sentence):
        parse_settings(environment)


@pytest.mark.parametrize(
    ("kind", "protocol"), [(socket.SOCK_STREAM, "TCP"), (socket.SOCK_DGRAM, "UDP")]
)
def test_a_taken_port_is_named_with_its_purpose_and_the_way_out(kind: int, protocol: str) -> None:
    number = ports.any_free(kind=kind)
    with socket.socket(socket.AF_INET, kind) as other:
        other.bind(("127.0.0.1", number))
        if kind == socket.SOCK_STREAM:
            other.listen()
        with pytest.raises(LocalCloudError) as refused:
            check_ports(iter([Port(number, "the web address", "ONMEETING_PORT", kind)]))
    assert str(refused.value) == (
        f"{protocol} port {number} (the web address) is taken by another program. Stop that "
        f"program, or choose another port: make run ONMEETING_PORT={number + 1}"
    )


def test_the_state_is_kept_in_the_checkout(tmp_path: Path) -> None:
    assert parse_settings({}).home.name == ".local"
    assert parse_settings({"ONMEETING_HOME": str(tmp_path)}).home == tmp_path
