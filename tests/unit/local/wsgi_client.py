"""A caller for WSGI applications without a server."""

import io
import json
from dataclasses import dataclass
from typing import Any

from localstack.wsgi import Application, Headers


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Headers
    body: bytes

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def json(self) -> Any:
        return json.loads(self.body)


def call(
    application: Application,
    method: str,
    path: str,
    *,
    body: bytes = b"",
    content_type: str = "",
    **environ: str,
) -> Answer:
    """Call it; keyword arguments are further WSGI variables, e.g. `HTTP_HOST`."""
    started: list[tuple[int, Headers]] = []

    def start(status: str, headers: Headers) -> None:
        started.append((int(status.split(maxsplit=1)[0]), headers))

    path_info, _, query = path.partition("?")
    parts = application(
        {
            "REQUEST_METHOD": method,
            "PATH_INFO": path_info,
            "QUERY_STRING": query,
            "REMOTE_ADDR": "192.0.2.7",
            "CONTENT_TYPE": content_type,
            "HTTP_HOST": "localhost:8000",
            "wsgi.input": io.BytesIO(body),
            **environ,
        },
        start,
    )
    content = b"".join(parts)
    return Answer(*started[0], content)
