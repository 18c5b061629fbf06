"""One load run: a forwarder alone on a core, its clients on another, and what a core forwarded.

`python -m tests.bench.room janus|python` prints one JSON object. Run it in a network namespace
with the address MEDIA_ADDRESS (tests.bench.namespace): Janus will not use loopback.
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

import msgspec
import psutil

from localstack.ports import any_free
from meeting_contract.token import Limits
from tests.bench.janus import JanusRoom, start_janus
from tests.bench.namespace import MEDIA_ADDRESS, MEDIA_INTERFACE
from tests.bench.srtp_libraries import janus_srtp, python_srtp
from tests.media.loadclient.engine import Counts, LoadEngine
from tests.media.loadclient.participant import Participant
from tests.media.loadclient.peer import LightPeer
from tests.media.loadclient.sdp import Kind, Section
from tests.media.loadclient.worker import Worker, running_worker

PUBLISHERS: tuple[Kind, ...] = ("audio",) * 3 + ("video",) * 9
CONNECT_TOGETHER = 10
DECRYPTING_RECEIVERS = 4
SETTLE_S = 4


class Forwarder(Protocol):
    """A meeting on a server under load; publishers come first."""

    pid: int
    srtp: str

    async def publisher(self, kind: Kind) -> tuple[LightPeer, Section]: ...

    async def subscriber(self) -> LightPeer: ...


@dataclass(frozen=True)
class Run:
    """`delivered` is the share of what should have arrived; cores are CPU seconds a second."""

    forwarder: str
    srtp: str
    subscribers: int
    packets_in_per_s: float
    packets_out_per_s: float
    delivered: float
    cores: float
    packets_per_core: float
    latency_p50_ms: float
    latency_p99_ms: float


class WorkerMeeting:
    """Our worker, through its own signalling: every subscriber pins a camera and shows the rest."""

    srtp = python_srtp()

    def __init__(self, worker: Worker) -> None:
        self.pid = worker.pid
        self._worker = worker
        self._cameras: list[str] = []
        self._count = 0
        self._sockets: list[Participant] = []

    async def publisher(self, kind: Kind) -> tuple[LightPeer, Section]:
        name, participant = await self._enter()
        peer = LightPeer(MEDIA_ADDRESS)
        section = await participant.publish(peer, kind)
        if kind == "video":
            self._cameras.append(name)
        return peer, section

    async def subscriber(self) -> LightPeer:
        _, participant = await self._enter()
        peer = LightPeer(MEDIA_ADDRESS)
        await participant.watch(peer, self._cameras[0], self._cameras[1:])
        return peer

    async def close(self) -> None:
        await asyncio.gather(*[participant.close() for participant in self._sockets])

    async def _enter(self) -> tuple[str, Participant]:
        self._count += 1
        name = f"p{self._count}"
        token = self._worker.token(
            meeting_id="load", participant_id=name, limits=Limits(1000, None)
        )
        participant = await Participant.enter(self._worker.signalling_url, token)
        self._sockets.append(participant)
        return name, participant


class JanusMeeting(JanusRoom):
    srtp = janus_srtp()
    pid: int


@asynccontextmanager
async def worker_meeting(core: int) -> AsyncIterator[Forwarder]:
    with (
        tempfile.TemporaryDirectory() as folder,
        running_worker(
            Path(folder), address=MEDIA_ADDRESS, prefix=["taskset", "-c", str(core)]
        ) as worker,
    ):
        meeting = WorkerMeeting(worker)
        try:
            yield meeting
        finally:
            await meeting.close()


@asynccontextmanager
async def janus_meeting(core: int) -> AsyncIterator[Forwarder]:
    with tempfile.TemporaryDirectory() as folder:
        port = any_free()
        process = start_janus(Path(folder), port, core, MEDIA_INTERFACE)
        try:
            room = await JanusMeeting.open(port, MEDIA_ADDRESS)
            room.pid = process.pid
            yield room
            await room.close()
        finally:
            process.terminate()
            process.wait(timeout=10)


async def connect_all(forwarder: Forwarder, engine: LoadEngine, subscribers: int) -> None:
    for kind in PUBLISHERS:
        peer, section = await forwarder.publisher(kind)
        engine.send(peer, section)
    for first in range(0, subscribers, CONNECT_TOGETHER):
        batch = range(first, min(first + CONNECT_TOGETHER, subscribers))
        peers = await asyncio.gather(*[forwarder.subscriber() for _ in batch])
        for number, peer in zip(batch, peers, strict=True):
            engine.receive(peer, decrypt=number < DECRYPTING_RECEIVERS)


@dataclass(frozen=True)
class _Sample:
    at_s: float
    cpu_s: float
    counts: Counts


def _sample(process: psutil.Process, engine: LoadEngine) -> _Sample:
    times = process.cpu_times()
    now_s = asyncio.get_running_loop().time()
    return _Sample(now_s, times.user + times.system, engine.counts())


async def measure(
    name: str, forwarder: Forwarder, engine: LoadEngine, subscribers: int, seconds: float
) -> Run:
    process = psutil.Process(forwarder.pid)
    engine.start()
    await asyncio.sleep(SETTLE_S)
    engine.measure(on=True)
    before = _sample(process, engine)
    await asyncio.sleep(seconds)
    after = _sample(process, engine)
    engine.measure(on=False)
    engine.stop()
    wall_s, cpu_s = after.at_s - before.at_s, after.cpu_s - before.cpu_s
    sent = after.counts.sent - before.counts.sent
    received = after.counts.received - before.counts.received
    latencies = statistics.quantiles(engine.latencies_ms(), n=100)
    return Run(
        forwarder=name,
        srtp=forwarder.srtp,
        subscribers=subscribers,
        packets_in_per_s=sent / wall_s,
        packets_out_per_s=received / wall_s,
        delivered=received / (sent * subscribers),
        cores=cpu_s / wall_s,
        packets_per_core=received / cpu_s,
        latency_p50_ms=latencies[49],
        latency_p99_ms=latencies[98],
    )


async def run(name: str, subscribers: int, seconds: float) -> Run:
    server_core, load_core = sorted(os.sched_getaffinity(0))[:2]
    os.sched_setaffinity(0, {load_core})
    engine = LoadEngine()
    meeting = janus_meeting if name == "janus" else worker_meeting
    async with AsyncExitStack() as stack:
        forwarder = await stack.enter_async_context(meeting(server_core))
        await connect_all(forwarder, engine, subscribers)
        return await measure(name, forwarder, engine, subscribers, seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("forwarder", choices=["janus", "python"])
    parser.add_argument("--subscribers", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=8)
    options = parser.parse_args()
    result = asyncio.run(run(options.forwarder, options.subscribers, options.seconds))
    sys.stdout.buffer.write(msgspec.json.encode(asdict(result)) + b"\n")


if __name__ == "__main__":
    main()
