"""Holds every answer that a functional test gets to the OpenAPI document it was served with."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import httpx
import jsonschema  # type: ignore[import-untyped]

Json = Mapping[str, Any]


def check_documented(response: httpx.Response) -> None:
    """Assert that the document names this status for the route, and describes the body."""
    url = response.request.url
    document = _document(f"{url.scheme}://{url.netloc.decode()}")
    operation = _operation(document, response.request.method, url.path)
    if operation is None:
        return
    asked = f"{response.request.method} {url.path}"
    described = operation["responses"].get(str(response.status_code))
    assert described, f"{asked} answered {response.status_code}, which is not documented"
    _check_body(document, described, response, asked)


def _check_body(document: Json, described: Json, response: httpx.Response, asked: str) -> None:
    content = described.get("content")
    if content is None:
        assert not response.content, f"{asked} has a body that is not documented"
        return
    media_type = response.headers["content-type"]
    schema = {**content[media_type]["schema"], "components": document["components"]}
    jsonschema.Draft202012Validator(schema).validate(response.json())
    if media_type == "application/problem+json":
        codes = described["description"].split(", ")
        assert response.json()["code"] in codes, f"{asked}: {response.json()['code']}"


@cache
def _document(base: str) -> Json:
    document: Json = httpx.get(f"{base}/api/openapi.json").raise_for_status().json()
    return document


def _operation(document: Json, method: str, path: str) -> Json | None:
    return next(_operations(document, method, path), None)


def _operations(document: Json, method: str, path: str) -> Iterator[Json]:
    for template, methods in document["paths"].items():
        pattern = re.sub(r"{\w+}", "[^/]+", template)
        if re.fullmatch(pattern, path) and method.lower() in methods:
            yield methods[method.lower()]
