"""Headless Chromium participants, driven through the web client as people drive it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from tests.bench.stack import Stack

_CHROMIUM = "/usr/bin/chromium"
_ARGUMENTS = (
    "--no-sandbox",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
)
_PROBE = Path(__file__).with_name("probe.js")
# Three simulcast layers need 960x540.
_WIDTH, _HEIGHT, _FRAMES = 960, 540, 5
COLOURS = {"red": (81, 90, 240), "blue": (41, 240, 110)}
PAGE_TIMEOUT_MS = 20_000


def write_camera(path: Path, colour: str) -> Path:
    """A fake camera's film (YUV4MPEG2) of one plain colour, told apart by one pixel."""
    y, u, v = COLOURS[colour]
    quarter = _WIDTH * _HEIGHT // 4
    frame = bytes([y]) * (4 * quarter) + bytes([u]) * quarter + bytes([v]) * quarter
    head = f"YUV4MPEG2 W{_WIDTH} H{_HEIGHT} F25:1 Ip A1:1 C420jpeg\n".encode()
    path.write_bytes(head + (b"FRAME\n" + frame) * _FRAMES)
    return path


@contextmanager
def chromium(playwright: Playwright, camera: Path | None = None) -> Iterator[Browser]:
    """A browser of its own: the camera's film is chosen for a whole browser."""
    film = (f"--use-file-for-fake-video-capture={camera}",) if camera else ()
    browser = playwright.chromium.launch(
        executable_path=_CHROMIUM, args=[*_ARGUMENTS, *film], headless=True
    )
    try:
        yield browser
    finally:
        browser.close()


def open_person(browser: Browser, *, small: bool = False) -> tuple[BrowserContext, Page]:
    """A person with cookies of their own, and the probe in every page they open.

    `small` is a window whose drawing leaves the machine to the one who is measured.
    """
    # The page's policy forbids the evaluation that waiting for a condition needs.
    context = browser.new_context(
        permissions=["camera", "microphone"],
        locale="vi-VN",
        bypass_csp=True,
        viewport={"width": 480, "height": 360} if small else {"width": 1280, "height": 720},
    )
    context.set_default_timeout(PAGE_TIMEOUT_MS)
    context.add_init_script(path=_PROBE)
    return context, context.new_page()


def log_in(page: Page, stack: Stack, form: dict[str, Any]) -> None:
    """By the page's own origin, so that the browser keeps the session's cookie."""
    page.goto(stack.url)
    page.evaluate(
        """credentials => fetch('/api/sessions', {
             method: 'POST',
             headers: {'Content-Type': 'application/json'},
             body: JSON.stringify(credentials),
           })""",
        {"email": form["email"], "password": form["password"]},
    )


def open_prejoin(page: Page, stack: Stack, code: str, name: str | None = None) -> None:
    """Wait until the camera's preview runs and the door can be opened."""
    page.goto(f"{stack.url}/m/{code}")
    if name is not None:
        page.get_by_label("Tên của bạn").fill(name)
    page.wait_for_function("document.querySelector('figure video')?.readyState >= 2")
    page.locator("button[type=submit]:enabled").wait_for()


def join(page: Page) -> None:
    page.locator("button[type=submit]").click()
    page.get_by_role("toolbar").wait_for()
