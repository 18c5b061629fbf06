"""What a worker is told: checked once, with the name of what is wrong."""

import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from media_worker.config import ConfigError, parse_config

PUBLIC = Ed25519PrivateKey.generate().public_key()
ENV = {
    "ONMEETING_WORKER_ID": "worker-1",
    "ONMEETING_API_URL": "http://127.0.0.1:8000",
    "ONMEETING_WORKER_SECRET": "very secret",
    "ONMEETING_JOIN_KEYS": json.dumps(
        {"k1": base64.urlsafe_b64encode(PUBLIC.public_bytes_raw()).decode().rstrip("=")}
    ),
    "ONMEETING_REPORTS_QUEUE_URL": "http://127.0.0.1:4566/000000000000/worker-reports",
}


def test_the_least_a_worker_must_be_told() -> None:
    config = parse_config(ENV)

    assert config.join_keys["k1"].public_bytes_raw() == PUBLIC.public_bytes_raw()
    assert config.signalling_url == "ws://127.0.0.1:8010/signal"
    assert (config.announced, config.capacity, config.drain_s) == (("127.0.0.1",), 200, 5.0)
    assert config.allowed_origins is None


def test_lists_are_separated_by_blanks() -> None:
    config = parse_config(
        ENV
        | {
            "ONMEETING_ALLOWED_ORIGINS": "http://localhost:8000 http://127.0.0.1:8000",
            "ONMEETING_ANNOUNCE_IP": "127.0.0.1 192.0.2.1",
        }
    )

    assert config.allowed_origins == ("http://localhost:8000", "http://127.0.0.1:8000")
    assert config.announced == ("127.0.0.1", "192.0.2.1")


@pytest.mark.parametrize("name", ENV)
def test_what_is_missing_is_named(name: str) -> None:
    with pytest.raises(ConfigError, match=name):
        parse_config({key: value for key, value in ENV.items() if key != name})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ONMEETING_SIGNAL_PORT", "http"),
        ("ONMEETING_SIGNAL_PORT", "65536"),
        ("ONMEETING_MEDIA_PORT", "-1"),
        ("ONMEETING_CAPACITY", "many"),
        ("ONMEETING_DRAIN_S", "soon"),
        ("ONMEETING_JOIN_KEYS", "k1"),
        ("ONMEETING_JOIN_KEYS", "{}"),
        ("ONMEETING_JOIN_KEYS", '{"k1": "c2hvcnQ"}'),
        ("ONMEETING_JOIN_KEYS", '{"k1": "***not base64***"}'),
    ],
)
def test_what_cannot_be_read_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        parse_config(ENV | {name: value})


def test_the_secret_is_not_shown() -> None:
    assert "very secret" not in repr(parse_config(ENV))
