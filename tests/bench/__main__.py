"""`python -m tests.bench [name ...]`: figures as lines `name value unit`, and build/bench.json.

A name, or the start of one, selects its bench; without names, all run.
"""

import argparse
import os
import platform
import signal
import sys
import traceback
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from tests.bench import functions_http, functions_import, joining, media
from tests.bench.figures import Bench, Figure

BENCHES: tuple[Bench, ...] = (
    *functions_import.BENCHES,
    *functions_http.BENCHES,
    *joining.BENCHES,
    *media.BENCHES,
)
_OUTPUT = Path(__file__).parents[2] / "build/bench.json"


def selected(names: list[str]) -> list[Bench]:
    return [bench for bench in BENCHES if not names or any(map(bench.is_meant_by, names))]


def run(bench: Bench, figures: list[Figure]) -> bool:
    """Print and collect; a bench that fails says so and does not stop the others."""
    try:
        for figure in bench.measure():
            figures.append(figure)
            if comment := figure.comment():
                print(f"# {comment}")
            print(figure.line(), flush=True)
    except Exception:  # noqa: BLE001  (reported, and the exit code says it)
        traceback.print_exc()
        return False
    return True


def write(figures: list[Figure]) -> None:
    machine = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "load_average": os.getloadavg(),
    }
    document = {"machine": machine, "figures": [asdict(figure) for figure in figures]}
    _OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    _OUTPUT.write_bytes(msgspec.json.format(msgspec.json.encode(document), indent=2))


def main() -> int:
    # What a bench started ends with it, also when it is told to stop.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="e.g. functions, media.python.vs_janus")
    names: list[str] = parser.parse_args().names
    benches = selected(names)
    if not benches:
        known = "\n".join(name for bench in BENCHES for name in bench.names)
        print(f"no such figure; there are:\n{known}", file=sys.stderr)
        return 2
    figures: list[Figure] = []
    results = [run(bench, figures) for bench in benches]
    write(figures)
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
