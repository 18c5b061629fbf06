"""https for other devices: ends TLS and passes bytes on, the signalling socket to the worker.

One port and one certificate for both, so that a browser asks once whether to trust it.
"""

import asyncio
import ssl
import threading
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SIGNALLING = b"GET /signal"
_CHUNK = 64 * 1024
_FIRST_LINE_TIMEOUT_S = 30


@dataclass(frozen=True)
class FrontSettings:
    """`address` is an interface of this machine; both targets listen on 127.0.0.1."""

    address: str
    port: int
    site_port: int
    signal_port: int
    certificate: Path
    key: Path


class TlsFront:
    """Runs on a thread of its own between `start` and `stop`."""

    def __init__(self, settings: FrontSettings) -> None:
        self._settings = settings
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="tls", daemon=True)
        self._connections: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    def start(self) -> None:
        """Listen; raise OSError if that is not possible."""
        self._thread.start()
        self._call(self._listen())

    def stop(self) -> None:
        self._call(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _call(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _listen(self) -> None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self._settings.certificate, self._settings.key)
        self._server = await asyncio.start_server(
            self._accept, self._settings.address, self._settings.port, ssl=context
        )

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  # a stream callback runs in a task
        self._connections.add(task)
        try:
            await self._pass_on(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError):
            pass  # either side went away, or never spoke HTTP
        finally:
            self._connections.discard(task)
            writer.close()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with asyncio.timeout(_FIRST_LINE_TIMEOUT_S):
            first_line = await reader.readuntil(b"\r\n")
        # A browser opens a connection of its own for a WebSocket: its first request decides.
        is_signalling = first_line.startswith(SIGNALLING)
        port = self._settings.signal_port if is_signalling else self._settings.site_port
        back_reader, back_writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            back_writer.write(first_line)
            async with asyncio.TaskGroup() as both:
                both.create_task(_pump(reader, back_writer))
                both.create_task(_pump(back_reader, writer))
        except* OSError:
            pass  # one side closed while the other still wrote
        finally:
            back_writer.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Copy until the end of the one side, then tell the other."""
    while chunk := await reader.read(_CHUNK):
        writer.write(chunk)
        await writer.drain()
    # TLS has no half-closed connections: the end of one direction ends both.
    with suppress(OSError):
        writer.close()
