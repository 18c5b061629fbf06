"""Accounts over HTTP on the embedded cloud: sign up, codes, log in, log out (C1-C4, C9)."""

import json
from typing import Any

import pytest

from tests.conftest import Served
from tests.functional.browser import Browser
from tests.functional.sign_up import (
    PASSWORD,
    confirm,
    international,
    log_in,
    new_form,
    read_code,
    sign_up,
    wait_for,
)

pytestmark = pytest.mark.local_cloud


def register(browser: Browser, form: dict[str, Any]) -> str:
    answer = browser.post("/api/accounts", form)
    assert answer.status_code == 202, answer.text
    registration_id: str = answer.json()["registration_id"]
    return registration_id


def test_both_codes_in_either_order_make_an_account_with_the_free_plan(served: Served) -> None:
    """C3, C4: phone first here, e-mail first in `sign_up`."""
    browser, form = Browser(served.url), new_form()
    registration_id = register(browser, form)
    log_in_body = {"email": form["email"], "password": PASSWORD}
    assert browser.post("/api/sessions", log_in_body).json()["code"] == "credentials_wrong"

    first = confirm(
        browser, registration_id, "phone", read_code(served, international(form["phone"]))
    )
    assert first == {"email_confirmed": False, "phone_confirmed": True, "active": False}
    assert browser.post("/api/sessions", log_in_body).json()["code"] == "credentials_wrong"

    second = confirm(browser, registration_id, "email", read_code(served, form["email"]))
    assert second == {"email_confirmed": True, "phone_confirmed": True, "active": True}

    account = log_in(served, form).get("/api/sessions/current").json()["account"]
    assert account["full_name"] == "Nguyễn Văn An"
    assert account["phone"] == international(form["phone"])
    assert account["plan"] == {"name": "free", "max_participants": 100, "max_duration_s": 2400}


def test_a_new_account_is_welcomed(served: Served) -> None:
    form = sign_up(served)

    def welcome() -> str:
        subjects = [message["subject"] for message in served.inbox(form["email"])]
        return next((subject for subject in subjects if "Chào mừng" in subject), "")

    assert wait_for(welcome) == "Chào mừng bạn đến với OnMeeting"


@pytest.mark.parametrize(
    "field", ["full_name", "email", "phone", "password", "country", "accept_terms"]
)
@pytest.mark.parametrize("value", [None, "", 7])
def test_a_missing_field_is_named(served: Served, field: str, value: object) -> None:
    """C1: absent, empty and of the wrong type alike."""
    form = new_form(**{field: value})
    if value is None:
        del form[field]
    answer = Browser(served.url).post("/api/accounts", form)
    problem = answer.json()
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [entry["field"] for entry in problem["fields"]] == [field]
    assert set(problem["messages"]) == {"vi", "en"}


@pytest.mark.parametrize("field", ["accept_terms", "accept_privacy"])
def test_nobody_signs_up_without_both_policies(served: Served, field: str) -> None:
    """C2: and marketing is nobody's condition."""
    problem = Browser(served.url).post("/api/accounts", new_form(**{field: False})).json()
    assert problem["fields"][0]["field"] == field
    assert problem["fields"][0]["code"] == "not_accepted"


def test_a_taken_contact_gets_the_same_answer_and_its_owner_a_notice(served: Served) -> None:
    owner = sign_up(served)
    typed = owner["email"].replace("an.", "AN.")
    again = new_form(email=typed)
    fresh = Browser(served.url).post("/api/accounts", new_form())
    taken = Browser(served.url).post("/api/accounts", again)
    assert (taken.status_code, taken.json().keys()) == (fresh.status_code, fresh.json().keys())

    def notice() -> str:
        subjects = [message["subject"] for message in served.inbox(typed)]
        return next((subject for subject in subjects if "đã có tài khoản" in subject), "")

    assert wait_for(notice)


