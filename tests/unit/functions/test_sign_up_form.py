"""What the sign-up form takes and refuses (C1, C2), Unicode's tricks included."""

import dataclasses
from typing import Any

import pytest
from chalicelib.domain.accounts import Person, SignUpForm, parse_sign_up
from chalicelib.domain.contacts import hint_email, hint_phone, parse_email, parse_phone
from chalicelib.domain.errors import DomainError, FieldCode, FieldError
from chalicelib.domain.passwords import check_password, normalize_password
from hypothesis import given
from hypothesis import strategies as st

FORM = SignUpForm(
    full_name="Nguyễn Văn An",
    email="an@example.com",
    phone="0901234567",
    password="một mật khẩu đủ dài",
    country="VN",
    locale="vi",
    accept_terms=True,
    accept_privacy=True,
    accept_marketing=False,
)


def parse(**changes: Any) -> Person:
    return parse_sign_up(dataclasses.replace(FORM, **changes))[0]


def problems(**changes: Any) -> tuple[FieldError, ...]:
    with pytest.raises(DomainError) as refused:
        parse(**changes)
    return refused.value.fields


def test_a_good_form_is_a_person() -> None:
    person = parse()
    assert person.phone == "+84901234567"
    assert person.email.key == "an@example.com"


def test_every_wrong_field_is_named_at_once() -> None:
    found = problems(full_name=" ", email="", phone="", password="", country="", accept_terms=False)
    assert {error.field for error in found} == {
        "full_name",
        "email",
        "phone",
        "password",
        "country",
        "accept_terms",
    }


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  Lê\t Thị\n Hoa ", "Lê Thị Hoa"),
        ("Le\u0302 Thi\u0323 Hoa", "Lê Thị Hoa"),
        ("An\u202e\u200b\u2066 Bình", "An Bình"),
        ("A\x00n", "An"),
        ("\ud800An", "An"),
        ("Anna\u3164", "Anna"),
        ("Nguyễn Thị Ánh Tuyết 🌸", "Nguyễn Thị Ánh Tuyết 🌸"),
    ],
)
def test_names_lose_what_deceives_the_eye(raw: str, clean: str) -> None:
    assert parse(full_name=raw).full_name == clean


@pytest.mark.parametrize("raw", ["\u200b\u202e", "\u3164", " \t", "\x00"])
def test_an_invisible_name_is_none(raw: str) -> None:
    assert problems(full_name=raw) == (FieldError("full_name", FieldCode.REQUIRED),)


@pytest.mark.parametrize("raw", ["Z" + "\u0335" * 20, "\u0301An", "a" * 101])
def test_an_abusive_name_is_refused(raw: str) -> None:
    assert [error.field for error in problems(full_name=raw)] == ["full_name"]


@given(st.text(max_size=150))
def test_a_name_is_clean_or_refused(raw: str) -> None:
    try:
        name = parse(full_name=raw).full_name
    except DomainError:
        return
    assert name == parse(full_name=name).full_name
    assert 1 <= len(name) <= 100
    assert name.isprintable()


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ("An@Example.COM", "an@example.com"),
        (" an+work@example.com ", "an+work@example.com"),
        ("an@bücher.example.com", "an@xn--bcher-kva.example.com"),
    ],
)
def test_addresses_differ_by_more_than_letter_case(raw: str, key: str) -> None:
    assert parse_email(raw).key == key


@pytest.mark.parametrize(
    "raw",
    [
        "an",
        "an@",
        "@example.com",
        "an@example",
        "an@@example.com",
        "an @example.com",
        "an@example.com\r\nBcc: all@example.com",
        "a\u0430n@example.com",
        "a" * 65 + "@example.com",
        f"a@{'b' * 250}.com",
        "an@[127.0.0.1]",
    ],
)
def test_what_is_no_address_is_refused(raw: str) -> None:
    assert problems(email=raw) == (FieldError("email", FieldCode.INVALID),)


@pytest.mark.parametrize(
    ("raw", "country", "phone"),
    [
        ("0901 234 567", "VN", "+84901234567"),
        ("+84 90-123-4567", "VN", "+84901234567"),
        ("84901234567", "VN", "+84901234567"),
        ("+1 415 555 2671", "VN", "+14155552671"),
        ("07400 123456", "GB", "+447400123456"),
    ],
)
def test_phones_become_e164(raw: str, country: str, phone: str) -> None:
    assert parse_phone(raw, country) == phone


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("024 3823 1234", FieldCode.NOT_MOBILE),
        ("113", FieldCode.INVALID),
        ("0901234567 ext 5", FieldCode.INVALID),
        ("090123456789012", FieldCode.INVALID),
        ("không có", FieldCode.INVALID),
        ("0" * 33, FieldCode.TOO_LONG),
    ],
)
def test_other_phones_are_refused(raw: str, code: FieldCode) -> None:
    assert problems(phone=raw) == (FieldError("phone", code),)


@pytest.mark.parametrize("country", ["XX", "VNM", "vietnam", "84", "ＶＮ"])
def test_only_iso_countries_count(country: str) -> None:
    assert FieldError("country", FieldCode.INVALID) in problems(country=country)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("ngắn", FieldCode.TOO_SHORT),
        ("x1" * 65, FieldCode.TOO_LONG),
        ("password123", FieldCode.TOO_COMMON),
        ("MatKhau123", FieldCode.TOO_COMMON),
        ("12345678", FieldCode.TOO_COMMON),
        ("aaaaaaaaaa", FieldCode.TOO_COMMON),
        ("an@example.com", FieldCode.TOO_COMMON),
        ("nguyễn văn an", FieldCode.TOO_COMMON),
    ],
)
def test_weak_passwords_are_refused(password: str, code: FieldCode) -> None:
    assert problems(password=password) == (FieldError("password", code),)


def test_eight_characters_are_enough_and_need_no_special_ones() -> None:
    assert check_password("tre xanh", ()) is None


def test_a_password_is_the_same_however_it_is_composed() -> None:
    assert normalize_password("mâ\u0323t khâ\u0309u") == normalize_password("mật khẩu")


def test_hints_name_nobody() -> None:
    assert hint_email("nguyen.van.an@example.com") == "n…@example.com"
    assert hint_phone("+84901234567") == "…567"
