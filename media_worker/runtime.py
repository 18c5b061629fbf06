"""The life of a worker process: listen, beat, tick; on a signal drain, report, and go."""

import asyncio
import hmac
import logging
import ssl
import time
from collections.abc import Awaitable, Callable, Iterator
from http import HTTPStatus
from typing import Protocol

import msgspec
from websockets.datastructures import Headers

from media_worker.config import WorkerConfig
from media_worker.control.heartbeats import Heartbeats, Lease
from media_worker.control.product_clock import ProductClock
from media_worker.control.report_queue import ReportQueue
from media_worker.effect_executor import Surroundings
from media_worker.ids import new_id
from media_worker.metrics import PROMETHEUS_TEXT, Metric, of_counters, render
from media_worker.room.media_plane import MediaEvent, MediaEventSink, MediaPlane
from media_worker.room.registry import RoomRegistry
from media_worker.signalling.gate import TokenGate
from media_worker.switchboard import Switchboard
from media_worker.transport.feedback import MediaMetrics
from media_worker.transport.websocket import Page, SignallingServer
from meeting_contract.control import Heartbeat, HeartbeatReply

# The end of a meeting may be a second late at most (F3 allows two).
TICK_S = 0.25
_GOODBYE_S = 2.0
_FLUSH_S = 10.0

_log = logging.getLogger(__name__)


class WorkerMedia(MediaPlane, Protocol):
    """A media plane with what its process needs beside the rooms."""

    @property
    def metrics(self) -> MediaMetrics:
        """Counters since start."""

    async def aclose(self) -> None:
        """Say goodbye to every peer and stop."""


class LoopLag:
    """How late the event loop runs: the worst of the last second."""

    def __init__(self) -> None:
        self._worst: list[tuple[float, float]] = []

    def note(self, now_s: float, late_s: float) -> None:
        self._worst = [(at, late) for at, late in self._worst if now_s - at < 1.0]
        self._worst.append((now_s, late_s))

    @property
    def ms(self) -> float:
        return max((late for _, late in self._worst), default=0.0) * 1000


