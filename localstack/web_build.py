"""The web client's build: made when its sources changed, and not otherwise."""

import fcntl
import hashlib
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from localstack import node
from localstack.errors import LocalCloudError
from localstack.steps import Steps

_NOT_SOURCES = frozenset({"node_modules", "dist", "tests", "coverage"})


def is_current(web: Path, home: Path) -> bool:
    """Whether `web/dist` was built from the sources as they are."""
    marker = home / "web-build"
    built = (web / "dist" / "index.html").exists() and marker.exists()
    return built and marker.read_text() == digest_of(web, sources(web))


def ensure_built(web: Path, home: Path, steps: Steps) -> None:
    """Find Node.js, install locked packages and build: each only when needed."""
    if is_current(web, home):
        return
    home.mkdir(parents=True, exist_ok=True)
    with _alone(home):
        digest = digest_of(web, sources(web))
        with steps.step("Node.js"):
            found = node.find(home)
        with steps.step("Packages of the web client"):
            ensure_packages(web, found)
        with steps.step("Web client (new, or its sources changed)"):
            _run(web, found, "run", "build")
        (home / "web-build").write_text(digest)


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Two sessions may want the build at the same moment."""
    with (home / "web-build.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def npm(web: Path, home: Path, arguments: Sequence[str]) -> int:
    """Run npm in the web client's folder, with its packages installed; return its exit code."""
    home.mkdir(parents=True, exist_ok=True)
    with _alone(home):
        found = node.find(home)
        ensure_packages(web, found)
    done = subprocess.run([*found.npm, *arguments], cwd=web, env=found.environment(), check=False)
    return done.returncode


def ensure_packages(web: Path, found: node.Node) -> None:
    """`npm ci` when the lock file is another than the installed one."""
    # Inside the folder that npm empties first, so that it goes when the packages go.
    marker = web / "node_modules" / ".installed"
    digest = digest_of(web, [web / "package-lock.json"])
    if not marker.exists() or marker.read_text() != digest:
        _run(web, found, "ci", "--no-audit", "--no-fund")
        marker.write_text(digest)


def sources(web: Path) -> Iterator[Path]:
    for path in sorted(web.iterdir()):
        if path.name in _NOT_SOURCES:
            continue
        yield from (path,) if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())


def digest_of(root: Path, paths: Iterable[Path]) -> str:
    """A digest of the names below `root` and the contents."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _run(web: Path, found: node.Node, *arguments: str) -> None:
    command = [*found.npm, *arguments]
    done = subprocess.run(
        command, cwd=web, env=found.environment(), capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        output = f"{done.stdout}\n{done.stderr}".strip()
        raise LocalCloudError(f"`npm {' '.join(arguments)}` failed in web/:\n{output[-4000:]}")
