"""A process the local cloud runs: started, watched, told to stop, and waited for."""

import os
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from localstack.errors import ChildDiedError, LocalCloudError

_LOG_TAIL_BYTES = 4000
_POLL_S = 0.05
# Our own programs are modules of this checkout.
_ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Program:
    """What to run, where it says that it is ready, and how long it may take to start and stop."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    health_url: str
    start_timeout_s: float
    stop_grace_s: float


class Child:
    """One running program whose output goes to its log file.

    It gets a session of its own, so that Ctrl-C in the terminal reaches the runner only and the
    runner stops everything in order. As a context manager it is ready inside and gone after.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        program.log.parent.mkdir(parents=True, exist_ok=True)
        with program.log.open("ab") as output:
            self._process = subprocess.Popen(
                program.command,
                cwd=_ROOT,
                env={**os.environ, **program.environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    def __enter__(self) -> Self:
        try:
            self.wait_until_ready()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def check(self) -> None:
        """Raise ChildDiedError if the process has ended."""
        code = self._process.poll()
        if code is not None:
            raise ChildDiedError(self.program.name, code, self._last_words())

    def wait_until_ready(self) -> None:
        """Return once its health address answers; raise if it ends or takes too long."""
        program = self.program
        deadline = time.monotonic() + program.start_timeout_s
        while time.monotonic() < deadline:
            self.check()
            try:
                with urllib.request.urlopen(program.health_url, timeout=2):  # noqa: S310  # ours
                    return
            except (urllib.error.URLError, TimeoutError, ConnectionError):
                time.sleep(_POLL_S)
        raise LocalCloudError(
            f"{program.name} was not ready within {program.start_timeout_s:.0f} s. "
            f"Its last words:\n{self._last_words()}"
        )

    def stop(self) -> bool:
        """Ask it to end, wait, and kill it after its grace. False when it had to be killed."""
        if self._process.poll() is not None:
            return True
        self._process.terminate()
        try:
            self._process.wait(self.program.stop_grace_s)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            return False
        return True

    def _last_words(self) -> str:
        with self.program.log.open("rb") as log:
            log.seek(0, os.SEEK_END)
            log.seek(max(0, log.tell() - _LOG_TAIL_BYTES))
            return log.read().decode(errors="replace").strip()
