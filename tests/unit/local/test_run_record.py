"""One run a folder, and nothing of a killed run is left behind."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from localstack.errors import LocalCloudError
from localstack.run_record import RunRecord, exclusive

Process = subprocess.Popen[bytes]


@pytest.fixture
def sleeper() -> Iterator[Process]:
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    yield process
    process.kill()
    process.wait()


def test_a_second_run_is_refused_with_the_first_ones_process(tmp_path: Path) -> None:
    with (
        exclusive(tmp_path, "http://localhost:8000"),
        pytest.raises(LocalCloudError, match=r"already runs .*process \d+, http://localhost:8000"),
        exclusive(tmp_path, "http://localhost:8001"),
    ):
        pass


def test_the_lock_of_a_finished_run_is_no_obstacle(tmp_path: Path) -> None:
    for _ in range(2):
        with exclusive(tmp_path, "http://localhost:8000"):
            pass


def test_what_a_killed_run_left_is_ended(tmp_path: Path, sleeper: Process) -> None:
    RunRecord(tmp_path).add(sleeper.pid)
    assert RunRecord(tmp_path).end_leftovers() == 1
    assert not psutil.pid_exists(sleeper.pid) or sleeper.wait(5) is not None
    assert RunRecord(tmp_path).end_leftovers() == 0


def test_another_programs_process_with_the_same_number_is_left_alone(
    tmp_path: Path, sleeper: Process
) -> None:
    (tmp_path / "run.json").write_text(json.dumps([[sleeper.pid, time.time() - 3600]]))
    assert RunRecord(tmp_path).end_leftovers() == 0
    assert sleeper.poll() is None


@pytest.mark.parametrize("content", ["", "{", "[1]", '[["x", 1]]', "null"])
def test_a_half_written_record_is_no_obstacle(tmp_path: Path, content: str) -> None:
    (tmp_path / "run.json").write_text(content)
    assert RunRecord(tmp_path).end_leftovers() == 0
