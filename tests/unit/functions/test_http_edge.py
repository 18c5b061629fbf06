"""The edge on its own: decoding, languages, cookies, errors and configuration."""

from typing import Annotated

import msgspec
import pytest
from chalicelib.config import ConfigError, load_config
from chalicelib.domain.errors import DomainError, ErrorCode, FieldCode, FieldError
from chalicelib.domain.ids import uuid7
from chalicelib.domain.language import choose_locale
from chalicelib.domain.limits import RateLimit
from chalicelib.http_errors import STATUS, to_problem
from chalicelib.messages import ERRORS, FIELDS
from chalicelib.routes.api import Cookie
from chalicelib.routes.decode import decode_body, decode_params
from chalicelib.routes.security import check_unsafe, read_cookies
from hypothesis import given
from hypothesis import strategies as st


class Thing(msgspec.Struct, frozen=True):
    name: Annotated[str, msgspec.Meta(min_length=2, max_length=5)]
    count: int
    note: str = ""


class Page(msgspec.Struct, frozen=True):
    code: str
    limit: Annotated[int, msgspec.Meta(ge=1, le=50)] = 20


def problem_of(body: bytes) -> DomainError:
    with pytest.raises(DomainError) as refused:
        decode_body(body, Thing)
    return refused.value


def test_unknown_fields_are_ignored() -> None:
    assert decode_body(b'{"name": "abc", "count": 1, "admin": true}', Thing) == Thing("abc", 1)


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (b"{}", {("name", FieldCode.REQUIRED), ("count", FieldCode.REQUIRED)}),
        (
            b'{"name": "a", "count": "1"}',
            {("name", FieldCode.TOO_SHORT), ("count", FieldCode.INVALID)},
        ),
        (b'{"name": "abcdef", "count": 1}', {("name", FieldCode.TOO_LONG)}),
        (
            b'{"name": "abc", "count": 1.5, "note": null}',
            {("count", FieldCode.INVALID), ("note", FieldCode.INVALID)},
        ),
        (
            b'{"name": null, "count": true}',
            {("name", FieldCode.INVALID), ("count", FieldCode.INVALID)},
        ),
    ],
)
def test_every_wrong_field_is_named(body: bytes, fields: set[tuple[str, str]]) -> None:
    error = problem_of(body)
    assert error.code == ErrorCode.INVALID_REQUEST
    assert {(field.field, field.code) for field in error.fields} == fields


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    assert problem_of(body).code in {ErrorCode.MALFORMED_REQUEST, ErrorCode.INVALID_REQUEST}


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=20))
def test_any_json_that_is_no_object_is_malformed(value: object) -> None:
    assert problem_of(msgspec.json.encode(value)).code == ErrorCode.MALFORMED_REQUEST


def test_addresses_are_read_from_their_text() -> None:
    assert decode_params({"code": "123", "limit": "7"}, Page) == Page("123", 7)
    for limit in ("0", "51", "seven", ""):
        with pytest.raises(DomainError) as refused:
            decode_params({"code": "1", "limit": limit}, Page)
        assert refused.value.fields == (FieldError("limit", FieldCode.INVALID),)


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        ("", "vi"),
        ("en", "en"),
        ("en-US,en;q=0.9", "en"),
        ("vi-VN,vi;q=0.9,en;q=0.8", "vi"),
        ("fr,en;q=0.5,vi;q=0.4", "en"),
        ("en;q=0,vi;q=0.1", "vi"),
        ("de", "vi"),
        (";;;q=,\x00", "vi"),
    ],
)
def test_we_speak_the_callers_language_or_vietnamese(header: str, locale: str) -> None:
    assert choose_locale(header) == locale


@given(st.text())
def test_any_language_header_is_answered(header: str) -> None:
    assert choose_locale(header) in {"vi", "en"}


@given(st.text())
def test_any_cookie_header_is_survived(header: str) -> None:
    assert isinstance(read_cookies(header), dict)


@pytest.mark.parametrize("other", ['prefs={"a":1}', "a[b]=1", "=", "x", 'q="\\012"', "é=ü"])
def test_another_cookie_hides_none_of_ours(other: str) -> None:
    for header in (f"{other}; __Host-session=abc", f"__Host-session=abc; {other}"):
        assert read_cookies(header)["__Host-session"] == "abc"


