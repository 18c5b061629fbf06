"""Sign up: from the form to the account, by way of two codes."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.accounts import Account, SignUpForm, parse_sign_up
from chalicelib.domain.consents import Origin, grant_at_sign_up
from chalicelib.domain.errors import DomainError, ErrorCode
from chalicelib.domain.limits import CODE_BY_CONTACT
from chalicelib.domain.outbox import FIRST_SWEEP_AFTER, Letter, Medium, Template
from chalicelib.domain.plans import grant_free
from chalicelib.domain.registrations import (
    CODE_DIGITS,
    CODE_LIFETIME,
    Channel,
    Registration,
    hash_code,
    send,
    try_code,
)
from chalicelib.ports.accounts import AccountPorts, IdentifierTakenError, StaleError

CODE_KEY = "code-key"
# Two people never confirm one registration at once; five wins against a storm of guesses are all
# that a code survives anyway.
_MAX_CONFLICTS = 10
_CHANNELS: tuple[Channel, ...] = ("email", "phone")


@dataclass(frozen=True)
class Confirmed:
    email: bool
    phone: bool
    active: bool


def register(form: SignUpForm, origin: Origin, ports: AccountPorts, now: datetime) -> Registration:
    """Store the registration and send both codes.

    Contacts that belong to an account get a notice instead, and codes that match nothing; the
    caller sees no difference in answer, work or time.
    """
    person, password = parse_sign_up(form)
    policies = ports.policies.current()
    registration = Registration(
        registration_id=ports.edge.randomness.uuid7(now),
        person=person,
        password_hash=ports.passwords.hash(password),
        consents=grant_at_sign_up(
            policies["terms"],
            policies["privacy"],
            marketing=form.accept_marketing,
            origin=origin,
            now=now,
        ),
        created_at=now,
    )
    taken = ports.accounts.taken(person.email, person.phone)
    letters = []
    for channel in _CHANNELS:
        registration, letter = _send_code(registration, channel, taken, ports, now)
        letters.append(letter)
    ports.registrations.add(registration, letters)
    return registration


def resend_code(registration_id: str, channel: Channel, ports: AccountPorts, now: datetime) -> None:
    """Replace the channel's code by a new one; raise DomainError when it is too soon."""
    registration = _find(registration_id, ports, now)
    taken = ports.accounts.taken(registration.person.email, registration.person.phone)
    registration, letter = _send_code(registration, channel, taken, ports, now)
    try:
        ports.registrations.save(registration, [letter])
    except StaleError as error:
        raise DomainError(ErrorCode.CONFLICT) from error


def confirm(
    registration_id: str, channel: Channel, code: str, ports: AccountPorts, now: datetime
) -> Confirmed:
    """Try a code; the second right one makes the account. Repeating a right one changes nothing.

    The try is stored before its outcome is told, so parallel guesses get no more than five.
    """
    key = ports.edge.secrets.get(CODE_KEY)
    code_hash = hash_code(key, registration_id, channel, code)
    for _ in range(_MAX_CONFLICTS):
        try:
            registration = _find(registration_id, ports, now)
        except DomainError as error:
            raise DomainError(ErrorCode.CODE_INVALID) from error
        after = try_code(registration, channel, code_hash, now)
        if after == registration:
            return _confirmed(after)
        try:
            if after.is_complete:
                _activate(after, ports, now)
            else:
                ports.registrations.save(after)
        except StaleError:
            continue
        if not after.proof(channel).confirmed:
            raise DomainError(ErrorCode.CODE_INVALID)
        return _confirmed(after)
    raise DomainError(ErrorCode.CONFLICT)


def _confirmed(registration: Registration) -> Confirmed:
    return Confirmed(
        registration.email.confirmed, registration.phone.confirmed, registration.is_complete
    )


def _find(registration_id: str, ports: AccountPorts, now: datetime) -> Registration:
    registration = ports.registrations.find(registration_id)
    if now >= registration.expires_at:
        raise DomainError(ErrorCode.REGISTRATION_NOT_FOUND)
    return registration


def _activate(registration: Registration, ports: AccountPorts, now: datetime) -> None:
    account_id = ports.edge.randomness.uuid7(now)
    account = Account(account_id, registration.person, registration.password_hash, now)
    params = {"name": account.person.full_name, "url": ports.public_url}
    welcome = _letter(registration, "email", "welcome", params, ports, now)
    try:
        ports.registrations.activate(registration, account, grant_free(account_id, now), [welcome])
    except IdentifierTakenError as error:
        # Somebody else confirmed the same contact first: to this caller the code was wrong.
        notices = [_notice(registration, channel, ports, now) for channel in sorted(error.channels)]
        ports.registrations.abandon(registration, notices)
        raise DomainError(ErrorCode.CODE_INVALID) from error


def _send_code(
    registration: Registration,
    channel: Channel,
    taken: frozenset[Channel],
    ports: AccountPorts,
    now: datetime,
) -> tuple[Registration, Letter]:
    """The registration with a new code out, and the letter that carries it (or the notice)."""
    code = ports.edge.randomness.digits(CODE_DIGITS)
    key = ports.edge.secrets.get(CODE_KEY)
    if channel in taken:
        code_hash = hash_code(key, registration.registration_id, channel, "unmatchable")
        letter = _notice(registration, channel, ports, now)
    else:
        code_hash = hash_code(key, registration.registration_id, channel, code)
        letter = _letter(registration, channel, "code", {"code": code}, ports, now)
    sent = send(registration, channel, code_hash, now)
    ports.edge.limiter.take(CODE_BY_CONTACT, registration.contact_key(channel), now)
    return sent, letter


def _notice(
    registration: Registration, channel: Channel, ports: AccountPorts, now: datetime
) -> Letter:
    params = {"url": f"{ports.public_url}/login"}
    return _letter(registration, channel, "account_exists", params, ports, now)


def _letter(  # noqa: PLR0913, PLR0917 what a letter says is all its own
    registration: Registration,
    channel: Channel,
    template: Template,
    params: dict[str, str],
    ports: AccountPorts,
    now: datetime,
) -> Letter:
    medium: Medium = "email" if channel == "email" else "sms"
    return Letter(
        outbox_id=ports.edge.randomness.uuid7(now),
        medium=medium,
        template=template,
        to=registration.contact(channel),
        locale=registration.person.locale,
        params=params,
        due_at=now + FIRST_SWEEP_AFTER,
        useless_after=now + CODE_LIFETIME if template == "code" else None,
    )
