"""A whole worker over real sockets, with fake media, a fake queue and a fake of the functions."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from websockets.asyncio.client import ClientConnection, connect

from media_worker.config import WorkerConfig
from media_worker.control.functions_client import FunctionsClient
from media_worker.control.report_queue import ReportQueue
from media_worker.room.media_plane import MediaEventSink
from media_worker.runtime import Worker
from meeting_contract import signalling
from meeting_contract.control import Heartbeat
from meeting_contract.signalling import AnyClientMessage, AnyWorkerMessage
from meeting_contract.token import JoinClaims, sign_join_token
from tests.fakes.functions_api import FakeFunctions, served
from tests.fakes.media_plane import FakeMediaPlane
from tests.fakes.report_sink import FakeReportSink
from tests.unit.room.scene import claims

ORIGIN = "http://localhost:8000"
PATIENCE_S = 5.0
M = TypeVar("M")
_KEY = Ed25519PrivateKey.generate()


class Client:
    """A browser's signalling."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def say(self, message: AnyClientMessage) -> None:
        await self.socket.send(signalling.encode(message))

    async def hear(self, kind: type[M]) -> M:
        """Wait for the next message of a kind; the others on the way are passed over."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                message = signalling.decode_worker_message(await self.socket.recv())
                if isinstance(message, kind):
                    return message

    async def hear_any(self) -> AnyWorkerMessage:
        async with asyncio.timeout(PATIENCE_S):
            return signalling.decode_worker_message(await self.socket.recv())

    async def hear_the_end(self) -> None:
        async with asyncio.timeout(PATIENCE_S):
            await self.socket.wait_closed()


@dataclass
class Lab:
    config: WorkerConfig
    functions: FakeFunctions
    sink: FakeReportSink
    stop: asyncio.Event
    running: "asyncio.Task[None]"
    media: FakeMediaPlane
    port: int = 0
    clients: list[Client] = field(default_factory=list)

    async def client(self, origin: str | None = ORIGIN) -> Client:
        url = f"ws://127.0.0.1:{self.port}/signal"
        socket = await connect(url, origin=origin)  # type: ignore[arg-type]
        self.clients.append(Client(socket))
        return self.clients[-1]

    async def enter(self, who: JoinClaims, resume: str | None = None) -> Client:
        client = await self.client()
        await client.say(signalling.Hello(1, self.token(who), resume))
        return client

    def token(self, who: JoinClaims) -> str:
        """Sign as the functions would, just now by their clock."""
        iat = int(time.time() + self.functions.ahead_ms / 1000)
        jti = f"{who.jti}-{time.monotonic_ns()}"
        fresh = msgspec.structs.replace(who, iat=iat, exp=iat + 60, jti=jti)
        return sign_join_token(fresh, _KEY, "k1")

    async def host(self) -> Client:
        client = await self.enter(claims("An", "host"))
        await client.hear(signalling.Joined)
        return client

    async def get(self, path: str, authorization: str = "") -> tuple[int, str]:
        """Do a plain HTTP GET."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        lines = (f"GET {path} HTTP/1.1", "Host: worker", f"Authorization: {authorization}")
        writer.write("\r\n".join((*lines, "", "")).encode())
        head, _, body = (await reader.read()).decode().partition("\r\n\r\n")
        writer.close()
        return int(head.split()[1]), body

    async def until_health_is(self, status: int) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while (await self.get("/healthz"))[0] != status:  # noqa: ASYNC110 (as Prometheus would)
                await asyncio.sleep(0.02)

    async def heartbeat_with(self, wanted: Callable[[Heartbeat], object]) -> Heartbeat:
        """Wait for the worker to say so; heartbeats come in on a thread of their own."""
        async with asyncio.timeout(PATIENCE_S):
            while not wanted(self.functions.heartbeats[-1]):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        return self.functions.heartbeats[-1]

    async def drained(self) -> None:
        self.stop.set()
        async with asyncio.timeout(2 * PATIENCE_S):
            await self.running


def _config(api_url: str, drain_s: float) -> WorkerConfig:
    return WorkerConfig(
        worker_id="worker-1",
        api_url=api_url,
        secret="worker secret",
        join_keys={"k1": _KEY.public_key()},
        reports_queue_url="",
        signal_host="127.0.0.1",
        signal_port=0,
        media_host="127.0.0.1",
        media_port=0,
        announced=("127.0.0.1",),
        signalling_url="ws://127.0.0.1/signal",
        allowed_origins=(ORIGIN,),
        capacity=200,
        drain_s=drain_s,
        tls_cert="",
        tls_key="",
    )


@asynccontextmanager
async def running_lab(functions: FakeFunctions, drain_s: float = 0.2) -> AsyncIterator[Lab]:
    """Run a worker that has its lease; stop it afterwards if the test did not."""
    planes: list[FakeMediaPlane] = []

    def open_media(sink: MediaEventSink) -> FakeMediaPlane:
        planes.append(FakeMediaPlane(sink))
        return planes[0]

    with served(functions):
        config, sink, stop = _config(functions.url, drain_s), FakeReportSink(), asyncio.Event()
        client = FunctionsClient(config.api_url, config.worker_id, config.secret)
        worker = Worker(config, open_media, client.exchange, ReportQueue(sink))
        running = asyncio.create_task(worker.run(stop))
        lab = Lab(config, functions, sink, stop, running, planes[0])
        async with asyncio.timeout(PATIENCE_S):
            lab.port = await worker.listening
        await lab.until_health_is(200)
        try:
            yield lab
        finally:
            await asyncio.gather(*(client.socket.close() for client in lab.clients))
            await lab.drained()