def test_a_code_of_another_registration_does_not_count(served: Served) -> None:
    browser, mine, other = Browser(served.url), new_form(), new_form()
    my_id, _ = register(browser, mine), register(browser, other)
    own = read_code(served, mine["email"])
    while (foreign := read_code(served, other["email"])) == own:
        # One pair in a million gets the same code.
        register(browser, other := new_form())
    answer = browser.post(
        f"/api/accounts/{my_id}/confirmations", {"channel": "email", "code": foreign}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "code_invalid")


def test_a_code_dies_after_ten_minutes_and_a_new_one_replaces_it(served: Served) -> None:
    browser, form = Browser(served.url), new_form()
    registration_id = register(browser, form)
    old = read_code(served, form["email"])
    too_soon = browser.post(f"/api/accounts/{registration_id}/codes", {"channel": "email"})
    assert (too_soon.status_code, too_soon.json()["code"]) == (429, "rate_limited")
    assert 1 <= int(too_soon.headers["retry-after"]) <= 60

    served.advance(600)
    path = f"/api/accounts/{registration_id}/confirmations"
    expired = browser.post(path, {"channel": "email", "code": old})
    assert expired.json()["code"] == "code_invalid"
    sent = browser.post(f"/api/accounts/{registration_id}/codes", {"channel": "email"})
    assert sent.status_code == 202
    new = read_code(served, form["email"], other_than=old)
    assert confirm(browser, registration_id, "email", new)["email_confirmed"]
    assert confirm(browser, registration_id, "email", new)["email_confirmed"]
    assert browser.post(path, {"channel": "phone", "code": new}).status_code == 422


def test_logging_in_rotates_the_session_and_logging_out_ends_it(served: Served) -> None:
    form = sign_up(served)
    browser = log_in(served, form)
    first = browser.cookies["__Host-session"]
    again = browser.post("/api/sessions", {"email": form["email"], "password": PASSWORD})
    browser.csrf_token = again.json()["csrf_token"]
    assert browser.cookies["__Host-session"] != first
    stale = Browser(served.url)
    stale.cookies["__Host-session"] = first
    assert stale.get("/api/sessions/current").json() == {"account": None, "csrf_token": None}

    kept = dict(browser.cookies)
    assert browser.delete("/api/sessions/current").status_code == 204
    assert "__Host-session" not in browser.cookies
    browser.cookies = kept
    assert browser.get("/api/sessions/current").json()["account"] is None


def test_the_session_cookie_is_out_of_reach(served: Served) -> None:
    form = sign_up(served)
    answer = Browser(served.url).post(
        "/api/sessions", {"email": form["email"], "password": PASSWORD}
    )
    attributes = answer.headers["set-cookie"].split("; ")
    assert attributes[0].startswith("__Host-session=")
    assert {"HttpOnly", "Secure", "SameSite=Lax", "Path=/"} <= set(attributes)
    assert answer.headers["cache-control"] == "no-store"


def test_an_unsafe_request_needs_the_sessions_csrf_token(served: Served) -> None:
    browser = log_in(served, sign_up(served))
    for forged in ("", "0" * 64, "not hexadecimal"):
        answer = browser.send(
            "DELETE",
            "/api/sessions/current",
            headers={"Content-Type": "application/json", "X-CSRF-Token": forged},
        )
        assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")
    assert browser.get("/api/sessions/current").json()["account"] is not None


def test_another_sites_page_and_another_content_type_are_refused(served: Served) -> None:
    browser = Browser(served.url)
    foreign = browser.send(
        "POST", "/api/sessions", headers={"Origin": "https://evil.example"}, json={}
    )
    assert (foreign.status_code, foreign.json()["code"]) == (403, "foreign_origin")
    null = browser.send("POST", "/api/sessions", headers={"Origin": "null"}, json={})
    assert null.json()["code"] == "foreign_origin"
    form = browser.send("POST", "/api/sessions", data={"email": "a", "password": "b"})
    assert (form.status_code, form.json()["code"]) == (415, "unsupported_media_type")


