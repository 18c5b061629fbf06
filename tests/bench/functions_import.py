"""How long a cold start spends importing: the application, and the three libraries it stands on."""

import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.bench.figures import Bench, Figure

INTERPRETERS = 11
_FUNCTIONS = Path(__file__).parents[2] / "functions"
_CLOCK = "import time; start = time.perf_counter(); {}; print(time.perf_counter() - start)"
_APPLICATION = "import app"
_LIBRARIES = "import boto3, chalice, pynamodb, pynamodb.models"


def _import_ms(statement: str) -> float:
    """Import in a fresh interpreter whose bytecode is cached, as in a published package."""
    result = subprocess.run(
        [sys.executable, "-c", _CLOCK.format(statement)],
        cwd=_FUNCTIONS,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(result.stdout) * 1000


def measure_cold_import() -> Iterator[Figure]:
    _import_ms(_APPLICATION)
    pairs = [(_import_ms(_APPLICATION), _import_ms(_LIBRARIES)) for _ in range(INTERPRETERS)]
    application = tuple(pair[0] for pair in pairs)
    libraries = tuple(pair[1] for pair in pairs)
    value, floor = statistics.median(application), statistics.median(libraries)
    yield Figure("functions.cold_import_ms", value, "ms", application)
    yield Figure("functions.cold_import_libraries_ms", floor, "ms", libraries)
    yield Figure("functions.cold_import_ratio", value / floor, "times")


BENCHES = (Bench("functions.cold_import", measure_cold_import),)
