"""Who calls, and from where: session cookie, worker secret, CSRF token, origin, content type."""

import hmac
import re
from collections.abc import Mapping
from datetime import datetime

from chalicelib.domain.errors import DomainError, ErrorCode
from chalicelib.domain.sessions import Session, csrf_token
from chalicelib.ports.edge import EdgePorts
from chalicelib.routes.api import Access, Cookie, Route
from chalicelib.usecases.sessions import authenticate

SESSION_COOKIE = "__Host-session"
CSRF_HEADER = "X-CSRF-Token"
_MAX_COOKIE_HEADER_CHARS = 8192
_BEARER = "Bearer "
_ORIGIN = re.compile(r"https?://([^/]+)")


def read_cookies(header: str) -> Mapping[str, str]:
    """The cookies of a request, each on its own: another's odd value does not hide ours.

    (`http.cookies` reads nothing after the first pair that it does not like.)
    """
    pairs = [pair.partition("=") for pair in header[:_MAX_COOKIE_HEADER_CHARS].split(";")]
    return {name.strip(): value.strip() for name, _, value in reversed(pairs) if name.strip()}


def session_cookie(token: str, max_age_s: int) -> Cookie:
    return Cookie(SESSION_COOKIE, token, max_age_s)


def check_unsafe(headers: Mapping[str, str], origins: tuple[str, ...]) -> None:
    """An unsafe method carries JSON and does not come from another site's page."""
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise DomainError(ErrorCode.UNSUPPORTED_MEDIA_TYPE)
    origin = headers.get("origin")
    if origin is None or origin in origins:
        return
    match = _ORIGIN.fullmatch(origin)
    if match is None or match[1] != headers.get("host", ""):
        raise DomainError(ErrorCode.FOREIGN_ORIGIN)


def admit(
    route: Route,
    headers: Mapping[str, str],
    cookies: Mapping[str, str],
    ports: EdgePorts,
    now: datetime,
) -> Session | None:
    """Let the caller through, with the session if there is one; raise DomainError if not."""
    if route.access is Access.WORKER:
        _check_worker(headers, ports)
        return None
    token = cookies.get(SESSION_COOKIE)
    session = authenticate(token, ports, now) if token else None
    if session is None:
        if route.access is Access.ACCOUNT:
            raise DomainError(ErrorCode.UNAUTHENTICATED)
        return None
    if route.is_unsafe:
        expected = csrf_token(ports.secrets.get("csrf-key"), session)
        given = headers.get(CSRF_HEADER, "")
        if not hmac.compare_digest(given.encode(), expected.encode()):
            raise DomainError(ErrorCode.CSRF_FAILED)
    return session


def _check_worker(headers: Mapping[str, str], ports: EdgePorts) -> None:
    given = headers.get("authorization", "")
    expected = _BEARER.encode() + ports.secrets.get("worker-secret")
    if not hmac.compare_digest(given.encode(), expected):
        raise DomainError(ErrorCode.UNAUTHENTICATED)
