"""How fast people see each other: from the click on Join to the first picture, in Chromium."""

import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench.browsers import (
    PAGE_TIMEOUT_MS,
    chromium,
    join,
    log_in,
    open_person,
    open_prejoin,
    write_camera,
)
from tests.bench.figures import Bench, Figure
from tests.bench.stack import Stack, full_stack
from tests.functional import sign_up

JOINS, SWITCHES = 20, 30
# A picture that stays for a moment, so that a switch does not start in the middle of another.
BETWEEN_SWITCHES_MS = 1000


def _start_meeting(stack: Stack, form: dict[str, Any]) -> str:
    answer = sign_up.log_in(stack, form).post("/api/meetings", {"title": "Bench", "lobby": False})
    code: str = answer.raise_for_status().json()["code"]
    return code


def _enter(browser: Browser, stack: Stack, code: str, name: str, *, small: bool) -> Page:
    _, page = open_person(browser, small=small)
    open_prejoin(page, stack, code, name)
    join(page)
    return page


def _first_frame_ms(browser: Browser, stack: Stack, code: str, name: str) -> float:
    context, page = open_person(browser)
    open_prejoin(page, stack, code, name)
    page.locator("button[type=submit]").click()
    page.wait_for_function("benchProbe.firstFrameAt > 0", timeout=PAGE_TIMEOUT_MS)
    elapsed: float = page.evaluate("benchProbe.firstFrameAt - benchProbe.clickedAt")
    context.close()
    return elapsed


def _percentiles(name: str, raw: list[float], note: str) -> Iterator[Figure]:
    percentiles = statistics.quantiles(raw, n=20)
    yield Figure(f"{name}_p50_ms", statistics.median(raw), "ms", tuple(raw), note)
    yield Figure(f"{name}_p95_ms", percentiles[18], "ms", note=note)


def measure_joining() -> Iterator[Figure]:
    with (
        tempfile.TemporaryDirectory() as folder,
        full_stack(Path(folder)) as stack,
        sync_playwright() as playwright,
        chromium(playwright) as browser,
    ):
        form = sign_up.sign_up(stack)
        code = _start_meeting(stack, form)
        _, host = open_person(browser)
        log_in(host, stack, form)
        open_prejoin(host, stack, code)
        join(host)
        _first_frame_ms(browser, stack, code, "Khách đầu tiên")
        raw = [_first_frame_ms(browser, stack, code, f"Khách {n}") for n in range(JOINS)]
    yield from _percentiles(
        "join.first_frame",
        raw,
        "click on Join → first remote picture; host and guest share 2 cores",
    )


def _switch_ms(viewer: Page, name: str, colour: str) -> float:
    tile = viewer.get_by_role("article", name=name)
    tile.hover()
    tile.get_by_role("button", name=f"Ghim {name}").click()
    viewer.wait_for_function(f"benchProbe.stageColour === '{colour}'")
    elapsed: float = viewer.evaluate("benchProbe.stageColourAt - benchProbe.clickedAt")
    viewer.wait_for_timeout(BETWEEN_SWITCHES_MS)
    return elapsed


def measure_switching() -> Iterator[Figure]:
    with (
        tempfile.TemporaryDirectory() as folder,
        full_stack(Path(folder)) as stack,
        sync_playwright() as playwright,
        chromium(playwright, write_camera(Path(folder) / "red.y4m", "red")) as red,
        chromium(playwright, write_camera(Path(folder) / "blue.y4m", "blue")) as blue,
    ):
        code = _start_meeting(stack, sign_up.sign_up(stack))
        _enter(red, stack, code, "Đỏ", small=True)
        _enter(blue, stack, code, "Xanh", small=True)
        viewer = _enter(red, stack, code, "Người xem", small=False)
        viewer.get_by_role("toolbar").get_by_role("button", name="Tắt camera").click()
        people = (("Đỏ", "red"), ("Xanh", "blue"))
        _switch_ms(viewer, *people[1])
        freezes: int = viewer.evaluate("benchFreezes()")
        raw = [_switch_ms(viewer, *people[number % 2]) for number in range(SWITCHES)]
        freezes = viewer.evaluate("benchFreezes()") - freezes
    note = "click on Pin → the other's picture on the stage"
    yield from _percentiles("media.slot_switch", raw, note)
    yield Figure("media.slot_switch_freezes", freezes, "freezes", note=f"{SWITCHES} switches")


BENCHES = (
    Bench(("join.first_frame",), measure_joining),
    Bench(("media.slot_switch",), measure_switching),
)
