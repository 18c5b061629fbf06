"""What Chalice puts into the Lambda package imports on its own, in a clean interpreter."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

FUNCTIONS = Path(__file__).parents[2] / "functions"
# Chalice takes these and drops everything else silently; links inside vendor/ are followed and
# land at the root.
PROGRAM = """
import json, sys
import app
ours = {"chalicelib", "meeting_contract", "infra", "localstack", "media_worker", "tests"}
print(json.dumps({
    "routes": len(app.app.routes),
    "modules": sorted(ours & {name.split(".")[0] for name in sys.modules}),
    "contract": sys.modules["meeting_contract"].__file__,
}))
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    shutil.copy(FUNCTIONS / "app.py", tmp_path)
    shutil.copytree(FUNCTIONS / "chalicelib", tmp_path / "chalicelib")
    for vendored in (FUNCTIONS / "vendor").iterdir():
        shutil.copytree(vendored, tmp_path / vendored.name)
    return tmp_path


def test_the_package_imports_without_the_rest_of_the_repository(package: Path) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join((str(package), sysconfig.get_path("purelib"))),
        "ONMEETING_STAGE": "production",
        "ONMEETING_PUBLIC_URL": "https://example.vn",
        "ONMEETING_AWS_ACCOUNT_ID": "123456789012",
        "ONMEETING_MAIL_FROM": "no-reply@example.vn",
        "OUTBOX_STREAM_ARN": "arn:aws:dynamodb:ap-southeast-1:123456789012:table/x/stream/1",
    }
    done = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-c", PROGRAM],
        cwd=package,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["modules"] == ["chalicelib", "meeting_contract"]
    assert Path(said["contract"]).is_relative_to(package)
    assert said["routes"] > 0
