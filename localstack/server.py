"""One port for everything a browser asks: functions, web client, the local stage's pages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import waitress

from localstack.wsgi import Application, Environ, Headers, StartResponse, respond

# As API Gateway: more never reaches a function.
MAX_BODY_BYTES = 10 * 1024 * 1024
THREADS = 16


def security_headers(signalling_origins: Sequence[str]) -> Headers:
    """What every answer carries; scripts come from us only, sockets go to us and the workers."""
    policy = "; ".join(
        (
            "default-src 'self'",
            " ".join(("connect-src 'self'", *signalling_origins)),
            "img-src 'self' data: blob:",
            "media-src 'self' blob: mediastream:",
            "worker-src 'self' blob:",
            # Mantine sets positions and colours as style attributes.
            "style-src 'self' 'unsafe-inline'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )
    return [
        ("Content-Security-Policy", policy),
        ("Permissions-Policy", "camera=(self), microphone=(self), display-capture=(self)"),
        ("Referrer-Policy", "same-origin"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ]


@dataclass(frozen=True)
class Site:
    """A WSGI application that sends each path to its part, for known host names only.

    Any other host name is a foreign page that had its own name resolve to us (DNS rebinding).
    """

    functions: Application
    web: Application
    dev: Application
    hosts: frozenset[str]
    headers: Headers

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: Headers) -> object:
            given = {name.lower() for name, _ in headers}
            added = [header for header in self.headers if header[0].lower() not in given]
            return start_response(status, [*headers, *added])

        if _host_name(environ) not in self.hosts:
            return respond(start, 421, b"", "text/plain")
        return self._part(environ["PATH_INFO"])(environ, start)

    def _part(self, path: str) -> Application:
        if path == "/api" or path.startswith("/api/"):
            return self.functions
        if path == "/dev" or path.startswith("/dev/"):
            return self.dev
        return self.web


def _host_name(environ: Environ) -> str:
    host: str = environ.get("HTTP_HOST", "")
    return host.rsplit(":", 1)[0] if not host.endswith("]") else host


def create_server(site: Application, port: int) -> waitress.server.BaseWSGIServer:
    """A server on 127.0.0.1 that runs until its `close`."""
    return waitress.create_server(
        site,
        host="127.0.0.1",
        port=port,
        threads=THREADS,
        max_request_body_size=MAX_BODY_BYTES,
        connection_limit=1000,
        ident="OnMeeting",
        clear_untrusted_proxy_headers=True,
    )
