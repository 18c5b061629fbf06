"""A new user's path in real Chromium: sign up, start, meet, see and hear, and leave (F1-F3)."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Site
from tests.e2e.person import Person

Arrive = Callable[..., Person]


@dataclass
class Meeting:
    host: Person
    guests: tuple[Person, Person]
    link: str

    @property
    def everybody(self) -> tuple[Person, Person, Person]:
        return self.host, *self.guests


@pytest.fixture
def meeting(arrive: Arrive) -> Meeting:
    """A host, and two guests whom they let in."""
    host, guests = arrive("Host"), (arrive("First guest"), arrive("Second guest"))
    host.has_account()
    return meet(host, guests)


def meet(host: Person, guests: tuple[Person, Person]) -> Meeting:
    host.log_in()
    link = host.start_meeting()
    for guest in guests:
        guest.ask_to_join(link)
        host.admit(guest)
        guest.is_in_room()
    return Meeting(host, guests, link)


def test_a_new_user_signs_up_and_three_people_see_and_hear_each_other(arrive: Arrive) -> None:
    host, guests = arrive("Host"), (arrive("First guest"), arrive("Second guest"))
    host.sign_up()
    for person in meet(host, guests).everybody:
        person.watches(2)
        person.hears(2)


def test_the_stage_follows_the_speaker(meeting: Meeting) -> None:
    host, (first, second) = meeting.host, meeting.guests
    host.press("Speaker view")
    host.press("Mute")
    second.press("Mute")
    stage = host.page.get_by_test_id("stage")
    expect(stage).to_have_attribute("aria-label", first.name, timeout=10_000)
    first.press("Mute")
    second.press("Unmute")
    expect(stage).to_have_attribute("aria-label", second.name, timeout=10_000)


def test_a_shared_screen_and_a_chat_message_arrive(meeting: Meeting) -> None:
    host, (first, second) = meeting.host, meeting.guests
    first.press("Share screen")
    for person in (host, second):
        stage = person.page.get_by_test_id("stage")
        expect(stage).to_have_attribute("data-source", "screen", timeout=15_000)
    first.press("Stop sharing")
    expect(host.page.get_by_test_id("stage")).to_be_hidden()

    first.press("Chat")
    first.page.get_by_placeholder("Message everybody").fill("Xin chào cả nhà 👋")
    first.page.keyboard.press("Enter")
    for person in (host, second):
        person.press(re.compile("^Chat"))
        person.sees("Xin chào cả nhà 👋")


def test_a_cut_socket_comes_back_while_media_goes_on(meeting: Meeting, site: Site) -> None:
    host = meeting.host
    host.watches(2)
    site.signalling.cut()
    host.sees("Connection lost. Reconnecting…")
    host.watches(2)
    site.signalling.restore()
    for person in meeting.everybody:
        lost = person.page.get_by_text("Connection lost. Reconnecting…")
        expect(lost).to_be_hidden(timeout=15_000)
    meeting.guests[0].press("Raise hand")
    expect(host.page.get_by_role("img", name="Hand raised").first).to_be_visible()


def test_a_reloaded_page_is_back_in_the_room(meeting: Meeting) -> None:
    guest = meeting.guests[0]
    guest.page.reload()
    guest.is_in_room()
    guest.watches(2)


def test_the_host_ends_the_meeting_for_all(meeting: Meeting) -> None:
    meeting.host.press("Leave")
    meeting.host.page.get_by_role("menuitem", name="End for all").click()
    meeting.host.page.get_by_role("dialog").get_by_role("button", name="End for all").click()
    for person in meeting.everybody:
        expect(person.page.get_by_role("toolbar", name="Meeting controls")).to_be_hidden()
        person.sees("The meeting has ended")


def test_the_free_plans_time_runs_out_for_everybody(meeting: Meeting, site: Site) -> None:
    """F3: warned at 10, 5 and 1 minute, closed by the server at 40."""
    for minutes, text in ((30, "10 minutes"), (5, "5 minutes"), (4, "1 minute")):
        site.served.advance(minutes * 60)
        meeting.host.sees(f"The meeting ends in {text}")
    site.served.advance(60)
    for person in meeting.everybody:
        expect(person.page.get_by_role("toolbar", name="Meeting controls")).to_be_hidden()
