"""A registration between the form and the account: two channels, each proved by a code (C3).

A channel is open (a code is out), shut (expired or spoilt by wrong tries) or confirmed; `send`
opens it, a right code confirms it, the fifth wrong one shuts it. Both confirmed: complete.
"""

import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from chalicelib.domain.accounts import Person
from chalicelib.domain.consents import Consent
from chalicelib.domain.contacts import EmailAddress
from chalicelib.domain.errors import DomainError, ErrorCode

Channel = Literal["email", "phone"]
CODE_DIGITS = 6
CODE_LIFETIME = timedelta(minutes=10)
MAX_WRONG_TRIES = 5
RESEND_EVERY = timedelta(seconds=60)
MAX_SENDS_AN_HOUR = 5
REGISTRATION_LIFETIME = timedelta(hours=24)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Proof:
    """One channel. `code_hash` None means that no code is out; `sent_at` is the last hour's."""

    code_hash: str | None = None
    wrong_tries: int = 0
    sent_at: tuple[datetime, ...] = ()
    confirmed: bool = False

    def is_open(self, now: datetime) -> bool:
        return (
            self.code_hash is not None
            and self.wrong_tries < MAX_WRONG_TRIES
            and now < self.sent_at[-1] + CODE_LIFETIME
        )


@dataclass(frozen=True)
class Registration:
    """`version` counts stored changes: a change applies to the version it was made from only."""

    registration_id: str
    person: Person
    password_hash: str
    consents: tuple[Consent, ...]
    created_at: datetime
    email: Proof = Proof()
    phone: Proof = Proof()
    version: int = 0

    @property
    def expires_at(self) -> datetime:
        return self.created_at + REGISTRATION_LIFETIME

    @property
    def is_complete(self) -> bool:
        return self.email.confirmed and self.phone.confirmed

    def proof(self, channel: Channel) -> Proof:
        return self.email if channel == "email" else self.phone

    def contact(self, channel: Channel) -> str:
        return self.person.email.address if channel == "email" else self.person.phone

    def contact_key(self, channel: Channel) -> str:
        """The same however the contact is spelt."""
        return self.person.email.key if channel == "email" else self.person.phone

    def with_proof(self, channel: Channel, proof: Proof) -> "Registration":
        if channel == "email":
            return replace(self, email=proof)
        return replace(self, phone=proof)


def hash_code(key: bytes, registration_id: str, channel: Channel, code: str) -> str:
    """Keyed, because a million codes are soon tried; bound to the one registration and channel."""
    message = f"{registration_id}:{channel}:{code}".encode()
    return hmac.new(key, message, hashlib.sha256).hexdigest()


def send(
    registration: Registration, channel: Channel, code_hash: str, now: datetime
) -> Registration:
    """A new code takes the old one's place; raise DomainError(RATE_LIMITED) when it is too soon."""
    proof = registration.proof(channel)
    if proof.confirmed:
        raise DomainError(ErrorCode.CONFLICT)
    recent = tuple(at for at in proof.sent_at if now - at < _HOUR)
    if recent and now - recent[-1] < RESEND_EVERY:
        raise _too_soon(recent[-1] + RESEND_EVERY - now)
    if len(recent) >= MAX_SENDS_AN_HOUR:
        raise _too_soon(recent[0] + _HOUR - now)
    return registration.with_proof(channel, Proof(code_hash, 0, (*recent, now)))


def try_code(
    registration: Registration, channel: Channel, code_hash: str, now: datetime
) -> Registration:
    """The registration after this try, confirmed or one try poorer; store it before you answer.

    The code that confirmed changes nothing a second time: its first answer may have been lost.
    Raise DomainError(CODE_INVALID) when no code is out, and nothing changes.
    """
    proof = registration.proof(channel)
    if not proof.is_open(now) or now >= registration.expires_at:
        raise DomainError(ErrorCode.CODE_INVALID)
    if hmac.compare_digest(proof.code_hash or "", code_hash):
        after = replace(proof, confirmed=True)
    elif proof.confirmed:
        raise DomainError(ErrorCode.CODE_INVALID)
    else:
        after = replace(proof, wrong_tries=proof.wrong_tries + 1)
    return registration.with_proof(channel, after)


def receipt_of(registration: Registration) -> Registration:
    """What stays of one that became an account, to answer a repeated try: nothing of the person."""
    nobody = Person("", EmailAddress("", ""), "", "", registration.person.locale)
    return replace(registration, person=nobody, password_hash="", consents=())


def _too_soon(wait: timedelta) -> DomainError:
    seconds = -(-wait // timedelta(seconds=1))
    return DomainError(ErrorCode.RATE_LIMITED, retry_after_s=seconds)
