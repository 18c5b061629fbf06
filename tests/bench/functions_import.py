"""How long a cold start spends importing: the application, and the three libraries it stands on.

Measured in an environment that holds what the published package holds and nothing else: botocore
imports pyOpenSSL where it finds it (the workers bring it), which alone costs 200 ms.
"""

import os
import shutil
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.bench.figures import Bench, Figure

INTERPRETERS = 11
_ROOT = Path(__file__).parents[2]
_ENVIRONMENT = _ROOT / "build/bench/functions-environment"
_FUNCTIONS = _ROOT / "functions"
_PACKAGE = {
    "ONMEETING_STAGE": "local",
    "AWS_DEFAULT_REGION": "ap-southeast-1",
    # Chalice puts what vendor/ holds at the package's top.
    "PYTHONPATH": f"{_FUNCTIONS}{os.pathsep}{_FUNCTIONS / 'vendor'}",
}
_CLOCK = "import time; start = time.perf_counter(); {}; print(time.perf_counter() - start)"
_APPLICATION = "import app"
_LIBRARIES = "import boto3, chalice, pynamodb, pynamodb.models"


def prepare_environment() -> Path:
    """Install the locked packages of the functions alone; give its interpreter."""
    # `uv run` names the uv that runs it; it need not be on the path.
    uv = os.environ.get("UV") or shutil.which("uv") or "uv"
    subprocess.run(
        [uv, "sync", "--quiet", "--frozen", "--only-group", "functions"],
        cwd=_ROOT,
        env=os.environ | {"UV_PROJECT_ENVIRONMENT": str(_ENVIRONMENT)},
        check=True,
    )
    return _ENVIRONMENT / "bin/python"


def _import_ms(python: Path, statement: str) -> float:
    """Import in a fresh interpreter whose bytecode is cached, as in a published package."""
    result = subprocess.run(
        [python, "-c", _CLOCK.format(statement)],
        cwd=_FUNCTIONS,
        env=os.environ | _PACKAGE,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(result.stdout) * 1000


def measure_cold_import() -> Iterator[Figure]:
    python = prepare_environment()
    _import_ms(python, _APPLICATION)
    pairs = [
        (_import_ms(python, _APPLICATION), _import_ms(python, _LIBRARIES))
        for _ in range(INTERPRETERS)
    ]
    application = tuple(pair[0] for pair in pairs)
    libraries = tuple(pair[1] for pair in pairs)
    value, floor = statistics.median(application), statistics.median(libraries)
    yield Figure("functions.cold_import_ms", value, "ms", application)
    yield Figure("functions.cold_import_libraries_ms", floor, "ms", libraries)
    yield Figure("functions.cold_import_ratio", value / floor, "times")


BENCHES = (Bench(("functions.cold_import",), measure_cold_import),)
