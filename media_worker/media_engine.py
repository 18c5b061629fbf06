"""The media plane of a worker process, put together: UDP port, data plane, media server."""

from collections.abc import Sequence

from media_worker.dataplane.python_plane import PythonDataPlane
from media_worker.room.media_plane import MediaEventSink
from media_worker.transport.aiortc_seam import PylibsrtpLibrary
from media_worker.transport.media_server import MediaServer
from media_worker.transport.udp_socket import bind_udp


def open_media_engine(
    host: str, port: int, announced: Sequence[str], sink: MediaEventSink
) -> MediaServer:
    """Listen on `host:port` (0: any) inside a running event loop.

    `announced` are the IP addresses that clients reach the port at, as written into answers.
    """
    udp = bind_udp(host, port)
    return MediaServer(udp, PythonDataPlane(udp, PylibsrtpLibrary()), announced, sink)
