"""The one UDP port: times of arrival, and what a defect costs."""

import asyncio
import socket
import time

from media_worker.routing.forwarding import Address
from media_worker.transport.udp_socket import UdpReader, arrival_s, bind_udp


def test_arrivals_are_the_kernels_unless_the_wall_clock_was_set() -> None:
    assert arrival_s(stamped_unix_s=999.5, unix_now_s=1000.0, now=50.0) == 49.5
    assert arrival_s(stamped_unix_s=1000.0, unix_now_s=4600.0, now=50.0) == 50.0
    assert arrival_s(stamped_unix_s=4600.0, unix_now_s=1000.0, now=50.0) == 50.0


def test_a_defect_met_with_one_datagram_keeps_back_no_other() -> None:
    async def scenario() -> None:
        heard: list[bytes] = []
        batches: list[int] = []
        done = asyncio.Event()

        def on_datagram(datagram: bytes, _address: Address, _arrived: float) -> None:
            heard.append(datagram)
            if datagram == b"defect":
                raise ValueError("a defect")

        def on_batch_end() -> None:
            batches.append(len(heard))
            done.set()

        with (
            bind_udp("127.0.0.1", 0) as udp,
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender,
        ):
            for datagram in (b"first", b"defect", b"last"):
                sender.sendto(datagram, udp.getsockname())
            reader = UdpReader(udp, time.monotonic, on_datagram, on_batch_end)
            async with asyncio.timeout(5):
                await done.wait()
            reader.close()
        assert heard == [b"first", b"defect", b"last"]
        assert batches == [3]

    asyncio.run(scenario())
