"""The signalling port: WebSockets on /signal, and plain HTTP pages such as /healthz beside it."""

import asyncio
import contextlib
import http
import logging
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.typing import Origin

from meeting_contract.signalling import MAX_MESSAGE_BYTES

SIGNAL_PATH = "/signal"
HELLO_TIMEOUT_S = 10
PING_INTERVAL_S = 10
# A client that lets this much pile up does not read any more.
MAX_QUEUED_MESSAGES = 256
# A client says hello at once; more sockets than this without a word are an attack.
MAX_UNGREETED = 256

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Page:
    """What a plain GET is answered with."""

    status: http.HTTPStatus
    content_type: str
    body: str


class Peer(Protocol):
    """The owner's side of one socket."""

    def received(self, data: str | bytes) -> None:
        """Take a message."""

    def greeted(self) -> bool:
        """Tell whether the client has said its hello."""

    def lost(self) -> None:
        """Learn that the socket is gone, whoever closed it. Called once, and last."""


class Connection:
    """One client's socket: `send` never waits, a client that does not read is cut off."""

    def __init__(self, socket: ServerConnection) -> None:
        self._socket = socket
        self._queue: asyncio.Queue[str | None] = asyncio.Queue(MAX_QUEUED_MESSAGES)

    def send(self, text: str) -> None:
        self._put(text)

    def close(self) -> None:
        """Close after what was sent before."""
        self._put(None)

    def _put(self, item: str | None) -> None:
        try:
            self._queue.put_nowait(item)
        except asyncio.QueueFull:
            self._socket.transport.abort()

    async def write(self) -> None:
        """Send what is queued until the end of the queue or of the socket."""
        with contextlib.suppress(ConnectionClosed):  # the reading side learns it too
            while (text := await self._queue.get()) is not None:
                await self._socket.send(text)
            await self._socket.close()


class SignallingServer:
    """Accepts sockets from allowed origins and gives each to a Peer that `open_peer` makes."""

    def __init__(
        self,
        open_peer: Callable[[Connection], Peer],
        pages: Mapping[str, Callable[[Headers], Page]],
        allowed_origins: Sequence[str] | None,
    ) -> None:
        """`allowed_origins` None lets everybody in who brings a token; clients without an Origin
        header are not browsers and always may.
        """
        self._open_peer = open_peer
        self._pages = pages
        self._origins = (
            None if allowed_origins is None else [None, *(Origin(o) for o in allowed_origins)]
        )
        self._server: Server | None = None
        self._peers: set[Peer] = set()

    async def start(self, host: str, port: int, tls: ssl.SSLContext | None) -> int:
        """Listen, and return the port (of use when 0 was asked for)."""
        self._server = await serve(
            self._serve,
            host,
            port,
            ssl=tls,
            origins=self._origins,
            process_request=self._page,
            max_size=MAX_MESSAGE_BYTES,
            ping_interval=PING_INTERVAL_S,
            ping_timeout=PING_INTERVAL_S,
            close_timeout=2,
            server_header=None,
        )
        listening: int = next(iter(self._server.sockets)).getsockname()[1]
        return listening

    async def stop(self) -> None:
        """Close every socket and stop listening."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    def _page(self, _connection: ServerConnection, request: Request) -> Response | None:
        path = request.path.partition("?")[0]
        if path == SIGNAL_PATH:
            return _response(_BUSY) if self._crowded() else None
        make = self._pages.get(path)
        return _response(make(request.headers) if make is not None else _NOT_FOUND)

    def _crowded(self) -> bool:
        return sum(not peer.greeted() for peer in self._peers) >= MAX_UNGREETED

    async def _serve(self, socket: ServerConnection) -> None:
        connection = Connection(socket)
        peer = self._open_peer(connection)
        self._peers.add(peer)
        writer = asyncio.create_task(connection.write())
        hello = asyncio.get_running_loop().call_later(
            HELLO_TIMEOUT_S, self._expect_hello, peer, connection
        )
        try:
            async for data in socket:
                peer.received(data)
        except ConnectionClosed:
            _log.debug("socket lost")
        finally:
            hello.cancel()
            writer.cancel()
            self._peers.discard(peer)
            peer.lost()

    @staticmethod
    def _expect_hello(peer: Peer, connection: Connection) -> None:
        if not peer.greeted():
            connection.close()


_NOT_FOUND = Page(http.HTTPStatus.NOT_FOUND, "text/plain", "not found\n")
_BUSY = Page(http.HTTPStatus.SERVICE_UNAVAILABLE, "text/plain", "too many strangers\n")


def _response(page: Page) -> Response:
    body = page.body.encode()
    headers = Headers(
        {
            "Content-Type": f"{page.content_type}; charset=utf-8",
            "Content-Length": str(len(body)),
            "Cache-Control": "no-store",
            "Connection": "close",
        }
    )
    return Response(page.status, page.status.phrase, headers, body)