def test_a_session_ends_after_a_day_of_silence(served: Served) -> None:
    browser = log_in(served, sign_up(served))
    served.advance(23 * 3600)
    assert browser.get("/api/sessions/current").json()["account"] is not None
    served.advance(24 * 3600)
    assert browser.get("/api/sessions/current").json()["account"] is None


def test_five_wrong_passwords_close_the_account_for_a_while(served: Served) -> None:
    form = sign_up(served)
    served.advance(300)
    browser = Browser(served.url)
    wrong = {"email": form["email"], "password": "không phải mật khẩu"}
    codes = [browser.post("/api/sessions", wrong).json()["code"] for _ in range(6)]
    assert codes == ["credentials_wrong"] * 5 + ["rate_limited"]
    served.advance(300)
    log_in(served, form)


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 400, "malformed_request"),
        (b"{", 400, "malformed_request"),
        (b"[]", 400, "malformed_request"),
        (b"null", 400, "malformed_request"),
        (b"\xff\xfe", 400, "malformed_request"),
        (b"[" * 10_000, 400, "malformed_request"),
        (b'{"email": "\\ud800", "password": "x"}', 400, "malformed_request"),
        (b'{"email": {"a": 1}, "password": []}', 422, "invalid_request"),
        (b'{"email": "' + b"a" * 600 + b'", "password": "x"}', 422, "invalid_request"),
        (b'{"email": "' + b"a" * 20_000 + b'"}', 413, "body_too_large"),
        (b'{"email": "nobody@example.com", "password": "\\u0000"}', 401, "credentials_wrong"),
        (b'{"email": "not an address", "password": "x"}', 401, "credentials_wrong"),
    ],
)
def test_bad_input_gets_a_clear_answer(
    served: Served, content: bytes, status: int, code: str
) -> None:
    served.advance(60)
    answer = Browser(served.url).send(
        "POST", "/api/sessions", headers={"Content-Type": "application/json"}, content=content
    )
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


def test_the_callers_language_is_spoken(served: Served) -> None:
    vietnamese = Browser(served.url).post("/api/sessions", {}).json()
    english = Browser(served.url, language="en-GB,en;q=0.9").post("/api/sessions", {}).json()
    assert vietnamese["title"] == vietnamese["messages"]["vi"]
    assert english["title"] == english["messages"]["en"]


def test_policies_are_readable_in_both_languages(served: Served) -> None:
    """A1, C9: the notice is there before anything is collected."""
    browser = Browser(served.url)
    summaries = browser.get("/api/policies").json()
    assert {summary["policy_id"] for summary in summaries} == {"terms", "privacy"}
    for summary in summaries:
        text = browser.get(f"/api{summary['url']}").json()
        assert text["sha256"] == summary["sha256"]
        assert text["text_vi"]
        assert text["text_en"]
    unknown = browser.get("/api/policies/terms/1999-01-01")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "policy_not_found")
    assert browser.get("/api/policies/secrets/1").status_code == 422


def test_refusing_leaves_no_data(served: Served) -> None:
    """C9: a refused form stores nothing that could name its writer."""
    form = new_form(accept_terms=False)
    Browser(served.url).post("/api/accounts", form)
    dynamodb = served.stage.cloud.client("dynamodb")
    for table in dynamodb.list_tables()["TableNames"]:
        items = dynamodb.scan(TableName=table)["Items"]
        assert form["email"] not in str(items)
        assert form["phone"][1:] not in str(items)


def test_logs_are_json_lines_without_personal_data(served: Served) -> None:
    form = sign_up(served)
    request_id = log_in(served, form).get("/api/sessions/current").headers["x-request-id"]
    log = "\n".join(path.read_text() for path in served.stage.logs.glob("*.log"))
    line = json.loads(next(line for line in log.splitlines() if request_id in line))
    assert line["event"] == "request"
    assert (line["method"], line["route"], line["status"]) == ("GET", "/api/sessions/current", 200)
    for secret in (form["email"], form["phone"][1:], form["full_name"], form["password"]):
        assert secret not in log
