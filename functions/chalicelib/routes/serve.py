"""One request from event to answer: decode, authenticate, limit, handle, log."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from chalice.app import Blueprint, Request, Response

from chalicelib.domain.errors import DomainError, ErrorCode
from chalicelib.domain.language import choose_locale
from chalicelib.http_errors import CONTENT_TYPE, to_problem
from chalicelib.logs import log, log_failure
from chalicelib.ports.edge import EdgePorts
from chalicelib.routes.api import Call, Client, Nothing, Route, Routes
from chalicelib.routes.decode import decode_body, decode_params
from chalicelib.routes.security import admit, check_unsafe, read_cookies

_MAX_USER_AGENT_CHARS = 300
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


@dataclass(frozen=True)
class Edge:
    """What serving needs of its surroundings; ports are built when the first request comes."""

    ports: Callable[[], EdgePorts]
    origins: tuple[str, ...]

    def blueprint(self, name: str, routes: Routes[Any], ports: Callable[[], Any]) -> Blueprint:
        """Chalice's routes for our declared ones."""
        blueprint = Blueprint(name)
        for route in routes.entries:
            self._register(blueprint, route, ports)
        return blueprint

    def _register(self, blueprint: Blueprint, route: Route, ports: Callable[[], Any]) -> None:
        # An empty list of content types leaves the check, and its error's shape, to us.
        @blueprint.route(route.path, methods=[route.method], name=route.name, content_types=[])
        def view(**path: str) -> Response:
            return self._answer(route, blueprint.current_request, path, ports)

    def _answer(
        self,
        route: Route,
        request: Request,
        path: Mapping[str, str],
        ports: Callable[[], Any],
    ) -> Response:
        started = time.perf_counter()
        edge = self.ports()
        request_id = edge.randomness.uuid7(edge.clock.system_now())
        code: ErrorCode | None = None
        try:
            response = self._handle(route, request, path, ports, request_id)
        except DomainError as error:
            code = error.code
            response = _problem(error, request, request_id)
        except Exception as error:  # noqa: BLE001 the edge answers whatever broke inside
            code = ErrorCode.SERVER_ERROR
            log_failure("request_failed", error, request_id=request_id, route=route.path)
            response = _problem(DomainError(code), request, request_id)
        response.headers["X-Request-Id"] = request_id
        log(
            "request",
            request_id=request_id,
            method=route.method,
            route=route.path,
            status=response.status_code,
            code=code,
            duration_ms=round((time.perf_counter() - started) * 1000, 1),
        )
        return response

    def _handle(
        self,
        route: Route,
        request: Request,
        path: Mapping[str, str],
        ports: Callable[[], Any],
        request_id: str,
    ) -> Response:
        edge = self.ports()
        now = edge.clock.now()
        client = _client(request)
        for limit in route.limits:
            edge.limiter.take(limit, client.ip, now)
        if route.is_unsafe:
            check_unsafe(request.headers, self.origins)
        cookies = read_cookies(request.headers.get("cookie", ""))
        session = admit(route, request.headers, cookies, edge, now)
        call = Call(
            body=_body(route, request),
            params=_params(route, request, path),
            session=session,
            client=client,
            cookies=cookies,
            now=now,
            request_id=request_id,
        )
        reply = route.handler(call, ports())
        body = "" if reply.body is None else msgspec.json.encode(reply.body).decode()
        return _response(
            body, route.status, "application/json", [cookie.header() for cookie in reply.cookies]
        )


def _client(request: Request) -> Client:
    return Client(
        ip=request.context.get("identity", {}).get("sourceIp", "unknown"),
        user_agent=request.headers.get("user-agent", "")[:_MAX_USER_AGENT_CHARS],
        locale=choose_locale(request.headers.get("accept-language", "")),
    )


def _body(route: Route, request: Request) -> object:
    raw = request.raw_body
    if isinstance(raw, str):
        raw = raw.encode()
    if len(raw) > route.max_body_bytes:
        raise DomainError(ErrorCode.BODY_TOO_LARGE)
    return Nothing() if route.body is Nothing else decode_body(raw, route.body)


def _params(route: Route, request: Request, path: Mapping[str, str]) -> object:
    query: Mapping[str, str] = request.query_params or {}
    return decode_params({**query, **path}, route.params)


def _problem(error: DomainError, request: Request, request_id: str) -> Response:
    problem = to_problem(error, _client(request).locale, request_id)
    response = _response(
        msgspec.json.encode(problem).decode(), problem.status, CONTENT_TYPE, cookies=[]
    )
    if error.retry_after_s is not None:
        response.headers["Retry-After"] = str(error.retry_after_s)
    return response


def _response(body: str, status: int, content_type: str, cookies: list[str]) -> Response:
    headers: dict[str, Any] = {"Content-Type": content_type, **_HEADERS}
    if cookies:
        headers["Set-Cookie"] = cookies
    return Response(body=body, status_code=status, headers=headers)