def test_the_first_of_two_cookies_counts() -> None:
    """RFC 6265, 5.4: the one whose path fits best comes first."""
    assert read_cookies("a=1; b=2; a=3") == {"a": "1", "b": "2"}


def test_a_cookie_comes_back_as_it_was_set() -> None:
    header = Cookie("__Host-session", "a-b_c", 60).header()
    assert read_cookies(header.partition(";")[0]) == {"__Host-session": "a-b_c"}


@pytest.mark.parametrize(
    ("origin", "passes"),
    [
        (None, True),
        ("https://meet.example", True),
        ("https://web.example", True),
        ("https://evil.example", False),
        ("https://meet.example.evil.example", False),
        ("null", False),
        ("", False),
        ("http://[", False),
        ("//meet.example", False),
        ("meet.example", False),
    ],
)
def test_only_our_own_pages_may_change_things(origin: str | None, *, passes: bool) -> None:
    headers = {"content-type": "application/json; charset=utf-8", "host": "meet.example"}
    if origin is not None:
        headers["origin"] = origin
    if passes:
        check_unsafe(headers, ("https://web.example",))
        return
    with pytest.raises(DomainError) as refused:
        check_unsafe(headers, ("https://web.example",))
    assert refused.value.code == ErrorCode.FOREIGN_ORIGIN


def test_every_error_has_a_status_and_words_in_both_languages() -> None:
    assert set(STATUS) == set(ERRORS) == set(ErrorCode)
    assert set(FIELDS) == set(FieldCode)
    assert all(text.vi and text.en and text.vi != text.en for text in ERRORS.values())


def test_a_problem_says_what_when_and_where() -> None:
    error = DomainError(ErrorCode.RATE_LIMITED, retry_after_s=30)
    problem = to_problem(error, "en", "request-1")
    assert (problem.type, problem.status) == ("urn:onmeeting:error:rate_limited", 429)
    assert (problem.retry_after_s, problem.request_id) == (30, "request-1")
    assert problem.title == problem.messages.en


def test_identifiers_sort_by_time_and_say_their_version() -> None:
    early, late = uuid7(1_000, b"\xff" * 10), uuid7(1_001, b"\x00" * 10)
    assert early < late
    assert early[14] == "7"
    assert early[19] in "89ab"


@given(st.integers(0, 2**40), st.integers(1, 100_000))
def test_a_window_is_never_over_before_it_ends(now_s: int, window_s: int) -> None:
    limit = RateLimit("test", 1, window_s)
    assert limit.window_start_s(now_s) <= now_s
    assert limit.window_start_s(now_s + limit.retry_after_s(now_s)) > limit.window_start_s(now_s)


LOCAL = {"ONMEETING_STAGE": "local"}
PRODUCTION = {
    "ONMEETING_STAGE": "production",
    "ONMEETING_PUBLIC_URL": "https://meet.example/",
    "ONMEETING_AWS_ACCOUNT_ID": "123456789012",
    "ONMEETING_MAIL_FROM": "OnMeeting <no-reply@meet.example>",
    "OUTBOX_STREAM_ARN": "arn:aws:dynamodb:ap-southeast-1:123456789012:table/x/stream/1",
}


def test_the_local_stage_needs_nothing_but_its_name() -> None:
    config = load_config(LOCAL)
    assert config.physical_name("accounts") == "local-accounts"
    assert config.public_url == "http://localhost:8000"


def test_production_is_what_it_is_told() -> None:
    config = load_config({**PRODUCTION, "ONMEETING_ORIGINS": "https://a.example https://b.example"})
    assert config.origins == ("https://meet.example", "https://a.example", "https://b.example")
    assert config.operator_alerts_topic_arn.endswith(":123456789012:production-operator-alerts")


@pytest.mark.parametrize("missing", sorted(PRODUCTION))
def test_production_refuses_to_guess(missing: str) -> None:
    with pytest.raises(ConfigError, match=missing):
        load_config({name: value for name, value in PRODUCTION.items() if name != missing})


def test_only_the_local_stage_lets_time_be_moved() -> None:
    with pytest.raises(ConfigError, match="ONMEETING_CLOCK_FILE"):
        load_config({**PRODUCTION, "ONMEETING_CLOCK_FILE": "clock.json"})
