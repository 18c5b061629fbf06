"""Who calls, and from where: session cookie, worker secret, CSRF token, origin, content type."""

import hmac
from collections.abc import Mapping
from datetime import datetime
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from chalicelib.domain.errors import DomainError, ErrorCode
from chalicelib.domain.sessions import Session, csrf_token
from chalicelib.ports.edge import EdgePorts
from chalicelib.routes.api import Access, Cookie, Route
from chalicelib.usecases.sessions import authenticate

SESSION_COOKIE = "__Host-session"
_MAX_COOKIE_HEADER_CHARS = 8192
_BEARER = "Bearer "


def read_cookies(header: str) -> Mapping[str, str]:
    """The cookies of a request; a header that is none has none."""
    jar = SimpleCookie()
    try:
        jar.load(header[:_MAX_COOKIE_HEADER_CHARS])
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in jar.items()}


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
    if urlsplit(origin).netloc != headers.get("host", ""):
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
        given = headers.get("x-csrf-token", "")
        if not hmac.compare_digest(given.encode(), expected.encode()):
            raise DomainError(ErrorCode.CSRF_FAILED)
    return session


def _check_worker(headers: Mapping[str, str], ports: EdgePorts) -> None:
    given = headers.get("authorization", "")
    expected = _BEARER.encode() + ports.secrets.get("worker-secret")
    if not hmac.compare_digest(given.encode(), expected):
        raise DomainError(ErrorCode.UNAUTHENTICATED)
