"""The service about itself: its health and its OpenAPI document."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from chalicelib.routes.api import Access, Call, Nothing, Reply, Route, Routes
from chalicelib.routes.openapi import VERSION, describe


@dataclass(frozen=True)
class ServicePorts:
    """Every declared route, known once the application is composed."""

    routes: Callable[[], list[Route]]


class Health(msgspec.Struct, frozen=True):
    status: str
    version: str


routes = Routes[ServicePorts]("service")


@routes.route(
    "GET", "/api/health", access=Access.PUBLIC, summary="Is the service up", answer=Health
)
def get_health(_call: Call[Nothing, Nothing], _ports: ServicePorts) -> Reply[Health]:
    return Reply(Health("ok", VERSION))


@routes.route(
    "GET",
    "/api/openapi.json",
    access=Access.PUBLIC,
    summary="This document",
    answer=dict[str, Any],
)
def get_openapi(_call: Call[Nothing, Nothing], ports: ServicePorts) -> Reply[dict[str, Any]]:
    return Reply(describe(ports.routes()))
