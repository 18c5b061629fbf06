"""MiniStack, the embedded cloud: installed once in an environment of its own, started, awaited."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from localstack.child import Child
from localstack.cloud import REGION
from localstack.errors import LocalCloudError

REQUIREMENTS = Path(__file__).with_name("ministack-requirements.txt")
SERVICES = "dynamodb,dynamodbstreams,sqs,sns,s3,secretsmanager,ses,sts"
START_TIMEOUT_S = 60.0
# It writes its whole state to disk on the way out.
STOP_GRACE_S = 30.0


def find_uv() -> str:
    """The uv that runs us, or the one on the path."""
    uv = os.environ.get("UV") or shutil.which("uv")
    if uv is None:
        raise LocalCloudError("uv was not found. Start through `make run`, which brings it.")
    return uv


def ensure_installed(home: Path) -> Path:
    """Install the pinned MiniStack below `home` unless it is there; return its Python."""
    environment = home / "ministack-venv"
    python = environment / "bin" / "python"
    home.mkdir(parents=True, exist_ok=True)
    with (home / "ministack-venv.lock").open("w") as lock:
        # Test sessions may start at the same moment; one installs, the others wait.
        fcntl.flock(lock, fcntl.LOCK_EX)
        marker = environment / "installed"
        digest = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
        if marker.exists() and marker.read_text() == digest:
            return python
        _run(find_uv(), "venv", "--quiet", "--clear", "--python", sys.executable, str(environment))
        _run(
            find_uv(), "pip", "install", "--quiet", "--require-hashes",
            "--python", str(python), "--requirement", str(REQUIREMENTS),
        )  # fmt: skip
        marker.write_text(digest)
    return python


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise LocalCloudError(
            f"`{' '.join(command[:3])}` failed while installing the embedded cloud. "
            f"Is the network there?\n{done.stderr.strip()}"
        )


def start(home: Path, port: int, *, keep_state: bool, log: Path) -> Child:
    """Start MiniStack on 127.0.0.1 and return once it answers.

    With `keep_state` what it holds is read from and, when it is stopped, written to `home`.
    """
    python = ensure_installed(home)
    (home / "tmp").mkdir(exist_ok=True)
    child = Child(
        "the embedded cloud",
        [str(python), "-m", "ministack"],
        _environment(home, port, keep_state=keep_state),
        log,
    )
    try:
        child.wait_until_answering(f"http://127.0.0.1:{port}/_ministack/health", START_TIMEOUT_S)
    except LocalCloudError:
        child.stop(STOP_GRACE_S)
        raise
    return child


def _environment(home: Path, port: int, *, keep_state: bool) -> Mapping[str, str]:
    persist = "1" if keep_state else "0"
    return {
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "SERVICES": SERVICES,
        "MINISTACK_REGION": REGION,
        "LOG_LEVEL": "WARNING",
        "PERSIST_STATE": persist,
        "STATE_DIR": str(home / "state"),
        "S3_PERSIST": persist,
        "S3_DATA_DIR": str(home / "state" / "s3"),
        "TMPDIR": str(home / "tmp"),
    }
