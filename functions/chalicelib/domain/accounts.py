"""Accounts, and what somebody must give to get one (C1)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from chalicelib.domain.contacts import EmailAddress, parse_email, parse_phone
from chalicelib.domain.countries import COUNTRIES
from chalicelib.domain.errors import DomainError, ErrorCode, FieldCode, FieldError, invalid_field
from chalicelib.domain.language import Locale
from chalicelib.domain.passwords import check_password, normalize_password
from chalicelib.domain.text import clean_line

NAME_MAX_CHARS = 100
T = TypeVar("T")


@dataclass(frozen=True)
class Person:
    """Who somebody says they are, in the form we keep."""

    full_name: str
    email: EmailAddress
    phone: str
    country: str
    locale: Locale


@dataclass(frozen=True)
class Account:
    account_id: str
    person: Person
    password_hash: str
    created_at: datetime


@dataclass(frozen=True)
class SignUpForm:
    """As typed."""

    full_name: str
    email: str
    phone: str
    password: str
    country: str
    locale: Locale
    accept_terms: bool
    accept_privacy: bool
    accept_marketing: bool


def parse_sign_up(form: SignUpForm) -> tuple[Person, str]:
    """The person and the normalised password; raise DomainError naming every wrong field."""
    problems: list[FieldError] = []
    country = _collect(problems, lambda: _parse_country(form.country), "")
    full_name = _collect(
        problems, lambda: clean_line(form.full_name, "full_name", NAME_MAX_CHARS), ""
    )
    email = _collect(problems, lambda: parse_email(form.email), EmailAddress("", ""))
    phone = _collect(problems, lambda: parse_phone(form.phone, country or "VN"), "")
    password = normalize_password(form.password)
    own_words = (email.address, email.address.partition("@")[0], full_name, phone)
    bad_password = check_password(password, own_words)
    problems += [bad_password] if bad_password else []
    for name, accepted in (
        ("accept_terms", form.accept_terms),
        ("accept_privacy", form.accept_privacy),
    ):
        if not accepted:
            problems.append(FieldError(name, FieldCode.NOT_ACCEPTED))
    if problems:
        raise DomainError(ErrorCode.INVALID_REQUEST, fields=tuple(problems))
    return Person(full_name, email, phone, country, form.locale), password


def _parse_country(raw: str) -> str:
    country = raw.strip().upper()
    if not country:
        raise invalid_field("country", FieldCode.REQUIRED)
    if country not in COUNTRIES:
        raise invalid_field("country", FieldCode.INVALID)
    return country


def _collect(problems: list[FieldError], parse: Callable[[], T], otherwise: T) -> T:
    try:
        return parse()
    except DomainError as error:
        problems.extend(error.fields)
        return otherwise
