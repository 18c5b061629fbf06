"""The worker's one UDP port: datagrams in batches, told apart by their first byte (RFC 7983)."""

import asyncio
import logging
import socket
import struct
import sys
import time
from collections.abc import Callable
from enum import Enum

from media_worker.bulkhead import bulkhead
from media_worker.routing.forwarding import Address

BATCH = 64
MAX_DATAGRAM_BYTES = 2048
# Half a second of a full room; the kernel may grant less (net.core.rmem_max).
SOCKET_BUFFER_BYTES = 4 << 20
# asm-generic/socket.h; Python's socket module does not name it. The kernel answers a timespec.
_SO_TIMESTAMPNS = 35
_TIMESPEC = struct.Struct("@qq")
_ANCILLARY_BYTES = socket.CMSG_SPACE(_TIMESPEC.size)
# Older than any backlog of ours, or not yet sent: the wall clock was set in between.
_OLDEST_S = 5.0
_YOUNGEST_S = -0.1

_log = logging.getLogger(__name__)


class DatagramKind(Enum):
    STUN = "stun"
    DTLS = "dtls"
    RTP = "rtp"
    UNKNOWN = "unknown"


def kind_of(datagram: bytes) -> DatagramKind:
    """RFC 7983 section 7; RTP and RTCP share their range."""
    first = datagram[0] if datagram else 255
    if first < 4:
        return DatagramKind.STUN
    if 20 <= first <= 63:
        return DatagramKind.DTLS
    if 128 <= first <= 191:
        return DatagramKind.RTP
    return DatagramKind.UNKNOWN


def arrival_s(stamped_unix_s: float, unix_now_s: float, now: float) -> float:
    """The kernel's time of arrival on the clock that shows `now`."""
    age_s = unix_now_s - stamped_unix_s
    return now - age_s if _YOUNGEST_S < age_s < _OLDEST_S else now


def bind_udp(host: str, port: int) -> socket.socket:
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.setblocking(False)
    for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
        udp.setsockopt(socket.SOL_SOCKET, option, SOCKET_BUFFER_BYTES)
    if sys.platform == "linux":
        udp.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
    udp.bind((host, port))
    return udp


class UdpReader:
    """Calls `on_datagram` for every datagram, then `on_batch_end`, on the event loop.

    `on_datagram` also gets the time of arrival, in `clock`'s seconds: the kernel's where it has
    one, because publishers take our own delays for congestion of their network.
    """

    def __init__(
        self,
        udp: socket.socket,
        clock: Callable[[], float],
        on_datagram: Callable[[bytes, Address, float], None],
        on_batch_end: Callable[[], None],
    ) -> None:
        self._udp = udp
        self._clock = clock
        self._on_datagram = on_datagram
        self._on_batch_end = on_batch_end
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(udp.fileno(), self._readable)

    def _readable(self) -> None:
        receive, on_datagram = self._udp.recvmsg, self._on_datagram
        now, unix_now_s = self._clock(), time.time()
        for _ in range(BATCH):
            try:
                datagram, ancillary, _, address = receive(MAX_DATAGRAM_BYTES, _ANCILLARY_BYTES)
            except BlockingIOError:
                break
            except OSError:
                continue  # an ICMP error of an earlier send: not about this read
            arrived = now
            if ancillary:
                seconds, nanoseconds = _TIMESPEC.unpack_from(ancillary[0][2])
                arrived = arrival_s(seconds + nanoseconds * 1e-9, unix_now_s, now)
            with bulkhead(_log, "datagram"):
                on_datagram(datagram, address, arrived)
        self._on_batch_end()

    def close(self) -> None:
        self._loop.remove_reader(self._udp.fileno())
