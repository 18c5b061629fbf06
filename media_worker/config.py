"""What a worker is told by its environment, checked once."""

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeVar

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

_T = TypeVar("_T")

_DEFAULTS: Final = {
    "ONMEETING_SIGNAL_HOST": "127.0.0.1",
    "ONMEETING_SIGNAL_PORT": "8010",
    "ONMEETING_MEDIA_HOST": "127.0.0.1",
    "ONMEETING_MEDIA_PORT": "40000",
    "ONMEETING_ANNOUNCE_IP": "",
    "ONMEETING_SIGNALLING_URL": "",
    "ONMEETING_ALLOWED_ORIGINS": "",
    "ONMEETING_CAPACITY": "200",
    "ONMEETING_DRAIN_S": "5",
    "ONMEETING_TLS_CERT": "",
    "ONMEETING_TLS_KEY": "",
}


class ConfigError(Exception):
    """The operator is at fault: a variable is missing or cannot be read."""


@dataclass(frozen=True)
class WorkerConfig:
    """`announced` are the addresses clients send media to; `allowed_origins` None: any web page."""

    worker_id: str
    api_url: str
    secret: str = field(repr=False)
    join_keys: Mapping[str, Ed25519PublicKey]
    reports_queue_url: str
    signal_host: str
    signal_port: int
    media_host: str
    media_port: int
    announced: tuple[str, ...]
    signalling_url: str
    allowed_origins: tuple[str, ...] | None
    capacity: int
    drain_s: float
    tls_cert: str
    tls_key: str


def parse_config(env: Mapping[str, str]) -> WorkerConfig:
    """Read the ONMEETING_* variables; raise ConfigError with the name of a bad one."""
    signal_host = _text(env, "ONMEETING_SIGNAL_HOST")
    signal_port = _parsed(env, "ONMEETING_SIGNAL_PORT", _port)
    media_host = _text(env, "ONMEETING_MEDIA_HOST")
    own_url = f"ws://{signal_host}:{signal_port}/signal"
    return WorkerConfig(
        worker_id=_text(env, "ONMEETING_WORKER_ID"),
        api_url=_text(env, "ONMEETING_API_URL"),
        secret=_text(env, "ONMEETING_WORKER_SECRET"),
        join_keys=_parsed(env, "ONMEETING_JOIN_KEYS", parse_join_keys),
        reports_queue_url=_text(env, "ONMEETING_REPORTS_QUEUE_URL"),
        signal_host=signal_host,
        signal_port=signal_port,
        media_host=media_host,
        media_port=_parsed(env, "ONMEETING_MEDIA_PORT", _port),
        announced=tuple(_text(env, "ONMEETING_ANNOUNCE_IP").split()) or (media_host,),
        signalling_url=_text(env, "ONMEETING_SIGNALLING_URL") or own_url,
        allowed_origins=tuple(_text(env, "ONMEETING_ALLOWED_ORIGINS").split()) or None,
        capacity=_parsed(env, "ONMEETING_CAPACITY", int),
        drain_s=_parsed(env, "ONMEETING_DRAIN_S", float),
        tls_cert=_text(env, "ONMEETING_TLS_CERT"),
        tls_key=_text(env, "ONMEETING_TLS_KEY"),
    )


def _text(env: Mapping[str, str], name: str) -> str:
    value = env.get(name) or _DEFAULTS.get(name)
    if value is None:
        raise ConfigError(f"{name} is not set")
    return value


def _parsed(env: Mapping[str, str], name: str, parse: Callable[[str], _T]) -> _T:
    try:
        return parse(_text(env, name))
    except (ValueError, msgspec.DecodeError) as e:
        raise ConfigError(f"{name}: {e}") from e


def parse_join_keys(text: str) -> dict[str, Ed25519PublicKey]:
    """Read `{"<key id>": "<base64url of the 32 raw bytes>"}`."""
    raw = msgspec.json.decode(text, type=dict[str, str])
    if not raw:
        raise ValueError("no key")
    return {key_id: _public_key(value) for key_id, value in raw.items()}


def _public_key(value: str) -> Ed25519PublicKey:
    try:
        data = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
    except binascii.Error as e:
        raise ValueError("not base64url") from e
    return Ed25519PublicKey.from_public_bytes(data)


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port < 65536:
        raise ValueError(f"{port} is not a port")
    return port
