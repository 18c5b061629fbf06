"""Packets on their way out: gathered in one buffer, and handed to the kernel together.

A system call a packet is a third of this forwarder's time; Linux's sendmmsg takes a batch.
"""

import ctypes
import socket
import struct
import sys
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from media_worker.dataplane.srtp_library import SrtpLibrary
from media_worker.routing.forwarding import Address

# What `destination` makes of an address, for the same object's `seal`: C data or a tuple.
Destination: TypeAlias = Any

# What a call costs is spread thin by now, and the first of a batch does not wait for long.
BATCH = 32
SLOT_BYTES = 2304  # the longest datagram and what SRTP appends, in whole cache lines


class Departures(Protocol):
    """Slots 0 to BATCH-1 of SLOT_BYTES each: fill in order, `seal` each, then `send` so many.

    `view` is all slots, `buffers` a C pointer to each.
    """

    view: memoryview
    buffers: list[Any]

    def destination(self, address: Address) -> Destination:
        """Made once a peer, used for every packet."""

    def seal(self, slot: int, size: int, destination: Destination) -> None: ...

    def send(self, count: int) -> int:
        """Send slots 0 to count-1 without blocking; how many the kernel took.

        The rest is dropped, as a full network would: a full socket buffer, an unreachable peer.
        """


class SingleDepartures:
    """For every system: one call a packet."""

    def __init__(self, udp: socket.socket, srtp: SrtpLibrary) -> None:
        self._sendto = udp.sendto
        self.view, self.buffers = _slots(srtp)
        self._sealed: list[tuple[memoryview, Address]] = [(self.view[:0], ("", 0))] * BATCH

    def destination(self, address: Address) -> Address:
        return address

    def seal(self, slot: int, size: int, destination: Address) -> None:
        start = slot * SLOT_BYTES
        self._sealed[slot] = (self.view[start : start + size], destination)

    def send(self, count: int) -> int:
        sent = 0
        for datagram, address in self._sealed[:count]:
            try:
                self._sendto(datagram, address)
            except OSError:
                continue
            sent += 1
        return sent


class _Part(ctypes.Structure):
    """struct iovec of sys/uio.h."""

    _fields_ = (("base", ctypes.c_void_p), ("length", ctypes.c_size_t))


class _Header(ctypes.Structure):
    """struct msghdr of sys/socket.h."""

    _fields_ = (
        ("name", ctypes.c_void_p),
        ("name_length", ctypes.c_uint),
        ("parts", ctypes.POINTER(_Part)),
        ("part_count", ctypes.c_size_t),
        ("control", ctypes.c_void_p),
        ("control_length", ctypes.c_size_t),
        ("flags", ctypes.c_int),
    )


class _Message(ctypes.Structure):
    """struct mmsghdr of sys/socket.h."""

    _fields_ = (("header", _Header), ("sent_bytes", ctypes.c_uint))


@dataclass(frozen=True, slots=True)
class _SocketAddress:
    """A struct sockaddr_in, and where it lies."""

    storage: "ctypes.Array[ctypes.c_char]"
    at: int


class BatchedDepartures:
    """For Linux: sendmmsg, called through ctypes."""

    def __init__(self, udp: socket.socket, srtp: SrtpLibrary) -> None:
        self._udp = udp
        self.view, self.buffers = _slots(srtp)
        self._call = ctypes.CDLL(None).sendmmsg
        self._call.argtypes = (ctypes.c_int, ctypes.c_void_p, ctypes.c_uint, ctypes.c_int)
        self._messages = (_Message * BATCH)()
        self._at = ctypes.addressof(self._messages)
        parts = (_Part * BATCH)()
        start = ctypes.addressof(ctypes.c_char.from_buffer(self.view))
        # An element of a C array becomes a new Python object at every access: keep them.
        self._parts = list(parts)
        self._headers = [message.header for message in self._messages]
        # The kernel reads addresses at `send`; until then they must not be freed.
        self._destinations: list[_SocketAddress | None] = [None] * BATCH
        for slot, (part, header) in enumerate(zip(self._parts, self._headers, strict=True)):
            part.base = start + slot * SLOT_BYTES
            header.parts = ctypes.pointer(part)
            header.part_count = 1
            header.name_length = _SOCKADDR_IN.size

    def destination(self, address: Address) -> _SocketAddress:
        host, port = address
        family = struct.pack("=H", socket.AF_INET)
        packed = _SOCKADDR_IN.pack(family, port, socket.inet_aton(host))
        storage = ctypes.create_string_buffer(packed, len(packed))
        return _SocketAddress(storage, ctypes.addressof(storage))

    def seal(self, slot: int, size: int, destination: _SocketAddress) -> None:
        self._parts[slot].length = size
        self._headers[slot].name = destination.at
        self._destinations[slot] = destination

    def send(self, count: int) -> int:
        done = sent = 0
        # Asked each time: the number of a closed socket may be another one's by now.
        descriptor = self._udp.fileno()
        while done < count:
            first = self._at + done * ctypes.sizeof(_Message)
            taken = self._call(descriptor, first, count - done, socket.MSG_DONTWAIT)
            sent += max(taken, 0)
            # sendmmsg stops before the datagram that fails; that one is dropped.
            done += max(taken, 1)
        return sent


_SOCKADDR_IN = struct.Struct("!2sH4s8x")


def _slots(srtp: SrtpLibrary) -> tuple[memoryview, list[Any]]:
    """One C buffer: its view, and a C pointer to each slot."""
    buffer, view = srtp.new_buffer(BATCH * SLOT_BYTES)
    return view, [buffer + slot * SLOT_BYTES for slot in range(BATCH)]


def open_departures(udp: socket.socket, srtp: SrtpLibrary) -> Departures:
    """The fastest way out of this system. `udp` is a non-blocking IPv4 socket."""
    kind = BatchedDepartures if sys.platform == "linux" else SingleDepartures
    return kind(udp, srtp)
