"""The C packet mill behind light peers: built once from tests/bench/native/load.c, driven here."""

import ctypes
import shutil
import subprocess
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.media.loadclient.dtls import SRTP_PROFILE_LIBSRTP
from tests.media.loadclient.peer import LightPeer, rtp_header
from tests.media.loadclient.sdp import Kind, Section

_ROOT = Path(__file__).parents[3]
_SOURCE = _ROOT / "tests/bench/native/load.c"
_LIBRARY = _ROOT / "build/bench/libload.so"
_MAX_LATENCIES = 2_000_000


class EngineError(Exception):
    """The engine cannot be built, or refuses a stream."""


@dataclass(frozen=True)
class Pace:
    packets_per_s: float
    payload_bytes: int


# A voice in Opus with 20 ms frames; a thumbnail of 25 frames a second, a packet each.
PACES: dict[Kind, Pace] = {"audio": Pace(50, 100), "video": Pace(25, 750)}


class Counts(ctypes.Structure):
    """Since the start, all streams and receivers together; mirrors load_counts_t."""

    _fields_ = [
        ("sent", ctypes.c_uint64),
        ("send_errors", ctypes.c_uint64),
        ("received", ctypes.c_uint64),
        ("received_bytes", ctypes.c_uint64),
        ("undecryptable", ctypes.c_uint64),
    ]
    sent: int
    send_errors: int
    received: int
    received_bytes: int
    undecryptable: int


def build() -> Path:
    """Compile when the source is newer; needs gcc and Debian's libsrtp2-dev."""
    if _LIBRARY.exists() and _LIBRARY.stat().st_mtime >= _SOURCE.stat().st_mtime:
        return _LIBRARY
    compiler = shutil.which("gcc")
    if compiler is None:
        raise EngineError("the load client needs gcc and libsrtp2-dev (apt-get install them)")
    _LIBRARY.parent.mkdir(parents=True, exist_ok=True)
    flags = ["-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC"]
    command = [compiler, *flags, "-o", str(_LIBRARY), str(_SOURCE), "-lsrtp2", "-lpthread"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if result.returncode:
        raise EngineError(result.stderr)
    return _LIBRARY


@cache
def _library() -> ctypes.CDLL:
    library = ctypes.CDLL(str(build()))
    library.load_add_stream.argtypes = [
        ctypes.c_int,
        ctypes.c_char_p,
        ctypes.c_int,
        ctypes.c_int,
        ctypes.c_char_p,
        ctypes.c_int,
        ctypes.c_int,
        ctypes.c_double,
    ]
    library.load_add_receiver.argtypes = [ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_int]
    if library.load_init():
        raise EngineError("libsrtp did not start")
    return library


class LoadEngine:
    """One a process. Add peers, start, and read; the threads never hold Python's lock."""

    def __init__(self) -> None:
        self._library = _library()

    def send(self, peer: LightPeer, section: Section) -> None:
        """Send a stream of the section's kind from this peer once started."""
        header, pace = rtp_header(section), PACES[section.kind]
        refused = self._library.load_add_stream(
            peer.fileno(),
            peer.keys.send,
            SRTP_PROFILE_LIBSRTP,
            section.kind == "video",
            header,
            len(header),
            pace.payload_bytes,
            pace.packets_per_s,
        )
        if refused:
            raise EngineError("the engine refused a stream")

    def receive(self, peer: LightPeer, *, decrypt: bool) -> None:
        """Count what this peer receives; with `decrypt` also measure how long it was under way."""
        if self._library.load_add_receiver(
            peer.fileno(), peer.keys.receive, SRTP_PROFILE_LIBSRTP, decrypt
        ):
            raise EngineError("the engine refused a receiver")

    def start(self) -> None:
        if self._library.load_start():
            raise EngineError("the engine's threads did not start")

    def stop(self) -> None:
        self._library.load_stop()

    def measure(self, *, on: bool) -> None:
        self._library.load_measure(on)

    def counts(self) -> Counts:
        counts = Counts()
        self._library.load_counts(ctypes.byref(counts))
        return counts

    def wait_received(self, packets: int, timeout_s: float) -> bool:
        """Block until so many packets have come in all; False when they do not."""
        deadline_s = time.monotonic() + timeout_s
        while self.counts().received < packets:
            if time.monotonic() > deadline_s:
                return False
            time.sleep(0.02)
        return True

    def latencies_ms(self) -> list[float]:
        buffer = (ctypes.c_float * _MAX_LATENCIES)()
        return list(buffer[: self._library.load_latencies(buffer, _MAX_LATENCIES)])
