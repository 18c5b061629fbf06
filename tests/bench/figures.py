"""A figure: a name, a value, a unit, and the raw values behind it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """`raw` holds every run's value; `note` says what a reader must know to compare."""

    name: str
    value: float
    unit: str
    raw: tuple[float, ...] = ()
    note: str = ""

    def line(self) -> str:
        return f"{self.name} {self.value:.6g} {self.unit}"

    def comment(self) -> str:
        raw = " ".join(f"{value:.6g}" for value in self.raw)
        return "  ".join(part for part in (f"raw: {raw}" if raw else "", self.note) if part)


@dataclass(frozen=True)
class Bench:
    """Measures, in one go, the figures whose names start with one of `names`."""

    names: tuple[str, ...]
    measure: Callable[[], Iterable[Figure]]

    def is_meant_by(self, wanted: str) -> bool:
        """`wanted` is a figure's name or the start of some: functions, media.janus."""
        return any(name.startswith(wanted) or wanted.startswith(name) for name in self.names)
