"""The few WSGI (PEP 3333) pieces that the local server's parts share."""

import json
from collections.abc import Callable, Iterable, Sequence
from http import HTTPStatus
from typing import Any

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
StartResponse = Callable[[str, Headers], object]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]


def respond(
    start_response: StartResponse,
    status: int,
    body: bytes,
    content_type: str,
    headers: Sequence[tuple[str, str]] = (),
) -> list[bytes]:
    """A whole answer in one call."""
    start_response(
        f"{status} {HTTPStatus(status).phrase}",
        [("Content-Type", content_type), ("Content-Length", str(len(body))), *headers],
    )
    return [body]


def respond_json(start_response: StartResponse, status: int, value: object) -> list[bytes]:
    body = json.dumps(value, ensure_ascii=False).encode()
    return respond(
        start_response, status, body, "application/json", [("Cache-Control", "no-store")]
    )
