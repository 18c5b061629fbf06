"""OpenAPI 3.1 from the routes' own declarations."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from chalicelib.domain.errors import ErrorCode
from chalicelib.http_errors import CONTENT_TYPE, STATUS, Problem
from chalicelib.routes.api import Access, Nothing, Route
from chalicelib.routes.security import CSRF_HEADER, SESSION_COOKIE

VERSION = "1.0.0"
_REF = "#/components/schemas/{name}"
_COMMON = (ErrorCode.MALFORMED_REQUEST, ErrorCode.RATE_LIMITED, ErrorCode.SERVER_ERROR)
_OF_UNSAFE = (
    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
    ErrorCode.BODY_TOO_LARGE,
    ErrorCode.CSRF_FAILED,
    ErrorCode.FOREIGN_ORIGIN,
)
_SECURITY_SCHEMES = {
    "session": {"type": "apiKey", "in": "cookie", "name": SESSION_COOKIE},
    "csrf": {"type": "apiKey", "in": "header", "name": CSRF_HEADER},
    "worker": {"type": "http", "scheme": "bearer"},
}


def describe(routes: Sequence[Route]) -> dict[str, Any]:
    """The whole document."""
    kinds = list(_kinds(routes))
    schemas, components = msgspec.json.schema_components(kinds, ref_template=_REF)
    schema_of = {repr(kind): schema for kind, schema in zip(kinds, schemas, strict=True)}
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, schema_of)
    return {
        "openapi": "3.1.0",
        "info": {"title": "OnMeeting", "version": VERSION},
        "paths": paths,
        "components": {"schemas": components, "securitySchemes": _SECURITY_SCHEMES},
    }


def _kinds(routes: Iterable[Route]) -> Iterable[Any]:
    yield Problem
    for route in routes:
        if route.body is not Nothing:
            yield route.body
        if route.answer is not None:
            yield route.answer
        for field in msgspec.structs.fields(route.params):
            yield field.type


def _operation(route: Route, schema_of: dict[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.summary,
        "tags": [route.tag],
        "security": _security(route),
        "parameters": _parameters(route, schema_of),
        "responses": _responses(route, schema_of),
    }
    if route.body is not Nothing:
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schema_of[repr(route.body)]}},
        }
    return operation


def _security(route: Route) -> list[dict[str, list[str]]]:
    """Alternatives; with a session, an unsafe method needs its CSRF token on public routes too."""
    if route.access is Access.WORKER:
        return [{"worker": []}]
    signed_in: dict[str, list[str]] = {"session": []}
    if route.is_unsafe:
        signed_in["csrf"] = []
    if route.access is Access.ACCOUNT:
        return [signed_in]
    return [{}, signed_in] if route.is_unsafe else []


def _parameters(route: Route, schema_of: dict[str, Any]) -> list[dict[str, Any]]:
    in_path = set(re.findall(r"{(\w+)}", route.path))
    return [
        {
            "name": field.encode_name,
            "in": "path" if field.encode_name in in_path else "query",
            "required": field.required,
            "schema": schema_of[repr(field.type)],
        }
        for field in msgspec.structs.fields(route.params)
    ]


def _responses(route: Route, schema_of: dict[str, Any]) -> dict[str, Any]:
    success: dict[str, Any] = {"description": route.summary}
    if route.answer is not None:
        success["content"] = {"application/json": {"schema": schema_of[repr(route.answer)]}}
    by_status: dict[int, list[str]] = {}
    for code in _error_codes(route):
        by_status.setdefault(STATUS[code], []).append(code)
    return {str(route.status): success} | {
        str(status): {
            "description": ", ".join(codes),
            "content": {CONTENT_TYPE: {"schema": schema_of[repr(Problem)]}},
        }
        for status, codes in sorted(by_status.items())
    }


def _error_codes(route: Route) -> Iterable[ErrorCode]:
    codes = [*_COMMON, *route.errors]
    if route.is_unsafe:
        codes += _OF_UNSAFE
    if route.access is not Access.PUBLIC:
        codes.append(ErrorCode.UNAUTHENTICATED)
    if route.body is not Nothing or route.params is not Nothing:
        codes.append(ErrorCode.INVALID_REQUEST)
    return dict.fromkeys(codes)
