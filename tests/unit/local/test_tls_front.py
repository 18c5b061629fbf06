"""https for other devices: pages go to the site, the signalling socket to the worker."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pytest

from localstack import ports
from localstack.certificate import ensure_certificate
from localstack.tls_front import FrontSettings, TlsFront


@contextmanager
def _server(word: str) -> Iterator[int]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = f"{word} {self.path}".encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # inherited name
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass(frozen=True)
class Front:
    url: str
    port: int
    trust: ssl.SSLContext


@pytest.fixture
def front(tmp_path: Path) -> Iterator[Front]:
    with ExitStack() as stack:
        certificate, key = ensure_certificate(tmp_path, "127.0.0.1", datetime.now(UTC))
        settings = FrontSettings(
            address="127.0.0.1",
            port=ports.any_free(),
            site_port=stack.enter_context(_server("site")),
            signal_port=stack.enter_context(_server("worker")),
            certificate=certificate,
            key=key,
        )
        running = TlsFront(settings)
        running.start()
        stack.callback(running.stop)
        trust = ssl.create_default_context(cafile=certificate)
        yield Front(f"https://127.0.0.1:{settings.port}", settings.port, trust)


@pytest.mark.parametrize(
    ("path", "answer"), [("/m/1", "site /m/1"), ("/signal", "worker /signal"), ("/", "site /")]
)
def test_each_path_reaches_its_server(front: Front, path: str, answer: str) -> None:
    assert httpx.get(f"{front.url}{path}", verify=front.trust).text == answer


def test_whoever_does_not_speak_tls_or_http_harms_nobody(front: Front) -> None:
    with socket.create_connection(("127.0.0.1", front.port)) as plain:
        plain.sendall(b"GET / HTTP/1.1\r\n\r\n")
        plain.recv(100)
    raw = socket.create_connection(("127.0.0.1", front.port))
    with front.trust.wrap_socket(raw, server_hostname="127.0.0.1") as encrypted:
        encrypted.sendall(b"x" * 100_000)
    assert httpx.get(front.url, verify=front.trust).text == "site /"
