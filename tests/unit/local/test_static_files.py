"""The web client's files: types, caching, compression, and the page behind every other path."""

import gzip
from pathlib import Path

import pytest

from localstack.static_files import StaticFiles
from tests.unit.local.wsgi_client import call

PAGE = b"<!doctype html><title>OnMeeting</title>" + b" " * 500
SCRIPT = b"console.log(1);" * 100


@pytest.fixture
def files(tmp_path: Path) -> StaticFiles:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_bytes(PAGE)
    (tmp_path / "assets" / "app-4f2a.js").write_bytes(SCRIPT)
    (tmp_path.parent / "outside.txt").write_text("secret")
    return StaticFiles(tmp_path)


def test_a_hashed_file_is_kept_for_ever_and_compressed(files: StaticFiles) -> None:
    answer = call(files, "GET", "/assets/app-4f2a.js", HTTP_ACCEPT_ENCODING="br, gzip")
    assert answer.header("Cache-Control") == "public, max-age=31536000, immutable"
    assert answer.header("Content-Type") == "text/javascript; charset=utf-8"
    assert gzip.decompress(answer.body) == SCRIPT


@pytest.mark.parametrize("path", ["/", "/m/4829317705", "/policies/terms/1", "/../outside.txt"])
def test_every_other_path_is_the_page_and_checked_each_time(files: StaticFiles, path: str) -> None:
    answer = call(files, "GET", path)
    assert (answer.status, answer.body) == (200, PAGE)
    assert answer.header("Cache-Control") == "no-cache"


def test_an_unchanged_page_is_not_sent_again(files: StaticFiles) -> None:
    etag = call(files, "GET", "/").header("ETag")
    assert etag is not None
    assert call(files, "GET", "/", HTTP_IF_NONE_MATCH=etag).status == 304


def test_a_missing_asset_is_missing(files: StaticFiles) -> None:
    # An old page that asks for a script of the last version must not be given HTML.
    assert call(files, "GET", "/assets/app-0000.js").status == 404


def test_head_has_no_body_and_other_methods_are_refused(files: StaticFiles) -> None:
    head = call(files, "HEAD", "/")
    assert (head.status, head.body, head.header("Content-Length")) == (200, b"", str(len(PAGE)))
    assert call(files, "POST", "/").status == 405
