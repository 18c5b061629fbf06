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
    """Measures all figures whose names start with `name`."""

    name: str
    measure: Callable[[], Iterable[Figure]]
