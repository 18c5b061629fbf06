"""Progress a person reads: each step with its time, drawn over itself only on a terminal."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

_WIDTH = 46
_CLEAR_LINE = "\r\x1b[2K"


class Steps:
    """Writes `  ✓ The embedded cloud .......... 0.8 s` for each step that went well."""

    def __init__(self, out: TextIO = sys.stdout) -> None:
        self._out = out
        self._live = out.isatty()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        began = time.monotonic()
        if self._live:
            self._write(f"  … {name}")
        try:
            yield
        except BaseException:
            self._finish("✗", name, began)
            raise
        self._finish("✓", name, began)

    def say(self, text: str = "") -> None:
        self._write(f"{text}\n")

    def _finish(self, mark: str, name: str, began: float) -> None:
        start = _CLEAR_LINE if self._live else ""
        dots = "." * max(3, _WIDTH - len(name))
        self._write(f"{start}  {mark} {name} {dots} {time.monotonic() - began:.1f} s\n")

    def _write(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()
