"""Registrations, accounts, policies, passwords and the outbox, in memory."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from chalicelib.domain.accounts import Account
from chalicelib.domain.consents import Consent, Policy, PolicyId
from chalicelib.domain.contacts import EmailAddress
from chalicelib.domain.errors import DomainError, ErrorCode
from chalicelib.domain.language import Text
from chalicelib.domain.outbox import Letter
from chalicelib.domain.plans import Entitlement
from chalicelib.domain.registrations import Channel, Registration, receipt_of
from chalicelib.ports.accounts import AccountPorts, IdentifierTakenError, StaleError

from tests.fakes.edge import fake_edge_ports
from tests.fakes.outbox import FakeOutbox


@dataclass
class FakeDatabase:
    """What the repositories share, so that one transaction may touch all of it."""

    registrations: dict[str, Registration] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    identifiers: dict[tuple[Channel, str], str] = field(default_factory=dict)
    entitlements: list[Entitlement] = field(default_factory=list)
    consents: dict[str, tuple[Consent, ...]] = field(default_factory=dict)
    outbox: FakeOutbox = field(default_factory=FakeOutbox)
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass
class FakeRegistrationRepository:
    database: FakeDatabase

    def add(self, registration: Registration, letters: Sequence[Letter]) -> None:
        with self.database.lock:
            self.database.registrations[registration.registration_id] = registration
            self.database.outbox.add(letters)

    def find(self, registration_id: str) -> Registration:
        found = self.database.registrations.get(registration_id)
        if found is None:
            raise DomainError(ErrorCode.REGISTRATION_NOT_FOUND)
        return found

    def save(self, registration: Registration, letters: Sequence[Letter] = ()) -> None:
        with self._unchanged(registration):
            following = replace(registration, version=registration.version + 1)
            self.database.registrations[registration.registration_id] = following
            self.database.outbox.add(letters)

    def abandon(self, registration: Registration, letters: Sequence[Letter]) -> None:
        with self._unchanged(registration):
            del self.database.registrations[registration.registration_id]
            self.database.outbox.add(letters)

    def activate(
        self,
        registration: Registration,
        account: Account,
        entitlement: Entitlement,
        letters: Sequence[Letter],
    ) -> None:
        with self._unchanged(registration):
            database = self.database
            wanted: dict[tuple[Channel, str], str] = {
                ("email", account.person.email.key): account.account_id,
                ("phone", account.person.phone): account.account_id,
            }
            taken = frozenset(channel for channel, _ in wanted.keys() & database.identifiers.keys())
            if taken:
                raise IdentifierTakenError(taken)
            database.identifiers |= wanted
            database.accounts[account.account_id] = account
            database.entitlements.append(entitlement)
            database.consents[account.account_id] = registration.consents
            database.registrations[registration.registration_id] = replace(
                receipt_of(registration), version=registration.version + 1
            )
            database.outbox.add(letters)

    @contextmanager
    def _unchanged(self, registration: Registration) -> Iterator[None]:
        with self.database.lock:
            stored = self.database.registrations.get(registration.registration_id)
            if stored is None or stored.version != registration.version:
                raise StaleError
            yield


@dataclass
class FakeAccountRepository:
    database: FakeDatabase

    def taken(self, email: EmailAddress, phone: str) -> frozenset[Channel]:
        wanted: set[tuple[Channel, str]] = {("email", email.key), ("phone", phone)}
        return frozenset(channel for channel, _ in wanted & self.database.identifiers.keys())

    def get(self, account_id: str) -> Account:
        if account_id not in self.database.accounts:
            raise DomainError(ErrorCode.UNAUTHENTICATED)
        return self.database.accounts[account_id]

    def find_by_email(self, email: EmailAddress) -> Account | None:
        account_id = self.database.identifiers.get(("email", email.key))
        return None if account_id is None else self.get(account_id)

    def entitlements(self, account_id: str) -> Sequence[Entitlement]:
        return [e for e in self.database.entitlements if e.account_id == account_id]

    def save_password_hash(self, account_id: str, password_hash: str) -> None:
        changed = replace(self.get(account_id), password_hash=password_hash)
        self.database.accounts[account_id] = changed


@dataclass
class FakePasswordHasher:
    """Fast; `generation` plays the parameters that make old hashes outdated."""

    generation: int = 1
    verified: list[str | None] = field(default_factory=list)

    def hash(self, password: str) -> str:
        return f"{self.generation}:{password}"

    def verify(self, password_hash: str | None, password: str) -> bool:
        self.verified.append(password_hash)
        return password_hash is not None and password_hash.partition(":")[2] == password

    def needs_rehash(self, password_hash: str) -> bool:
        return not password_hash.startswith(f"{self.generation}:")


def _policy(policy_id: PolicyId) -> Policy:
    return Policy(
        policy_id=policy_id,
        version="2026-01-01",
        effective_at=datetime(2026, 1, 1, tzinfo=UTC),
        sha256=policy_id.ljust(64, "0"),
        title=Text(policy_id, policy_id),
        text=Text("Một", "One"),
    )


class FakePolicyRepository:
    def current(self) -> Mapping[PolicyId, Policy]:
        return {"terms": _policy("terms"), "privacy": _policy("privacy")}

    def find(self, policy_id: PolicyId, version: str) -> Policy:
        policy = self.current()[policy_id]
        if policy.version != version:
            raise DomainError(ErrorCode.POLICY_NOT_FOUND)
        return policy


def fake_account_ports(database: FakeDatabase) -> AccountPorts:
    return AccountPorts(
        edge=fake_edge_ports(),
        registrations=FakeRegistrationRepository(database),
        accounts=FakeAccountRepository(database),
        policies=FakePolicyRepository(),
        passwords=FakePasswordHasher(),
        public_url="https://onmeeting.example",
    )
