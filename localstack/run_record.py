"""Which processes a run started, kept on disk so that the next run can end what a kill left.

The lock is the kernel's (flock): it ends with its process, so it is never stale. The record lists
process ids with their start times: an id alone may by now belong to somebody else's process.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from localstack.errors import LocalCloudError

_GRACE_S = 30
# psutil's start times are the same number each time they are read, up to float formatting.
_SAME_START_S = 0.05


@contextmanager
def exclusive(home: Path, address: str) -> Iterator[None]:
    """Hold the run lock of this checkout; raise when another run holds it."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "run.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise LocalCloudError(
                f"OnMeeting already runs from this folder ({lock.read().strip()}). "
                "Stop it with Ctrl-C in its terminal first."
            ) from None
        lock.truncate(0)
        lock.write(f"process {os.getpid()}, {address}")
        lock.flush()
        yield


class RunRecord:
    """The processes of the current run, rewritten at each start."""

    def __init__(self, home: Path) -> None:
        self._path = home / "run.json"
        self._processes: list[tuple[int, float]] = []

    def add(self, pid: int) -> None:
        self._processes.append((pid, psutil.Process(pid).create_time()))
        self._path.write_text(json.dumps(self._processes))

    def clear(self) -> None:
        self._processes = []
        self._path.unlink(missing_ok=True)

    def end_leftovers(self) -> int:
        """End what an earlier run left behind; return how many processes that were."""
        left = list(_alive(self._read()))
        # Started last, ended first; the cloud saves its state when it is asked to end.
        for process in reversed(left):
            with suppress(psutil.NoSuchProcess):
                process.terminate()
        _, stubborn = psutil.wait_procs(left, timeout=_GRACE_S)
        for process in stubborn:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self.clear()
        return len(left)

    def _read(self) -> Sequence[tuple[int, float]]:
        try:
            return [(int(pid), float(start)) for pid, start in json.loads(self._path.read_text())]
        except FileNotFoundError:
            return []
        except (ValueError, TypeError):
            # The machine stopped while it was written; then nothing of that run is alive either.
            return []


def _alive(processes: Sequence[tuple[int, float]]) -> Iterator[psutil.Process]:
    for pid, start in processes:
        with suppress(psutil.NoSuchProcess):
            process = psutil.Process(pid)
            if abs(process.create_time() - start) < _SAME_START_S:
                yield process
