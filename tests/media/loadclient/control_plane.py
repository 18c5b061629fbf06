"""What a worker needs around it, in miniature: heartbeats answered, reports taken, over HTTP."""

import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import msgspec

from meeting_contract.control import LEASE_S, Heartbeat, HeartbeatReply, RoomOrder

_heartbeats = msgspec.json.Decoder(Heartbeat)
_encoder = msgspec.json.Encoder()


def _reply(heartbeat: Heartbeat) -> bytes:
    orders = tuple(RoomOrder(r.meeting_id, r.epoch, "keep") for r in heartbeat.rooms)
    return _encoder.encode(HeartbeatReply(LEASE_S, int(time.time() * 1000), orders))


def _sqs_reply(body: bytes) -> bytes:
    """To SendMessageBatch: everything was taken."""
    taken = [
        {
            "Id": entry["Id"],
            "MessageId": entry["Id"],
            "MD5OfMessageBody": hashlib.md5(
                entry["MessageBody"].encode(), usedforsecurity=False
            ).hexdigest(),
        }
        for entry in json.loads(body)["Entries"]
    ]
    return json.dumps({"Successful": taken, "Failed": []}).encode()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        is_report = "X-Amz-Target" in self.headers
        answer = _sqs_reply(body) if is_report else _reply(_heartbeats.decode(body))
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Quiet: a heartbeat a second is not news."""


@contextmanager
def control_plane() -> Iterator[str]:
    """Serve on a free port of 127.0.0.1 and give the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
