"""Virtual environments of their own for tools that must not mix with the product's packages."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from localstack.errors import LocalCloudError


def ensure(home: Path, name: str, requirements: Path) -> Path:
    """Install exactly these hashed requirements below `home` unless they are; return the Python."""
    environment = home / name
    python = environment / "bin" / "python"
    home.mkdir(parents=True, exist_ok=True)
    with (home / f"{name}.lock").open("w") as lock:
        # Two sessions may start at the same moment: one installs, the others wait.
        fcntl.flock(lock, fcntl.LOCK_EX)
        marker = environment / "installed"
        digest = hashlib.sha256(requirements.read_bytes()).hexdigest()
        if marker.exists() and marker.read_text() == digest and python.exists():
            return python
        uv = find_uv()
        _run(uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(environment))
        _run(
            uv, "pip", "install", "--quiet", "--require-hashes",
            "--python", str(python), "--requirement", str(requirements),
        )  # fmt: skip
        marker.write_text(digest)
    return python


def find_uv() -> str:
    """The uv that runs us, or the one on the path."""
    uv = os.environ.get("UV") or shutil.which("uv")
    if uv is None:
        raise LocalCloudError("uv was not found. Start through `make`, which brings it.")
    return uv


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise LocalCloudError(
            f"`{' '.join(command[1:3])}` of uv failed. Is the network there?\n{done.stderr.strip()}"
        )
