"""`/dev/*`: the inbox and the clock of the local stage, served by the runner and nowhere else."""

import json
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from urllib.error import URLError
from urllib.parse import parse_qs, urlsplit

from localstack.clock_file import ClockFile
from localstack.dev_inbox import DEFAULT_LIMIT, MAX_LIMIT, Inbox, to_json
from localstack.wsgi import Environ, StartResponse, respond, respond_json

_PAGES = Path(__file__).with_name("pages")
_FILES: Mapping[str, tuple[str, str]] = {
    "/dev/inbox": ("inbox.html", "text/html; charset=utf-8"),
    "/dev/inbox.js": ("inbox.js", "text/javascript; charset=utf-8"),
    "/dev/clock": ("clock.html", "text/html; charset=utf-8"),
    "/dev/clock.js": ("clock.js", "text/javascript; charset=utf-8"),
    "/dev/dev.css": ("dev.css", "text/css; charset=utf-8"),
}
_MAX_BODY_BYTES = 1024


class _RefusedError(Exception):
    """What was asked makes no sense; the message says why."""


class DevRoutes:
    """A WSGI application. `clock_moved` is called after the clock was moved."""

    def __init__(self, inbox: Inbox, clock: ClockFile, clock_moved: Callable[[], None]) -> None:
        self._inbox = inbox
        self._clock = clock
        self._clock_moved = clock_moved
        self._answers: Mapping[tuple[str, str], Callable[[Environ], object]] = {
            ("GET", "/dev/inbox.json"): self._read_inbox,
            ("GET", "/dev/clock.json"): self._read_clock,
            ("POST", "/dev/clock"): self._advance,
        }

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        answer = self._answers.get((method, path))
        if answer is not None:
            return self._answer(answer, environ, start_response)
        if method == "GET" and path in _FILES:
            name, content_type = _FILES[path]
            body = (_PAGES / name).read_bytes()
            return respond(start_response, 200, body, content_type, [("Cache-Control", "no-cache")])
        return respond_json(start_response, 404, {"error": "not found"})

    def _answer(
        self,
        answer: Callable[[Environ], object],
        environ: Environ,
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        try:
            return respond_json(start_response, 200, answer(environ))
        except _RefusedError as error:
            return respond_json(start_response, 400, {"error": str(error)})
        except URLError:
            return respond_json(start_response, 502, {"error": "the local cloud does not answer"})

    def _read_inbox(self, environ: Environ) -> object:
        query = parse_qs(environ.get("QUERY_STRING", ""))
        limit = query.get("limit", [str(DEFAULT_LIMIT)])[0]
        if not limit.isascii() or not limit.isdigit() or not 1 <= int(limit) <= MAX_LIMIT:
            raise _RefusedError(f"limit must be between 1 and {MAX_LIMIT}")
        # A plus sign in a query means a space to a form, yet numbers start with it.
        to = query.get("to", [None])[0]
        if to is not None and to.startswith(" "):
            to = f"+{to[1:]}"
        return to_json(self._inbox.read(to, query.get("before", [None])[0], int(limit)))

    def _read_clock(self, _: Environ) -> object:
        offset_ms = self._clock.offset_ms()
        return {"offset_ms": offset_ms, "now_ms": int(time.time() * 1000) + offset_ms}

    def _advance(self, environ: Environ) -> object:
        """Only our own pages and tools may: a foreign page cannot send JSON unasked (CORS)."""
        if environ.get("CONTENT_TYPE", "").split(";")[0] != "application/json":
            raise _RefusedError("send JSON")
        origin = environ.get("HTTP_ORIGIN")
        if origin is not None and urlsplit(origin).netloc != environ.get("HTTP_HOST"):
            raise _RefusedError("another site may not move the clock")
        try:
            seconds = json.loads(environ["wsgi.input"].read(_MAX_BODY_BYTES))["advance_s"]
            if type(seconds) is not int:
                raise _RefusedError("advance_s must be a whole number of seconds")
            self._clock.advance(seconds)
        except (ValueError, KeyError, TypeError) as error:
            raise _RefusedError(f"send {{'advance_s': seconds}}: {error}") from error
        self._clock_moved()
        return self._read_clock(environ)
