"""Sessions: log in, log out, and who a token belongs to."""

from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.domain.accounts import Account
from chalicelib.domain.contacts import EMAIL_MAX_CHARS, EmailAddress, parse_email
from chalicelib.domain.errors import DomainError, ErrorCode
from chalicelib.domain.limits import FAILED_LOG_IN_BY_EMAIL, FAILED_LOG_IN_BY_IP
from chalicelib.domain.passwords import normalize_password
from chalicelib.domain.plans import Plan, plan_in_force
from chalicelib.domain.sessions import Session, csrf_token, hash_token
from chalicelib.ports.accounts import AccountPorts
from chalicelib.ports.edge import EdgePorts


@dataclass(frozen=True)
class Credentials:
    email: str
    password: str


@dataclass(frozen=True)
class LoggedIn:
    """`token` goes into the cookie and nowhere else."""

    account: Account
    session: Session
    token: str


def authenticate(token: str, ports: EdgePorts, now: datetime) -> Session | None:
    """The live session of this token, if there is one; keeps its idle clock wound."""
    session = ports.sessions.find(hash_token(token))
    if session is None or not session.is_live(now):
        return None
    if session.is_due_for_touch(now):
        session = replace(session, last_seen_at=now)
        ports.sessions.touch(session)
    return session


def log_in(
    credentials: Credentials,
    previous: Session | None,
    ip: str,
    ports: AccountPorts,
    now: datetime,
) -> LoggedIn:
    """Open a new session in place of `previous`; raise CREDENTIALS_WRONG or RATE_LIMITED.

    An attempt counts as failed before the password is looked at and is given back when it was
    right, so that parallel guesses cannot slip under the limit.
    """
    email = _claimed_address(credentials.email)
    attempts = ((FAILED_LOG_IN_BY_IP, ip), (FAILED_LOG_IN_BY_EMAIL, email.key))
    for limit, key in attempts:
        ports.edge.limiter.take(limit, key, now)
    account = _verified(email, credentials.password, ports)
    for limit, key in attempts:
        ports.edge.limiter.give_back(limit, key, now)
    if previous is not None:
        ports.edge.sessions.delete(previous.token_hash)
    token = ports.edge.randomness.token()
    session = Session(hash_token(token), account.account_id, created_at=now, last_seen_at=now)
    ports.edge.sessions.add(session)
    return LoggedIn(account, session, token)


def log_out(session: Session, ports: EdgePorts) -> None:
    ports.sessions.delete(session.token_hash)


def csrf_of(session: Session, ports: EdgePorts) -> str:
    return csrf_token(ports.secrets.get("csrf-key"), session)


def current_plan(account_id: str, ports: AccountPorts, now: datetime) -> Plan:
    """The plan in force; an account is never without the free one."""
    return plan_in_force(ports.accounts.entitlements(account_id), now)


def _claimed_address(raw: str) -> EmailAddress:
    """Parsed, so that guesses count together however they spell the address.

    What is no address belongs to nobody, and is looked for all the same.
    """
    try:
        return parse_email(raw)
    except DomainError:
        text = raw[:EMAIL_MAX_CHARS]
        return EmailAddress(text, text.casefold())


def _verified(email: EmailAddress, raw_password: str, ports: AccountPorts) -> Account:
    password = normalize_password(raw_password)
    account = ports.accounts.find_by_email(email)
    known_hash = None if account is None else account.password_hash
    if not ports.passwords.verify(known_hash, password) or account is None:
        raise DomainError(ErrorCode.CREDENTIALS_WRONG)
    if ports.passwords.needs_rehash(account.password_hash):
        ports.accounts.save_password_hash(account.account_id, ports.passwords.hash(password))
    return account
