"""The OpenAPI document is well-formed and says what the routes declare."""

from types import ModuleType
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from chalicelib.domain.errors import ErrorCode
from chalicelib.http_errors import STATUS
from chalicelib.routes.api import Access, Route
from chalicelib.routes.openapi import describe


@pytest.fixture(scope="module")
def document(functions_app: ModuleType) -> dict[str, Any]:
    return describe(functions_app.all_routes())


def operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for path in document["paths"].values() for operation in path.values()]


def test_whatever_people_change_is_limited(functions_app: ModuleType) -> None:
    changing = [route for route in functions_app.all_routes() if route.is_unsafe]
    assert all(route.limits or route.access is Access.WORKER for route in changing)


def test_every_operation_has_a_name_of_its_own(functions_app: ModuleType) -> None:
    routes = functions_app.all_routes()
    assert len({route.name for route in routes}) == len(routes)


def test_operations_are_complete(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    for operation in operations(document):
        assert operation["operationId"]
        assert operation["summary"]
        assert any(status.startswith("2") for status in operation["responses"])
        assert "429" in operation["responses"]
        assert "500" in operation["responses"]


def test_what_a_session_changes_needs_its_csrf_token(document: dict[str, Any]) -> None:
    assert "csrf" in document["components"]["securitySchemes"]
    for methods in document["paths"].values():
        for method, operation in methods.items():
            for alternative in operation["security"]:
                unsafe = method != "get"
                assert ("csrf" in alternative) == (unsafe and "session" in alternative)


def test_path_parameters_are_all_described(document: dict[str, Any]) -> None:
    for path, methods in document["paths"].items():
        wanted = {part[1:-1] for part in path.split("/") if part.startswith("{")}
        for operation in methods.values():
            described = {p["name"] for p in operation["parameters"] if p["in"] == "path"}
            assert described == wanted


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]

    def visit(node: object) -> None:
        if isinstance(node, dict):
            if isinstance(node.get("$ref"), str):
                assert node["$ref"].removeprefix("#/components/schemas/") in schemas
            for child in node.values():
                visit(child)
        elif isinstance(node, list):
            for child in node:
                visit(child)

    visit(document)


def test_schemas_are_json_schema_2020_12(document: dict[str, Any]) -> None:
    """OpenAPI 3.1's dialect."""
    for schema in document["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_declared_errors_are_documented(
    document: dict[str, Any], functions_app: ModuleType
) -> None:
    def codes(route: Route, status: int) -> str:
        operation = document["paths"][route.path][route.method.lower()]
        description: str = operation["responses"][str(status)]["description"]
        return description

    for route in functions_app.all_routes():
        for code in route.errors:
            assert code in codes(route, STATUS[code])
        if route.access is not Access.PUBLIC:
            assert ErrorCode.UNAUTHENTICATED in codes(route, 401)
