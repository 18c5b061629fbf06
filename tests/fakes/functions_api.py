"""The functions as a worker sees them: an HTTP server that answers heartbeats."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import msgspec

from meeting_contract.control import Heartbeat, HeartbeatReply, RoomOrder


class FakeFunctions:
    """Answers every heartbeat with `orders` and a clock `ahead_ms` of the machine's."""

    def __init__(self) -> None:
        self.heartbeats: list[Heartbeat] = []
        self.secrets: set[str] = set()
        self.orders: Callable[[Heartbeat], tuple[RoomOrder, ...]] = lambda _: ()
        self.ahead_ms = 0
        self.status = 200
        self.closes_each_connection = False
        self.url = ""

    def answer(self, secret: str, body: bytes) -> bytes:
        heartbeat = msgspec.json.decode(body, type=Heartbeat)
        self.heartbeats.append(heartbeat)
        self.secrets.add(secret)
        now_ms = time.time_ns() // 1_000_000 + self.ahead_ms
        return msgspec.json.encode(HeartbeatReply(3.0, now_ms, self.orders(heartbeat)))


@contextmanager
def served(functions: FakeFunctions) -> Iterator[FakeFunctions]:
    """Listen on a free port while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = functions.answer(self.headers["Authorization"], body)
            self.send_response(functions.status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)
            # Without telling the client, as a proxy does that drops an idle connection.
            self.close_connection = functions.closes_each_connection

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (as inherited)
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    functions.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield functions
    finally:
        server.shutdown()
        server.server_close()
