"""One peer's DTLS (RFC 5763): aiortc's transport fed from the shared UDP port."""

import asyncio
from collections.abc import Callable

from aiortc import RTCCertificate

from media_worker.transport import aiortc_seam

# A handshake has at most a few flights; what comes faster than it is read is no handshake.
MAX_WAITING = 32


class DatagramQueue:
    """Stands in for aiortc's ICE transport."""

    role = "controlled"
    state = "completed"

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self._waiting: asyncio.Queue[bytes] = asyncio.Queue(MAX_WAITING)
        self._send_datagram = send

    def put(self, datagram: bytes) -> None:
        if not self._waiting.full():
            self._waiting.put_nowait(datagram)

    async def _recv(self) -> bytes:
        return await self._waiting.get()

    async def _send(self, data: bytes) -> None:
        self._send_datagram(data)


class DtlsSession:
    """`on_connected` gets the SRTP sessions; `on_closed` comes once, after failure or goodbye."""

    def __init__(
        self,
        certificate: RTCCertificate,
        fingerprints: tuple[tuple[str, str], ...],
        send: Callable[[bytes], None],
        on_connected: Callable[[aiortc_seam.SrtpSessions], None],
        on_closed: Callable[[], None],
    ) -> None:
        self._queue = DatagramQueue(send)
        self._transport = aiortc_seam.server_transport(self._queue, certificate)
        self._on_connected = on_connected
        self._on_closed = on_closed
        self._fingerprints = fingerprints
        self._transport.on("statechange", self._state_changed)
        self._task = asyncio.create_task(self._run())

    def receive(self, datagram: bytes) -> None:
        self._queue.put(datagram)

    async def _run(self) -> None:
        await self._transport.start(aiortc_seam.remote_parameters(self._fingerprints))

    def _state_changed(self) -> None:
        if self._transport.state == "connected":
            self._on_connected(aiortc_seam.srtp_sessions(self._transport))
        elif self._transport.state in ("closed", "failed"):
            self._on_closed()

    async def close(self) -> None:
        """Say goodbye and free everything; `on_closed` is not called any more."""
        self._transport.remove_all_listeners()
        if not self._task.done():
            self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        await self._transport.stop()