class Worker:
    """Construct it on the running loop; `run` returns when it has drained.

    `listening` is the signalling port, once it is open.
    """

    def __init__(
        self,
        config: WorkerConfig,
        open_media: Callable[[MediaEventSink], WorkerMedia],
        exchange: Callable[[Heartbeat], Awaitable[HeartbeatReply]],
        reports: ReportQueue,
    ) -> None:
        self._config = config
        self._reports = reports
        self._clock = ProductClock(lambda: time.time_ns() // 1_000_000)
        self._lease = Lease()
        self._lag = LoopLag()
        self._draining = False
        self.listening: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._packets = (time.monotonic(), 0)
        self._media = open_media(self._media_event)
        self._heartbeats = Heartbeats(
            self._lease, exchange, self._heartbeat, self._obey, time.monotonic
        )
        self._board = Switchboard(
            TokenGate(config.join_keys, config.worker_id),
            RoomRegistry(config.worker_id, new_id),
            self._media,
            Surroundings(
                self._clock.now_ms, self._may_open_rooms, reports.put, self._heartbeats.soon
            ),
        )
        self._server = SignallingServer(
            self._board.open_line,
            {"/healthz": self._health, "/metrics": self._metrics},
            config.allowed_origins,
        )

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set, then drain."""
        self._reports.start()
        port = await self._server.start(
            self._config.signal_host, self._config.signal_port, _tls(self._config)
        )
        self.listening.set_result(port)
        _log.info("worker ready", extra={"worker_id": self._config.worker_id, "port": port})
        async with asyncio.TaskGroup() as tasks:
            working = [
                tasks.create_task(self._heartbeats.run()),
                tasks.create_task(self._tick()),
            ]
            await stop.wait()
            await self._drain()
            for task in working:
                task.cancel()
        await self._leave()

    async def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due_s = loop.time() + TICK_S
            await asyncio.sleep(TICK_S)
            self._lag.note(loop.time(), loop.time() - due_s)
            self._board.tick()

    async def _drain(self) -> None:
        """Open no room any more, and let those that run go on as long as they may."""
        _log.info("draining", extra={"rooms": len(self._board.statuses())})
        self._draining = True
        self._heartbeats.soon()
        await _until(lambda: not self._participants(), self._config.drain_s)
        self._board.end_all("drained")
        await _until(lambda: not self._board.lines, _GOODBYE_S)

    async def _leave(self) -> None:
        await self._server.stop()
        await self._media.aclose()
        if not await asyncio.to_thread(self._reports.flush, _FLUSH_S):
            _log.error("reports lost", extra={"count": len(self._reports)})
        await self._heartbeats.beat()
        await asyncio.to_thread(self._reports.stop)
        _log.info("worker gone")

    def _heartbeat(self) -> Heartbeat:
        plane = self._media.metrics.plane
        now_s, packets = time.monotonic(), plane.packets_in + plane.packets_out
        before_s, before = self._packets
        self._packets = (now_s, packets)
        return Heartbeat(
            signalling_url=self._config.signalling_url,
            state="draining" if self._draining else "ready",
            capacity=self._config.capacity,
            loop_lag_ms=round(self._lag.ms, 1),
            packets_per_s=round((packets - before) / max(now_s - before_s, 0.001), 1),
            rooms=self._board.statuses(),
        )

    def _obey(self, reply: HeartbeatReply) -> None:
        self._clock.follow(reply.now_ms)
        self._board.obey(reply)

    def _media_event(self, event: MediaEvent) -> None:
        self._board.media_event(event)

    def _may_open_rooms(self) -> bool:
        return not self._draining and self._lease.alive(time.monotonic())

    def _participants(self) -> int:
        return sum(room.participants for room in self._board.statuses())

    def _health(self, _headers: Headers) -> Page:
        leased = self._lease.alive(time.monotonic())
        state = "draining" if self._draining else "ready" if leased else "without_lease"
        status = HTTPStatus.OK if state == "ready" else HTTPStatus.SERVICE_UNAVAILABLE
        facts = {"state": state, "leased": leased, "rooms": len(self._board.statuses())}
        return Page(status, "application/json", msgspec.json.encode(facts).decode() + "\n")

    def _metrics(self, headers: Headers) -> Page:
        """Answer Prometheus, which shows the worker's secret: the port is open to everybody."""
        shown = headers.get("Authorization", "").encode(errors="surrogateescape")
        if not hmac.compare_digest(shown, f"Bearer {self._config.secret}".encode()):
            return Page(HTTPStatus.UNAUTHORIZED, "text/plain", "unauthorized\n")
        return Page(HTTPStatus.OK, PROMETHEUS_TEXT, render(self._measure()))

    def _measure(self) -> Iterator[Metric]:
        def gauge(name: str, meaning: str, value: float) -> Metric:
            return Metric(f"onmeeting_{name}", "gauge", meaning, value)

        yield gauge("rooms", "Meetings on this worker", len(self._board.statuses()))
        yield gauge("participants", "People in meetings", self._participants())
        yield gauge("sockets", "Open signalling sockets", self._board.lines)
        yield gauge("capacity_seats", "Seats this worker offers", self._config.capacity)
        yield gauge("loop_lag_ms", "Worst delay of the event loop in a second", self._lag.ms)
        yield gauge("leased", "May open rooms", float(self._may_open_rooms()))
        yield gauge("draining", "Is on its way out", float(self._draining))
        yield gauge("reports_waiting", "Reports not yet in the queue", len(self._reports))
        yield Metric(
            "onmeeting_heartbeat_failures_total",
            "counter",
            "Heartbeats without an answer",
            self._heartbeats.failures,
        )
        yield from of_counters("onmeeting_media", self._media.metrics)


def _tls(config: WorkerConfig) -> ssl.SSLContext | None:
    if not config.tls_cert:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(config.tls_cert, config.tls_key or None)
    return context


async def _until(done: Callable[[], bool], timeout_s: float) -> None:
    deadline_s = time.monotonic() + timeout_s
    while not done() and time.monotonic() < deadline_s:  # noqa: ASYNC110 (many causes, one wait)
        await asyncio.sleep(0.05)
