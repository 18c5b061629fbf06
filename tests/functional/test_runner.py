"""`make run`: starts everything, keeps what people made, and leaves nothing running."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from localstack import ports, web_build
from localstack.run_settings import ROOT, parse_settings
from localstack.steps import Steps
from tests.conftest import HOME
from tests.functional.sign_up import log_in, sign_up

pytestmark = pytest.mark.local_cloud

READY = "Ctrl-C stops everything."
START_S = 90


class Run:
    """One `make run` in a process of its own."""

    def __init__(self, environment: Mapping[str, str], log: Path) -> None:
        self._log = log
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "localstack", "run"],  # our own program
                cwd=ROOT,
                env={**os.environ, **environment},
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        return self._log.read_text()

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_S
        while READY not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.05)

    def children(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        return self.process.wait(60)


@dataclass(frozen=True)
class Place:
    """A folder and ports for runs; `inbox` is where the codes of `url` arrive."""

    environment: Mapping[str, str]
    folder: Path
    url: str

    def inbox(self, to: str) -> list[dict[str, Any]]:
        answer = httpx.get(f"{self.url}/dev/inbox.json", params={"to": to}).raise_for_status()
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    def run(self) -> Run:
        return Run(self.environment, self.folder / f"run-{time.monotonic_ns()}.log")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    web_build.ensure_built(ROOT / "web", HOME, Steps())
    # What was installed and built once need not be again.
    for name in ("ministack-venv", "web-build"):
        (tmp_path / name).symlink_to(HOME / name)
    port = ports.any_free()
    environment = {
        "ONMEETING_HOME": str(tmp_path),
        # A setting that a developer may have for other work: not for the embedded cloud.
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "ONMEETING_PORT": str(port),
        "ONMEETING_CLOUD_PORT": str(ports.any_free()),
        "ONMEETING_SIGNAL_PORT": str(ports.any_free()),
        "ONMEETING_MEDIA_PORT": str(ports.any_free(kind=2)),
    }
    found = Place(environment, tmp_path, f"http://127.0.0.1:{port}")
    yield found
    for process in psutil.process_iter(["environ"]):
        # What a failed test left: known by its folder, which is this test's alone.
        if (process.info["environ"] or {}).get("ONMEETING_HOME") == str(tmp_path):
            process.kill()


def test_accounts_and_meetings_outlive_a_kill_and_a_stop(place: Place) -> None:
    first = place.run()
    first.wait_until_ready()
    form = sign_up(place)
    code = log_in(place, form).post("/api/meetings", {"title": "Họp tuần"}).json()["code"]
    left = first.children()
    first.end(signal.SIGKILL)
    assert all(process.is_running() for process in left)

    second = place.run()
    second.wait_until_ready()
    assert "An earlier run was killed" in second.said
    assert not any(process.is_running() for process in left)
    assert _meetings(place, form) == [code]
    assert second.end(signal.SIGTERM) == 0

    third = place.run()
    third.wait_until_ready()
    assert "An earlier run was killed" not in third.said
    assert _meetings(place, form) == [code]
    children = third.children()
    assert third.end(signal.SIGINT) == 0
    assert children
    assert not any(process.is_running() for process in children)
    assert all(ports.is_free(port.number, kind=port.kind) for port in _ports(place))


def test_when_a_part_dies_it_is_named_and_the_rest_is_stopped(place: Place) -> None:
    run = place.run()
    run.wait_until_ready()
    children = run.children()
    worker = next(child for child in children if "media_worker" in child.cmdline())
    worker.kill()
    assert run.process.wait(60) == 1
    assert "the media worker worker-1 ended by itself" in run.said
    assert not any(child.is_running() for child in children)


def test_a_second_run_says_that_one_runs_already(place: Place) -> None:
    run = place.run()
    run.wait_until_ready()
    second = place.run()
    assert second.process.wait(30) == 1
    assert "OnMeeting already runs from this folder" in second.said
    assert httpx.get(f"{place.url}/api/health").status_code == 200
    assert run.end(signal.SIGTERM) == 0


def _ports(place: Place) -> Iterator[Any]:
    return parse_settings(place.environment).ports()


def _meetings(place: Place, form: dict[str, Any]) -> list[str]:
    items = log_in(place, form).get("/api/meetings").json()["items"]
    return [item["code"] for item in items]
