"""Rules about the sources themselves: imports, locks, mocks."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PUBLIC_HOSTS = frozenset({"pypi.org", "files.pythonhosted.org", "registry.npmjs.org"})
LOCKS = ("uv.lock", "web/package-lock.json", *(
    f"localstack/{name}-requirements.txt" for name in ("ministack", "node", "uv")
))  # fmt: skip
# Any of these would let a test pass while the real thing is broken: write a fake instead.
BANNED = re.compile(r"mock\.patch|MagicMock|AsyncMock|monkeypatch\.setattr|import mock\b|mocker\b")


def _python_files() -> Iterator[Path]:
    for folder in ("functions", "infra", "localstack", "media_worker", "meeting_contract", "tests"):
        yield from (ROOT / folder).rglob("*.py")


def test_imports_keep_their_layers() -> None:
    done = subprocess.run(  # noqa: S603  # our own tool
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": "functions:."},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_name_only_public_registries(lock: str) -> None:
    text = (ROOT / lock).read_text()
    if lock.endswith(".json"):
        # npm also notes the home pages of those who ask for donations.
        text = "\n".join(line for line in text.splitlines() if '"resolved"' in line)
    assert set(re.findall(r"https?://([^/\s\"']+)", text)) <= PUBLIC_HOSTS


def test_no_test_patches_what_it_tests() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in _python_files()
        if path != Path(__file__) and (match := BANNED.search(path.read_text()))
    ]
    assert not found


def test_every_module_says_what_it_is() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in _python_files()
        if path.read_text().strip() and not path.read_text().lstrip().startswith(('"""', 'r"""'))
    ]
    assert not silent
