"""A process the local cloud runs: started, watched, told to stop, and waited for."""

import os
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

from localstack.errors import ChildDiedError, LocalCloudError

_LOG_TAIL_BYTES = 4000
_POLL_S = 0.05


class Child:
    """One running program whose output goes to a log file.

    It gets a session of its own, so that Ctrl-C in the terminal reaches the runner only and the
    runner stops everything in order.
    """

    def __init__(
        self, name: str, command: Sequence[str], environment: Mapping[str, str], log: Path
    ) -> None:
        self.name = name
        self._log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                command,
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    def check(self) -> None:
        """Raise ChildDiedError if the process has ended."""
        code = self._process.poll()
        if code is not None:
            raise ChildDiedError(self.name, code, self._last_words())

    def wait_until_answering(self, url: str, timeout_s: float) -> None:
        """Return once `url` answers with success; raise if the process ends or takes too long."""
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            self.check()
            try:
                with urllib.request.urlopen(url, timeout=2):  # noqa: S310  # our own http address
                    return
            except (urllib.error.URLError, TimeoutError, ConnectionError):
                time.sleep(_POLL_S)
        raise LocalCloudError(f"{self.name} did not answer at {url} within {timeout_s:.0f} s")

    def stop(self, grace_s: float) -> bool:
        """Ask it to end, wait, and kill it after `grace_s`. False when it had to be killed."""
        if self._process.poll() is not None:
            return True
        self._process.terminate()
        try:
            self._process.wait(grace_s)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            return False
        return True

    def _last_words(self) -> str:
        with self._log.open("rb") as log:
            log.seek(0, os.SEEK_END)
            log.seek(max(0, log.tell() - _LOG_TAIL_BYTES))
            return log.read().decode(errors="replace").strip()
