"""Codes, names, cursors and pseudonyms: what comes from outside, and what may be seen of it."""

import unicodedata

import pytest
from chalicelib.domain.attendance import Stay, stay_key, was_let_in
from chalicelib.domain.cursors import decode_id, decode_time_and_id, encode_cursor
from chalicelib.domain.errors import DomainError, ErrorCode, FieldCode
from chalicelib.domain.meetings import check_meeting_password, make_code, parse_code
from chalicelib.domain.pseudonyms import participant_pseudonym, person_pseudonym
from chalicelib.domain.text import clean_line
from hypothesis import given
from hypothesis import strategies as st


def field_code(error: DomainError) -> FieldCode:
    return error.fields[0].code


def test_a_code_never_starts_with_zero() -> None:
    draws = iter(["0", "4", "829317705"])
    assert make_code(lambda _count: next(draws)) == "4829317705"


@pytest.mark.parametrize("typed", ["4829317705", "482 931 7705", "482-931-7705"])
def test_a_code_is_read_as_people_write_it(typed: str) -> None:
    assert parse_code(typed) == "4829317705"


@pytest.mark.parametrize("typed", ["", "0829317705", "48293177051", "４８２９３１７７０５", "abc"])
def test_what_is_no_code_is_no_meeting(typed: str) -> None:
    with pytest.raises(DomainError) as refused:
        parse_code(typed)
    assert refused.value.code == ErrorCode.MEETING_NOT_FOUND


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("  Nguyễn   Văn\tAn ", "Nguyễn Văn An"),
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("Host\u202etsoH", "HosttsoH"),
        ("A\u200b\u2060n", "An"),
        ("An\x00\x1b[31m", "An[31m"),
        ("\U000e0041n", "n"),
    ],
)
def test_a_name_is_shown_without_tricks(typed: str, shown: str) -> None:
    assert clean_line(typed, "name", 60) == shown


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", FieldCode.REQUIRED),
        (" \u200b\u202e\u3164 ", FieldCode.REQUIRED),
        ("x" * 61, FieldCode.TOO_LONG),
        ("Z" + "\u0335" * 20, FieldCode.INVALID),
    ],
)
def test_a_name_that_shows_nothing_or_too_much_is_refused(typed: str, code: FieldCode) -> None:
    with pytest.raises(DomainError) as refused:
        clean_line(typed, "name", 60)
    assert field_code(refused.value) == code


@given(st.text(max_size=80))
def test_a_clean_name_stays_as_it_is(typed: str) -> None:
    try:
        name = clean_line(typed, "name", 60)
    except DomainError:
        return
    assert clean_line(name, "name", 60) == name
    assert not any(unicodedata.category(c) in {"Cc", "Cf", "Cs"} for c in name)


@pytest.mark.parametrize(("typed", "code"), [("123", "too_short"), ("x" * 65, "too_long")])
def test_a_meeting_password_has_bounds(typed: str, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        check_meeting_password(typed)
    assert field_code(refused.value) == code


KEYS = st.text("0123456789abcdef-#", min_size=1, max_size=80)


@given(st.integers(0, 2**53), KEYS)
def test_cursors_come_back_as_they_went(at_ms: int, identifier: str) -> None:
    assert decode_time_and_id(encode_cursor(at_ms, identifier)) == (at_ms, identifier)
    assert decode_id(encode_cursor(identifier)) == identifier


@given(st.one_of(st.text(max_size=60), st.binary(max_size=60).map(lambda b: b.decode("latin-1"))))
def test_any_other_cursor_is_a_bad_field(cursor: str) -> None:
    for decode in (decode_time_and_id, decode_id):
        with pytest.raises(DomainError) as refused:
            decode(cursor)
        assert refused.value.fields[0].field == "cursor"


@pytest.mark.parametrize(
    "parts", [(True, "a"), (-1, "a"), (2**53 + 1, "a"), (1, ""), (1, "\ud800"), (1, "a" * 129)]
)
def test_what_the_database_cannot_take_is_no_cursor(parts: tuple[int, str]) -> None:
    cursor = encode_cursor(*parts)
    with pytest.raises(DomainError):
        decode_time_and_id(cursor)


@pytest.mark.parametrize("key", ["", "\ud800", "a" * 129, "a b"])
def test_no_more_is_a_key_that_we_never_gave_out(key: str) -> None:
    with pytest.raises(DomainError):
        decode_id(encode_cursor(key))


def test_cursors_of_another_list_are_refused() -> None:
    with pytest.raises(DomainError):
        decode_time_and_id(encode_cursor("only an id"))
    with pytest.raises(DomainError):
        decode_id(encode_cursor(1, "x"))


def test_pseudonyms_differ_by_meeting_person_and_tab() -> None:
    key = b"k" * 32
    names = {
        person_pseudonym(key, "m1", "account:1"),
        person_pseudonym(key, "m2", "account:1"),
        person_pseudonym(key, "m1", "guest:1"),
        participant_pseudonym(key, "m1", "account:1", "tab1"),
        participant_pseudonym(key, "m1", "account:1", "tab2"),
        # Parts are told apart by their lengths, so that nobody can shift letters between them.
        participant_pseudonym(key, "m1", "account:1t", "ab1"),
        person_pseudonym(b"o" * 32, "m1", "account:1"),
    }
    assert len(names) == 7


def stay(joined_at_ms: int, left_at_ms: int | None = None, reason: str | None = None) -> Stay:
    return Stay("p", "q", "An", "guest", 1, joined_at_ms, left_at_ms, reason)  # type: ignore[arg-type]


def test_started_minutes_count() -> None:
    assert stay(0, 10_000).minutes(999) == 1
    assert stay(0, 60_000).minutes(999) == 1
    assert stay(0, 60_001).minutes(999) == 2
    assert stay(0).minutes(120_000) == 2
    assert stay(5, 5).minutes(999) == 0


def test_keys_of_stays_sort_by_time() -> None:
    assert stay_key("z", 999) < stay_key("a", 1_800_000_000_000)


def test_only_the_last_stay_says_whether_somebody_was_shown_out() -> None:
    assert not was_let_in([])
    assert was_let_in([stay(1)])
    assert was_let_in([stay(2, 3, "lost"), stay(1, 2, "removed")])
    assert not was_let_in([stay(1, 2, "left"), stay(2, 3, "removed")])
    assert not was_let_in([stay(1, 2, "banned")])
