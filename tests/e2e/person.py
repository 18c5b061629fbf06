"""A person at a browser: what they click, type and see, through the page alone."""

import re
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.functional.sign_up import PASSWORD, Inbox, international, new_form, read_code, sign_up

# Kept from the page itself: the product has no hook for tests.
OBSERVE_PEERS = """
(() => {
  const Native = window.RTCPeerConnection
  window.observedPeers = []
  window.RTCPeerConnection = class extends Native {
    constructor(...rest) { super(...rest); window.observedPeers.push(this) }
  }
})()
"""
_INBOUND = """
async () => {
  const peer = window.observedPeers.at(-1)
  if (!peer) return []
  const reports = await peer.getStats()
  return [...reports.values()]
    .filter((report) => report.type === 'inbound-rtp' && (report.packetsReceived ?? 0) > 0)
    .map(({ kind, mid, framesDecoded, totalAudioEnergy, totalSamplesReceived }) =>
      ({ kind, mid, framesDecoded, totalAudioEnergy, totalSamplesReceived }))
}
"""


class Person:
    """`page` is their browser; `crashes` are errors that no page may have."""

    def __init__(self, name: str, page: Page, inbox: Inbox) -> None:
        self.name, self.page, self._inbox = name, page, inbox
        form = new_form(full_name=name)
        self.email, self.phone = str(form["email"]), str(form["phone"])
        self.crashes: list[str] = []
        page.on("pageerror", lambda error: self.crashes.append(str(error)))

    def button(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("button", name=name, exact=isinstance(name, str))

    def press(self, name: str | re.Pattern[str]) -> None:
        self.button(name).first.click()

    def sees(self, text: str | re.Pattern[str], timeout_s: float = 10) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=timeout_s * 1000)

    def has_account(self) -> None:
        """Sign up beside the browser: the pages for it have a test of their own."""
        sign_up(self._inbox, full_name=self.name, email=self.email, phone=self.phone)
        self.page.goto("/login")

    def sign_up(self) -> None:
        """The form, both codes from the inbox; ends at the log-in page."""
        page = self.page
        page.goto("/signup")
        page.get_by_label("Full name").fill(self.name)
        page.get_by_label("E-mail").fill(self.email)
        page.get_by_label("Mobile phone number").fill(self.phone)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("checkbox", name="I accept the Terms of use").check()
        page.get_by_role("checkbox", name="I accept the Privacy policy").check()
        self.press("Sign up")
        page.wait_for_url("**/verify/**")
        for label, address in (
            ("Code from the e-mail", self.email),
            ("Code from the text message", international(self.phone)),
        ):
            code = page.get_by_role("textbox", name=label)
            # The sixth digit sends the form.
            code.fill(read_code(self._inbox, address))
            expect(code).to_be_hidden()

    def log_in(self) -> None:
        """At the log-in page; ends where a meeting can be started."""
        self.page.get_by_label("E-mail").fill(self.email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.press("Log in")
        expect(self.button("Start a meeting").first).to_be_visible()

    def start_meeting(self) -> str:
        """Start one and go in as its host; returns the link for guests."""
        self.press("Start a meeting")
        self.page.wait_for_url("**/m/*")
        link = self.page.url
        self.press("Start the meeting")
        self.is_in_room()
        return link

    def ask_to_join(self, link: str) -> None:
        """A guest without an account, at the meeting's door."""
        self.page.goto(link)
        self.page.get_by_label("Your name").fill(self.name)
        self.press("Join")

    def is_in_room(self) -> None:
        expect(self.page.get_by_role("toolbar", name="Meeting controls")).to_be_visible(
            timeout=15_000
        )

    def admit(self, guest: "Person") -> None:
        self.open_people()
        self.press(f"Admit {guest.name}")

    def open_people(self) -> None:
        panel = self.page.get_by_role("complementary", name="Participants")
        if not panel.is_visible():
            self.press(re.compile("^Participants"))

    def inbound(self) -> list[dict[str, Any]]:
        """Receive slots that got packets, from getStats."""
        reports: list[dict[str, Any]] = self.page.evaluate(_INBOUND)
        return reports

    def watches(self, others: int) -> None:
        """Pictures of so many others move: each of their slots decodes frame after frame."""
        before = self._frames()
        eventually(
            lambda: (
                sum(frames > before.get(mid, 0) + 10 for mid, frames in self._frames().items())
                >= others
            )
        )

    def hears(self, others: int) -> None:
        """Sound of so many others has energy."""
        eventually(lambda: sum(energy > 0 for energy in self._energies()) >= others)

    def _frames(self) -> dict[str, int]:
        return {r["mid"]: r["framesDecoded"] for r in self.inbound() if r["kind"] == "video"}

    def _energies(self) -> list[float]:
        return [r["totalAudioEnergy"] for r in self.inbound() if r["kind"] == "audio"]


def eventually(condition: Callable[[], bool], timeout_s: float = 15.0) -> None:
    """Wait for what only a real browser can bring about."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "it did not come in time"
        time.sleep(0.1)
