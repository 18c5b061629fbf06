"""The built web client: files with the right type and caching, and one page for every other path.

In the cloud a CDN does this; the rules are the same.
"""

import gzip
import hashlib
import mimetypes
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from localstack.wsgi import Environ, StartResponse, respond

# Vite puts a hash of the content into the names below this folder: they can never change.
_HASHED = "/assets/"
_FOREVER = "public, max-age=31536000, immutable"
_CHECK_EACH_TIME = "no-cache"
_COMPRESSIBLE = ("text/", "application/javascript", "application/json", "image/svg+xml")
_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True)
class File:
    """One file as it is sent; `compressed` is None when that would not make it smaller."""

    body: bytes
    compressed: bytes | None
    content_type: str
    etag: str
    cache_control: str


class StaticFiles:
    """A WSGI application over a folder that is read once."""

    def __init__(self, folder: Path) -> None:
        self._files = {
            f"/{path.relative_to(folder).as_posix()}": _load(path, folder)
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return respond(start_response, 405, b"", "text/plain", [("Allow", "GET, HEAD")])
        file = self._find(environ["PATH_INFO"])
        if file is None:
            return respond(start_response, 404, b"", "text/plain")
        return _send(file, environ, start_response)

    def _find(self, path: str) -> File | None:
        """The file, or the page whose router knows the path; a missing asset is missing."""
        found = self._files.get(path)
        if found is None and not path.startswith(_HASHED):
            found = self._files.get("/index.html")
        return found


def _load(path: Path, folder: Path) -> File:
    body = path.read_bytes()
    content_type = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0]
    compressed = None
    if content_type is not None and content_type.startswith(_COMPRESSIBLE):
        compressed = gzip.compress(body, mtime=0)
    hashed = f"/{path.relative_to(folder).as_posix()}".startswith(_HASHED)
    return File(
        body=body,
        compressed=compressed if compressed and len(compressed) < len(body) else None,
        content_type=content_type or "application/octet-stream",
        etag=f'"{hashlib.sha256(body).hexdigest()[:32]}"',
        cache_control=_FOREVER if hashed else _CHECK_EACH_TIME,
    )


def _send(file: File, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    headers = [
        ("ETag", file.etag),
        ("Cache-Control", file.cache_control),
        ("Vary", "Accept-Encoding"),
    ]
    if environ.get("HTTP_IF_NONE_MATCH") == file.etag:
        start_response("304 Not Modified", headers)
        return []
    body = file.body
    if file.compressed is not None and "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
        body = file.compressed
        headers.append(("Content-Encoding", "gzip"))
    sent = respond(start_response, 200, body, file.content_type, headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else sent
