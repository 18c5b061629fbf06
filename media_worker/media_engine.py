"""The media plane of a worker process, put together: UDP port, data plane, media server."""

import socket
from collections.abc import Sequence
from dataclasses import dataclass

from media_worker.dataplane.python_plane import PythonDataPlane
from media_worker.room.media_plane import MediaEventSink
from media_worker.transport.aiortc_seam import PylibsrtpLibrary
from media_worker.transport.media_server import MediaServer
from media_worker.transport.udp_socket import bind_udp


@dataclass(frozen=True)
class MediaEngine:
    """`server` implements MediaPlane."""

    server: MediaServer
    udp: socket.socket

    @property
    def port(self) -> int:
        return int(self.udp.getsockname()[1])

    async def aclose(self) -> None:
        await self.server.aclose()
        self.udp.close()


def open_media_engine(
    host: str, port: int, announced: Sequence[str], sink: MediaEventSink
) -> MediaEngine:
    """Listen on `host:port` (0: any) inside a running event loop.

    `announced` are the IP addresses that clients reach the port at, as written into answers.
    """
    udp = bind_udp(host, port)
    plane = PythonDataPlane(udp, PylibsrtpLibrary())
    return MediaEngine(MediaServer(udp, plane, announced, sink), udp)
