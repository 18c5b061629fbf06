"""The functions' HTTP side under WSGI: what API Gateway does for them in the cloud.

An adapter over `chalice.local.LocalGateway`, several times as fast as Chalice's own server.
"""

import base64
import json
import uuid
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from chalice.app import Chalice
from chalice.config import Config
from chalice.local import LocalChalice, LocalGateway, LocalGatewayException

from localstack.wsgi import Environ, StartResponse, respond

# What the gateway refuses by itself: status, stable code, words.
_NOT_FOUND = (
    404,
    "not_found",
    {"vi": "Không tìm thấy địa chỉ này.", "en": "There is nothing at this address."},
)
_WRONG_METHOD = (
    405,
    "method_not_allowed",
    {"vi": "Địa chỉ này không nhận yêu cầu như vậy.", "en": "This address takes no such request."},
)


class FunctionsGateway:
    """A WSGI application that turns requests into Lambda events for one Chalice application."""

    def __init__(self, app: Chalice) -> None:
        _keep_requests_apart(app)
        self._app = app
        self._config = Config(chalice_stage="local")

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        # One gateway a request, because the caller's address is an attribute of its converter.
        gateway = LocalGateway(self._app, self._config)
        gateway.event_converter.LOCAL_SOURCE_IP = environ["REMOTE_ADDR"]
        try:
            answer = gateway.handle_request(
                environ["REQUEST_METHOD"], _path(environ), _headers(environ), _body(environ)
            )
        except LocalGatewayException:
            # API Gateway's own answer to an unknown path is a 403 that names a missing token.
            return _refuse(start_response, *_NOT_FOUND)
        if answer["statusCode"] == _WRONG_METHOD[0]:
            return _refuse(start_response, *_WRONG_METHOD)
        start_response(_status(answer["statusCode"]), list(_answer_headers(answer)))
        return [_answer_body(answer)]


def _keep_requests_apart(app: Chalice) -> None:
    """Let threads share the application: Chalice keeps the current request on the object."""
    app.__class__ = type("ServedChalice", (LocalChalice, type(app)), {})


def _refuse(
    start_response: StartResponse, status: int, code: str, messages: dict[str, str]
) -> Iterable[bytes]:
    """A problem (RFC 9457), as the functions would answer it if they were asked."""
    problem = {
        "type": f"urn:onmeeting:error:{code}",
        "status": status,
        "code": code,
        "title": messages["vi"],
        "detail": messages["vi"],
        "messages": messages,
        "request_id": str(uuid.uuid4()),
    }
    body = json.dumps(problem, ensure_ascii=False).encode()
    return respond(start_response, status, body, "application/problem+json")


def _path(environ: Environ) -> str:
    path = quote(environ["PATH_INFO"].encode("latin-1"))
    query = environ.get("QUERY_STRING", "")
    return f"{path}?{query}" if query else path


def _headers(environ: Environ) -> dict[str, str]:
    headers = {
        key[5:].replace("_", "-").lower(): value
        for key, value in environ.items()
        if key.startswith("HTTP_")
    }
    for key in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        if environ.get(key):
            headers[key.replace("_", "-").lower()] = environ[key]
    return headers


def _body(environ: Environ) -> bytes | None:
    body: bytes = environ["wsgi.input"].read()
    return body or None


def _status(code: int) -> str:
    # HTTP/1.1 requires a reason phrase after the code, however empty (RFC 9112, 4).
    return f"{code} "


def _answer_headers(answer: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield from ((name, str(value)) for name, value in answer["headers"].items())
    for name, values in answer.get("multiValueHeaders", {}).items():
        yield from ((name, str(value)) for value in values)


def _answer_body(answer: dict[str, Any]) -> bytes:
    body = answer["body"]
    if answer.get("isBase64Encoded"):
        return base64.b64decode(body)
    return body.encode() if isinstance(body, str) else body or b""
