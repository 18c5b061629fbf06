"""Sign up and log in over HTTP as a person does: form, two codes from the inbox, log-in."""

import itertools
import re
import time
from collections.abc import Callable
from typing import Any, Protocol

from tests.functional.browser import Browser

PASSWORD = "một mật khẩu đủ dài"
_DEADLINE_S = 10.0
_POLL_S = 0.05
_numbers = itertools.count(1)


class Inbox(Protocol):
    @property
    def url(self) -> str: ...

    def inbox(self, to: str) -> list[dict[str, Any]]: ...


def new_form(**changes: object) -> dict[str, Any]:
    """A valid form that nobody has used yet."""
    number = next(_numbers)
    return {
        "full_name": "Nguyễn Văn An",
        "email": f"an.{number}@example.com",
        "phone": f"090{number:07d}",
        "password": PASSWORD,
        "country": "VN",
        "accept_terms": True,
        "accept_privacy": True,
        "accept_marketing": False,
        **changes,
    }


def international(phone: str) -> str:
    return f"+84{phone[1:]}"


def read_code(served: Inbox, to: str, other_than: str = "") -> str:
    """The newest code that reached this address; the stream brings it within moments."""

    def newest() -> str:
        for message in served.inbox(to):
            match = re.search(r"\b(\d{6})\b", f"{message.get('subject', '')} {message['text']}")
            if match and match[1] != other_than:
                return match[1]
        return ""

    return wait_for(newest)


def wait_for(ask: Callable[[], str]) -> str:
    """The first answer that is not empty; what crosses queues and streams takes a moment."""
    deadline = time.monotonic() + _DEADLINE_S
    while time.monotonic() < deadline:
        if answer := ask():
            return answer
        time.sleep(_POLL_S)
    raise AssertionError("it did not come in time")


def confirm(browser: Browser, registration_id: str, channel: str, code: str) -> dict[str, Any]:
    answer = browser.post(
        f"/api/accounts/{registration_id}/confirmations", {"channel": channel, "code": code}
    )
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def sign_up(served: Inbox, **changes: object) -> dict[str, Any]:
    """An active account; returns its form."""
    browser, form = Browser(served.url), new_form(**changes)
    answer = browser.post("/api/accounts", form)
    assert answer.status_code == 202, answer.text
    registration_id = answer.json()["registration_id"]
    confirm(browser, registration_id, "email", read_code(served, form["email"]))
    phone = international(form["phone"])
    assert confirm(browser, registration_id, "phone", read_code(served, phone))["active"]
    return form


def log_in(served: Inbox, form: dict[str, Any]) -> Browser:
    browser = Browser(served.url)
    answer = browser.post("/api/sessions", {"email": form["email"], "password": form["password"]})
    assert answer.status_code == 200, answer.text
    browser.csrf_token = answer.json()["csrf_token"]
    return browser
