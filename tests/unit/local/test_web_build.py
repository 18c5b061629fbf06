"""The web client is built when its sources changed, and not otherwise."""

from pathlib import Path

import pytest

from localstack.node import parse_version
from localstack.web_build import digest_of, is_current, sources


@pytest.fixture
def web(tmp_path: Path) -> Path:
    web = tmp_path / "web"
    for name in ("src/main.tsx", "index.html", "package-lock.json", "dist/index.html"):
        (web / name).parent.mkdir(parents=True, exist_ok=True)
        (web / name).write_text(name)
    (tmp_path / "web-build").write_text(digest_of(web, sources(web)))
    return web


def test_what_was_built_from_these_sources_is_current(web: Path) -> None:
    assert is_current(web, web.parent)


@pytest.mark.parametrize("name", ["src/main.tsx", "src/new.ts", "package-lock.json"])
def test_a_changed_or_new_source_asks_for_a_build(web: Path, name: str) -> None:
    (web / name).write_text("changed")
    assert not is_current(web, web.parent)


@pytest.mark.parametrize("name", ["node_modules/x/index.js", "tests/main.test.ts", "dist/a.js"])
def test_what_is_not_a_source_does_not(web: Path, name: str) -> None:
    (web / name).parent.mkdir(parents=True, exist_ok=True)
    (web / name).write_text("changed")
    assert is_current(web, web.parent)


def test_a_deleted_build_is_made_again(web: Path) -> None:
    (web / "dist" / "index.html").unlink()
    assert not is_current(web, web.parent)


def test_the_folder_may_move(web: Path, tmp_path: Path) -> None:
    moved = web.rename(tmp_path / "elsewhere")
    assert is_current(moved, tmp_path)


@pytest.mark.parametrize(
    ("said", "version"),
    [("v20.19.1\n", (20, 19, 1)), ("v8.0.0", (8, 0, 0)), ("", ()), ("command not found", ())],
)
def test_nodes_version_is_read(said: str, version: tuple[int, ...]) -> None:
    assert parse_version(said) == version
