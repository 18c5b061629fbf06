"""Programs of the local cloud: ready, watched, stopped; and what is said when they are not."""

import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from localstack import ports
from localstack.child import Child, Program
from localstack.errors import ChildDiedError, LocalCloudError

SERVER = """
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""
STUBBORN = f"import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n{SERVER}"
DYING = "import sys\nprint('no disk left')\nsys.exit(3)"
SILENT = "import time\ntime.sleep(600)"

MakeProgram = Callable[[str], Program]


@pytest.fixture
def program(tmp_path: Path) -> MakeProgram:
    port = ports.any_free()

    def make(source: str) -> Program:
        return Program(
            name="the example",
            command=[sys.executable, "-c", source, str(port)],
            environment={},
            log=tmp_path / "logs" / "example.log",
            health_url=f"http://127.0.0.1:{port}/",
            start_timeout_s=10 if source is not SILENT else 0.5,
            stop_grace_s=5 if source is not STUBBORN else 0.2,
        )

    return make


def test_it_is_ready_inside_and_gone_after(program: MakeProgram) -> None:
    with Child(program(SERVER)) as child:
        child.check()
        assert psutil.pid_exists(child.pid)
    assert not psutil.pid_exists(child.pid)


def test_one_that_dies_is_named_with_its_code_and_last_words(program: MakeProgram) -> None:
    with pytest.raises(ChildDiedError, match=r"the example .* code 3.*\nno disk left") as died:
        Child(program(DYING)).wait_until_ready()
    assert (died.value.name, died.value.code) == ("the example", 3)


def test_one_that_never_answers_is_stopped(program: MakeProgram) -> None:
    child = Child(program(SILENT))
    with pytest.raises(LocalCloudError, match=r"not ready within"), child:
        pass
    assert not psutil.pid_exists(child.pid)


def test_one_that_does_not_stop_is_killed_and_that_is_told(program: MakeProgram) -> None:
    child = Child(program(STUBBORN))
    child.wait_until_ready()
    assert child.stop() is False
    assert not psutil.pid_exists(child.pid)
