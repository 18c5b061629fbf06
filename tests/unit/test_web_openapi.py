"""The web client is compiled against what the functions really answer."""

import runpy
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "web" / "scripts" / "write_openapi.py"


def test_the_committed_document_is_what_the_routes_declare() -> None:
    script = runpy.run_path(str(SCRIPT))
    committed = script["OPENAPI_FILE"].read_text(encoding="utf-8")
    assert committed == script["render"](), (
        "run web/scripts/write_openapi.py, then `npm run api` in web/"
    )
