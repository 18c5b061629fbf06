"""The worker's exchange with the functions: lease, product clock, heartbeats."""

import asyncio
import time

import pytest

from media_worker.control.functions_client import ControlPlaneError, FunctionsClient
from media_worker.control.heartbeats import Heartbeats, Lease
from media_worker.control.product_clock import ProductClock
from meeting_contract.control import Heartbeat, HeartbeatReply
from tests.fakes.functions_api import FakeFunctions, served

HEARTBEAT = Heartbeat("ws://127.0.0.1/signal", "ready", 200, 0.5, 0.0, ())


def test_a_lease_counts_from_the_moment_of_asking() -> None:
    lease = Lease()
    assert not lease.alive(0.0)

    lease.renew(asked_at_s=10.0, lease_s=3.0)

    assert lease.alive(12.999)
    assert not lease.alive(13.0)


def test_the_product_clock_follows_the_functions_and_never_goes_back() -> None:
    system = [1000]
    clock = ProductClock(lambda: system[0])

    clock.follow(1000 + 3_600_000)
    assert clock.now_ms() == 3_601_000
    clock.follow(1000)
    assert clock.now_ms() == 3_601_000
    system[0] += 4_000_000
    assert clock.now_ms() == 4_001_000


def test_the_jitter_of_the_network_does_not_shake_the_clock() -> None:
    system = [1000]
    clock = ProductClock(lambda: system[0])

    clock.follow(1200)

    assert clock.now_ms() == 1000


def test_heartbeats_carry_the_secret_over_one_connection() -> None:
    with served(FakeFunctions()) as functions:
        client = FunctionsClient(functions.url, "worker-1", "the secret")

        for _ in range(2):
            reply = asyncio.run(client.exchange(HEARTBEAT))

        assert abs(reply.now_ms - time.time() * 1000) < 5000
        assert functions.heartbeats == [HEARTBEAT, HEARTBEAT]
        assert functions.secrets == {"Bearer the secret"}


def test_a_connection_that_went_stale_is_opened_again() -> None:
    with served(FakeFunctions()) as functions:
        functions.closes_each_connection = True
        client = FunctionsClient(functions.url, "worker-1", "s")

        for _ in range(3):
            asyncio.run(client.exchange(HEARTBEAT))

        assert len(functions.heartbeats) == 3


def test_a_refusal_nonsense_and_silence_are_control_plane_errors() -> None:
    with served(FakeFunctions()) as functions:
        client = FunctionsClient(functions.url, "worker-1", "s")
        functions.status = 403
        with pytest.raises(ControlPlaneError, match="403"):
            asyncio.run(client.exchange(HEARTBEAT))
        functions.status = 200
        functions.answer = lambda *_: b"<html>"  # type: ignore[method-assign]
        with pytest.raises(ControlPlaneError):
            asyncio.run(client.exchange(HEARTBEAT))
    with pytest.raises(ControlPlaneError):
        asyncio.run(client.exchange(HEARTBEAT))


@pytest.mark.parametrize("url", ["", "ftp://functions", "127.0.0.1:8000"])
def test_an_address_that_is_not_http_is_refused_at_once(url: str) -> None:
    with pytest.raises(ValueError, match="address"):
        FunctionsClient(url, "worker-1", "s")


class Exchange:
    """Answers, or fails while `down`."""

    def __init__(self) -> None:
        self.beats = 0
        self.down = False
        self.twice = asyncio.Event()

    async def __call__(self, _heartbeat: Heartbeat) -> HeartbeatReply:
        self.beats += 1
        if self.beats == 2:
            self.twice.set()
        if self.down:
            raise ControlPlaneError("down")
        return HeartbeatReply(3.0, 0, ())


def beating(exchange: Exchange, lease: Lease, replies: list[HeartbeatReply]) -> Heartbeats:
    return Heartbeats(lease, exchange, lambda: HEARTBEAT, replies.append, lambda: 0.0)


def test_an_answer_renews_the_lease_and_a_failure_does_not() -> None:
    async def scenario() -> None:
        exchange, lease, replies = Exchange(), Lease(), list[HeartbeatReply]()
        heartbeats = beating(exchange, lease, replies)
        exchange.down = True
        await heartbeats.beat()
        assert (lease.alive(0.0), heartbeats.failures, replies) == (False, 1, [])
        exchange.down = False
        await heartbeats.beat()
        assert (lease.alive(0.0), len(replies)) == (True, 1)

    asyncio.run(scenario())


def test_what_cannot_wait_is_told_at_once() -> None:
    """The first participant's moment (F3) goes up without waiting for the next second."""

    async def scenario() -> None:
        exchange = Exchange()
        heartbeats = beating(exchange, Lease(), [])
        running = asyncio.create_task(heartbeats.run())
        await asyncio.sleep(0)
        heartbeats.soon()
        async with asyncio.timeout(0.9):
            await exchange.twice.wait()
        running.cancel()

    asyncio.run(scenario())


def test_cancelling_wins_over_a_heartbeat_that_is_wanted() -> None:
    async def scenario() -> None:
        heartbeats = beating(Exchange(), Lease(), [])
        running = asyncio.create_task(heartbeats.run())
        await asyncio.sleep(0)
        heartbeats.soon()
        running.cancel()
        async with asyncio.timeout(0.9):
            await asyncio.gather(running, return_exceptions=True)
        assert running.cancelled()

    asyncio.run(scenario())


def test_a_defect_in_one_heartbeat_does_not_end_them() -> None:
    async def scenario() -> None:
        beats: list[Heartbeat] = []
        again = asyncio.Event()

        async def exchange(heartbeat: Heartbeat) -> HeartbeatReply:
            beats.append(heartbeat)
            if len(beats) == 1:
                raise RuntimeError("a defect")
            again.set()
            return HeartbeatReply(3.0, 0, ())

        heartbeats = Heartbeats(
            Lease(), exchange, lambda: HEARTBEAT, lambda _: None, time.monotonic
        )
        running = asyncio.create_task(heartbeats.run())
        await asyncio.sleep(0)
        heartbeats.soon()
        async with asyncio.timeout(5):
            await again.wait()
        running.cancel()

    asyncio.run(scenario())
