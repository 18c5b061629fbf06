"""Both ways out of the data plane send the same datagrams to the same places."""

import socket
import sys
from collections.abc import Callable, Iterator

import pytest

from media_worker.dataplane.departures import (
    BATCH,
    SLOT_BYTES,
    BatchedDepartures,
    Departures,
    SingleDepartures,
    open_departures,
)
from media_worker.dataplane.srtp_library import SrtpLibrary
from media_worker.routing.forwarding import Address
from media_worker.transport.aiortc_seam import PylibsrtpLibrary
from media_worker.transport.udp_socket import bind_udp

Make = Callable[[socket.socket, SrtpLibrary], Departures]
NOBODY_THERE: Address = ("255.255.255.255", 9)  # broadcast is refused at once, without SO_BROADCAST


@pytest.fixture(params=[SingleDepartures, BatchedDepartures], ids=["single", "batched"])
def make(request: pytest.FixtureRequest) -> Make:
    kind: Make = request.param
    return kind


@pytest.fixture
def sockets() -> Iterator[tuple[socket.socket, socket.socket, socket.socket]]:
    """The way out, and two to arrive at."""
    out, left, right = (bind_udp("127.0.0.1", 0) for _ in range(3))
    yield out, left, right
    for udp in (out, left, right):
        udp.close()


def _fill(departures: Departures, slot: int, datagram: bytes, address: Address) -> None:
    start = slot * SLOT_BYTES
    departures.view[start : start + len(datagram)] = datagram
    departures.seal(slot, len(datagram), departures.destination(address))


def _received(udp: socket.socket) -> list[bytes]:
    datagrams = []
    while True:
        try:
            datagrams.append(udp.recv(SLOT_BYTES))
        except BlockingIOError:
            return datagrams


def test_each_slot_goes_to_its_own_address_with_its_own_length(
    make: Make, sockets: tuple[socket.socket, socket.socket, socket.socket]
) -> None:
    out, left, right = sockets
    departures = make(out, PylibsrtpLibrary())
    for slot in range(BATCH):
        target = left if slot % 2 == 0 else right
        _fill(departures, slot, bytes([slot]) * (slot + 1), target.getsockname())
    assert departures.send(BATCH) == BATCH
    assert _received(left) == [bytes([slot]) * (slot + 1) for slot in range(0, BATCH, 2)]
    assert _received(right) == [bytes([slot]) * (slot + 1) for slot in range(1, BATCH, 2)]


def test_only_the_slots_that_were_filled_leave_and_they_can_be_filled_again(
    make: Make, sockets: tuple[socket.socket, socket.socket, socket.socket]
) -> None:
    out, left, right = sockets
    departures = make(out, PylibsrtpLibrary())
    _fill(departures, 0, b"first", left.getsockname())
    _fill(departures, 1, b"second", left.getsockname())
    assert departures.send(1) == 1
    _fill(departures, 0, b"third", right.getsockname())
    assert departures.send(1) == 1
    assert (_received(left), _received(right)) == ([b"first"], [b"third"])


def test_a_datagram_the_kernel_refuses_does_not_hold_up_the_others(
    make: Make, sockets: tuple[socket.socket, socket.socket, socket.socket]
) -> None:
    out, left, right = sockets
    departures = make(out, PylibsrtpLibrary())
    for slot, address in enumerate((NOBODY_THERE, left.getsockname(), NOBODY_THERE)):
        _fill(departures, slot, b"lost", address)
    _fill(departures, 3, b"last", right.getsockname())
    assert departures.send(4) == 2
    assert (_received(left), _received(right)) == ([b"lost"], [b"last"])


@pytest.mark.skipif(sys.platform != "linux", reason="sendmmsg is Linux's")
def test_linux_sends_batches() -> None:
    with bind_udp("127.0.0.1", 0) as udp:
        assert isinstance(open_departures(udp, PylibsrtpLibrary()), BatchedDepartures)
