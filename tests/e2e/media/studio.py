"""Headless Chromium participants against a real media server in this process."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from playwright.async_api import Browser, Page, Route, async_playwright

from media_worker.media_engine import open_media_engine
from media_worker.room.media_plane import MediaEvent, PeerKey, SlotsChanged
from media_worker.transport.media_server import MediaServer
from meeting_contract.signalling import SlotAssignment, Source

MEETING = "meeting"
# Any https address will do: the page never leaves this process.
_PAGE_URL = "https://harness.test/"
_PAGE = Path(__file__).with_name("harness.html").read_text()
_CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
)


@dataclass
class Studio:
    """A media server, a browser, and everything the server told."""

    server: MediaServer
    browser: Browser
    events: list[MediaEvent] = field(default_factory=list)

    async def join(self, name: str, *, width: int = 640, height: int = 360) -> "Player":
        page = await (await self.browser.new_context()).new_page()
        await page.route(_PAGE_URL, _serve_page)
        key = PeerKey(MEETING, name)
        await page.expose_function("answerOffer", lambda sdp: self.server.answer(key, sdp).sdp)
        await page.goto(_PAGE_URL)
        player = Player(self, key, page)
        player.publish("microphone")
        player.publish("camera")
        size = {"width": width, "height": height, "frequency": 440, "simulcast": True}
        await page.evaluate("(size) => join(size)", size)
        return player

    def slots_of(self, key: PeerKey) -> dict[tuple[str, int], SlotAssignment]:
        """What each slot shows now, as the events told."""
        slots: dict[tuple[str, int], SlotAssignment] = {}
        for event in self.events:
            if isinstance(event, SlotsChanged) and event.peer == key:
                slots |= {(slot.kind, slot.index): slot for slot in event.slots}
        return {place: slot for place, slot in slots.items() if slot.participant_id is not None}


@dataclass
class Player:
    """One participant in one browser context."""

    studio: Studio
    key: PeerKey
    page: Page

    def publish(self, source: Source, published: bool = True) -> None:
        self.studio.server.set_published(self.key, source, published)

    async def inbound(self) -> dict[tuple[str, int], dict[str, Any]]:
        """Statistics of the receive slots that got packets."""
        reports = await self.page.evaluate("() => inbound()")
        return {(report["kind"], report["index"]): report for report in reports}

    async def frames(self) -> list[dict[str, Any]]:
        """Frames that were shown, in all slots."""
        return cast("list[dict[str, Any]]", await self.page.evaluate("() => shown"))

    async def outbound(self) -> list[dict[str, Any]]:
        return cast("list[dict[str, Any]]", await self.page.evaluate("() => outbound()"))


async def _serve_page(route: Route) -> None:
    await route.fulfill(body=_PAGE, content_type="text/html")


@asynccontextmanager
async def studio() -> AsyncIterator[Studio]:
    events: list[MediaEvent] = []
    server = open_media_engine("127.0.0.1", 0, ["127.0.0.1"], events.append)
    try:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path="/usr/bin/chromium", args=list(_CHROMIUM_ARGUMENTS)
            )
            yield Studio(server, browser, events)
            await browser.close()
    finally:
        await server.aclose()


def in_studio(scenario: Callable[[Studio], Coroutine[Any, Any, None]]) -> None:
    """Run it in a thread of its own: the page tests' browser keeps a loop in this one."""

    async def run() -> None:
        async with studio() as room:
            await scenario(room)

    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, run()).result()
