"""Nothing serious for axe on any page, light and dark, wide and on a phone."""

import re
from collections.abc import Callable, Iterator
from typing import Literal

import pytest

from tests.e2e.axe import axe_findings
from tests.e2e.person import Person

Arrive = Callable[..., Person]
Scheme = Literal["light", "dark"]
_SIZES = {"wide": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}
_PUBLIC_PATHS = (
    "/",
    "/signup",
    "/verify/00000000-0000-7000-8000-000000000000",
    "/login",
    "/policies/terms/current",
    "/m/1234567890",
    "/nowhere",
)


@pytest.mark.parametrize(
    ("language", "scheme", "size"),
    [
        ("vi", "light", "wide"),
        ("vi", "dark", "phone"),
        ("en", "dark", "wide"),
        ("en", "light", "phone"),
    ],
)
def test_a_visitors_pages(arrive: Arrive, language: str, scheme: Scheme, size: str) -> None:
    visitor = arrive("Visitor", language, color_scheme=scheme, viewport=_SIZES[size])
    found = {}
    for path in _PUBLIC_PATHS:
        visitor.page.goto(path)
        visitor.page.get_by_role("heading", level=1).wait_for()
        found[path] = axe_findings(visitor.page)
    assert not any(found.values()), found


@pytest.mark.parametrize(("scheme", "size"), [("light", "wide"), ("dark", "phone")])
def test_a_hosts_pages(arrive: Arrive, scheme: Scheme, size: str) -> None:
    host = arrive("Host", color_scheme=scheme, viewport=_SIZES[size])
    host.has_account()
    found = {page: axe_findings(host.page) for page in _walk(host)}
    assert not any(found.values()), found


def _walk(host: Person) -> Iterator[str]:
    """From the list of meetings through the door into the room, and out again."""
    host.log_in()
    yield "no meetings yet"
    host.start_meeting()
    yield "alone in the room"
    for opens, closes in (("c", "c"), ("p", "p"), ("?", "Escape")):
        host.page.keyboard.press(opens)
        yield f"the room after {opens}"
        host.page.keyboard.press(closes)
    host.press("Leave")
    host.page.get_by_role("menuitem", name="Leave").click()
    host.page.get_by_role("heading", level=1).wait_for()
    yield "after leaving"
    host.page.goto("/meetings")
    history = host.page.get_by_role("link", name=re.compile("Attendance"))
    history.wait_for()
    yield "one meeting"
    history.click()
    host.page.wait_for_url("**/meetings/*")
    host.page.get_by_role("heading", level=1).wait_for()
    yield "its history"
