"""Write web/openapi.json from the functions' routes; `npm run api` makes the client's types of it.

Run from the project's root: `PYTHONPATH=functions:. python web/scripts/write_openapi.py`.
"""

import importlib
import json
import pkgutil
from pathlib import Path

import chalicelib.routes
from chalicelib.routes.api import Access, Route, Routes
from chalicelib.routes.openapi import describe

OPENAPI_FILE = Path(__file__).parents[1] / "openapi.json"


def browser_routes() -> list[Route]:
    """Every declared route that a browser may call, in a stable order."""
    modules = sorted(module.name for module in pkgutil.iter_modules(chalicelib.routes.__path__))
    declared = (
        getattr(importlib.import_module(f"chalicelib.routes.{name}"), "routes", None)
        for name in modules
    )
    return [
        route
        for routes in declared
        if isinstance(routes, Routes)
        for route in routes.entries
        if route.access is not Access.WORKER
    ]


def render() -> str:
    return json.dumps(describe(browser_routes()), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    OPENAPI_FILE.write_text(render(), encoding="utf-8")
