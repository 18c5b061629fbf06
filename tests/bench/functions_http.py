"""How fast the served functions answer on the embedded cloud: log-ins, joins, requests a second."""

import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from meeting_contract.control import HEARTBEAT_INTERVAL_S, Heartbeat
from tests.bench.api_client import ApiClient
from tests.bench.figures import Bench, Figure
from tests.bench.stack import Stack, functions_stack
from tests.functional import sign_up

LOG_INS, JOINS, JOINS_A_MEETING = 200, 300, 50
THROUGHPUT_VISITORS, THROUGHPUT_S = 8, 5.0
# Below the limits of an address: 30 log-ins, 120 writes and 600 reads a minute.
LOG_INS_AN_ADDRESS, READS_AN_ADDRESS = 25, 500

Form = dict[str, Any]


def loopback_address(number: int) -> str:
    """All of 127.0.0.0/8 is this machine; each address is a visitor of its own to the limits."""
    return f"127.1.{number // 250}.{number % 250 + 1}"


@contextmanager
def heartbeats(stack: Stack) -> Iterator[None]:
    """Stand in for a worker with seats for everybody, so that joins have somewhere to go."""
    worker = stack.stage.workers[0]
    beat = Heartbeat(worker.signalling_url, "ready", 10_000, 0.0, 0.0, ())
    stopped = threading.Event()

    def beat_on() -> None:
        with ApiClient(stack.port) as client:
            client.authorization = f"Bearer {stack.stage.provisioned.secrets['worker-secret']}"
            path = f"/api/workers/{worker.worker_id}/heartbeat"
            while not stopped.is_set():
                client.request("POST", path, msgspec.to_builtins(beat))
                stopped.wait(HEARTBEAT_INTERVAL_S)

    thread = threading.Thread(target=beat_on)
    thread.start()
    time.sleep(HEARTBEAT_INTERVAL_S)
    try:
        yield
    finally:
        stopped.set()
        thread.join()


def _log_in(client: ApiClient, form: Form) -> None:
    client.request("POST", "/api/sessions", {key: form[key] for key in ("email", "password")})


def _start_meetings(stack: Stack, form: Form) -> list[str]:
    host = sign_up.log_in(stack, form)
    answers = [
        host.post("/api/meetings", {"title": "Bench", "lobby": False})
        for _ in range(JOINS // JOINS_A_MEETING)
    ]
    return [answer.raise_for_status().json()["code"] for answer in answers]


def _timed_ms(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return (time.perf_counter() - start) * 1000


def _log_in_ms(stack: Stack, form: Form) -> Iterator[float]:
    for first in range(0, LOG_INS, LOG_INS_AN_ADDRESS):
        for _ in range(LOG_INS_AN_ADDRESS):
            with ApiClient(stack.port, loopback_address(first)) as client:
                yield _timed_ms(partial(_log_in, client, form))


def _join_ms(stack: Stack, codes: list[str]) -> Iterator[float]:
    for number in range(JOINS):
        path = f"/api/meetings/{codes[number // JOINS_A_MEETING]}/joins"
        body = {"name": f"Khách {number}", "tab_key": f"tab-key-of-the-bench-{number:08d}"}
        with ApiClient(stack.port, loopback_address(1000 + number)) as client:
            yield _timed_ms(partial(client.request, "POST", path, body))


def _figures(name: str, raw: list[float]) -> Iterator[Figure]:
    percentiles = statistics.quantiles(raw, n=100)
    note = f"{len(raw)} requests, one at a time, with a new connection each"
    yield Figure(f"functions.{name}_p50_ms", percentiles[49], "ms", note=note)
    yield Figure(f"functions.{name}_p99_ms", percentiles[98], "ms", note=note)


def _visit(stack: Stack, number: int, cookies: dict[str, str]) -> int:
    """One keep-alive visitor, as fast as it can, with addresses below their limit."""
    deadline = time.monotonic() + THROUGHPUT_S
    done = 0
    while time.monotonic() < deadline:
        address = loopback_address(3000 + number * 500 + done // READS_AN_ADDRESS)
        with ApiClient(stack.port, address) as client:
            client.cookies = cookies
            for _ in range(READS_AN_ADDRESS):
                if time.monotonic() > deadline:
                    break
                client.request("GET", "/api/sessions/current")
                done += 1
    return done


def _throughput(stack: Stack, name: str, cookies: dict[str, str], note: str) -> Figure:
    with ThreadPoolExecutor(THROUGHPUT_VISITORS) as pool:
        visits = [
            pool.submit(_visit, stack, number, cookies) for number in range(THROUGHPUT_VISITORS)
        ]
        rate = sum(visit.result() for visit in visits) / THROUGHPUT_S
    note = f"GET /api/sessions/current, {note}; {THROUGHPUT_VISITORS} at a time"
    return Figure(f"functions.{name}", rate, "requests/s", note=note)


def _measure_throughput(stack: Stack, form: Form) -> Iterator[Figure]:
    """What the served framework does by itself, and with the emulator's tables behind it."""
    with ApiClient(stack.port, loopback_address(2000)) as client:
        _log_in(client, form)
        signed_in = client.cookies
    yield _throughput(stack, "requests_per_s", {}, "not signed in: no table is read")
    yield _throughput(stack, "requests_per_s_signed_in", signed_in, "signed in: tables are read")


def measure_http() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder, functions_stack(Path(folder)) as stack:
        form = sign_up.sign_up(stack)
        codes = _start_meetings(stack, form)
        yield from _figures("login", list(_log_in_ms(stack, form)))
        with heartbeats(stack):
            yield from _figures("join", list(_join_ms(stack, codes)))
        yield from _measure_throughput(stack, form)


BENCHES = (Bench(("functions.login", "functions.join", "functions.requests_per_s"), measure_http),)
