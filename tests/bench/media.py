"""What a core forwards, ours against Debian's Janus in one go; and the time we add.

Load: 3 microphones at 50 packets/s and 9 cameras at 25 packets/s, 375 packets/s in; every one of
100 subscribers receives all of them: 37,500 packets/s out, the free plan's full room.
"""

import statistics
from collections.abc import Iterator
from typing import Literal

import msgspec

from tests.bench.figures import Bench, Figure
from tests.bench.namespace import run_in_namespace
from tests.bench.room import Run
from tests.media.loadclient.engine import build

ALTERNATING_RUNS = 5
FULL_ROOM, SMALL_ROOM = 100, 10
SECONDS = 8.0
_RUN_TIMEOUT_S = 180


def run_forwarder(name: Literal["janus", "python"], subscribers: int) -> Run:
    arguments = ["-m", "tests.bench.room", name]
    arguments += ["--subscribers", str(subscribers), "--seconds", str(SECONDS)]
    return msgspec.json.decode(run_in_namespace(arguments, _RUN_TIMEOUT_S), type=Run)


def _per_core(name: str, runs: list[Run]) -> Figure:
    raw = tuple(run.packets_per_core for run in runs)
    delivered = statistics.median(run.delivered for run in runs)
    cores = statistics.median(run.cores for run in runs)
    note = f"{runs[0].srtp}; {delivered:.1%} of packets delivered with {cores:.2f} core"
    return Figure(name, statistics.median(raw), "packets/s", raw, note)


def measure_forwarding() -> Iterator[Figure]:
    build()
    pairs = [
        (run_forwarder("python", FULL_ROOM), run_forwarder("janus", FULL_ROOM))
        for _ in range(ALTERNATING_RUNS)
    ]
    yield _per_core("media.python.packets_per_core", [ours for ours, _ in pairs])
    yield _per_core("media.janus.packets_per_core", [janus for _, janus in pairs])
    ratios = tuple(ours.packets_per_core / janus.packets_per_core for ours, janus in pairs)
    yield Figure("media.python.vs_janus", statistics.median(ratios), "times", ratios)


def measure_latency() -> Iterator[Figure]:
    """One way from a publisher's stamp to a subscriber's clock: all of it counted as added."""
    build()
    for subscribers, suffix in ((SMALL_ROOM, ""), (FULL_ROOM, "_full_room")):
        runs = [run_forwarder("python", subscribers) for _ in range(3)]
        for percentile in ("p50", "p99"):
            raw = tuple(float(getattr(run, f"latency_{percentile}_ms")) for run in runs)
            yield Figure(
                f"media.python.added_latency{suffix}_{percentile}_ms",
                statistics.median(raw),
                "ms",
                raw,
                f"{subscribers} subscribers x 375 packets/s",
            )


BENCHES = (
    Bench(("media.python.added_latency",), measure_latency),
    Bench(
        (
            "media.python.packets_per_core",
            "media.janus.packets_per_core",
            "media.python.vs_janus",
        ),
        measure_forwarding,
    ),
)
