"""What the accounts' use cases need: registrations, accounts, policies, passwords."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from chalicelib.domain.accounts import Account
from chalicelib.domain.consents import Policy, PolicyId
from chalicelib.domain.contacts import EmailAddress
from chalicelib.domain.outbox import Letter
from chalicelib.domain.plans import Entitlement
from chalicelib.domain.registrations import Channel, Registration
from chalicelib.ports.edge import EdgePorts


class StaleError(Exception):
    """Somebody changed the item since it was read."""


class IdentifierTakenError(Exception):
    """Another account has this e-mail address or phone number."""

    def __init__(self, channels: frozenset[Channel]) -> None:
        super().__init__(*sorted(channels))
        self.channels = channels


class RegistrationRepository(Protocol):
    """Every write takes along the letters it causes, in the same transaction."""

    def add(self, registration: Registration, letters: Sequence[Letter]) -> None: ...

    def find(self, registration_id: str) -> Registration:
        """Raise DomainError(REGISTRATION_NOT_FOUND)."""

    def save(self, registration: Registration, letters: Sequence[Letter] = ()) -> None:
        """Store the next version of what was found; raise StaleError."""

    def abandon(self, registration: Registration, letters: Sequence[Letter]) -> None:
        """Delete it; raise StaleError."""

    def activate(
        self,
        registration: Registration,
        account: Account,
        entitlement: Entitlement,
        letters: Sequence[Letter],
    ) -> None:
        """Identifiers, account, entitlement and consents in, of the registration only its receipt.

        One transaction with the letters.
        Raise StaleError or IdentifierTakenError, and nothing has changed.
        """


class AccountRepository(Protocol):
    def taken(self, email: EmailAddress, phone: str) -> frozenset[Channel]:
        """Which of the two belong to an account."""

    def get(self, account_id: str) -> Account:
        """Raise DomainError(UNAUTHENTICATED) when the account is gone."""

    def find_by_email(self, email: EmailAddress) -> Account | None:
        """As much work when there is none: the time it takes tells strangers nothing."""

    def entitlements(self, account_id: str) -> Sequence[Entitlement]: ...

    def save_password_hash(self, account_id: str, password_hash: str) -> None: ...


class PolicyRepository(Protocol):
    def current(self) -> Mapping[PolicyId, Policy]:
        """The version in force of each policy."""

    def find(self, policy_id: PolicyId, version: str) -> Policy:
        """Raise DomainError(POLICY_NOT_FOUND)."""


class PasswordHasher(Protocol):
    """Slow on purpose; equally slow for somebody who does not exist."""

    def hash(self, password: str) -> str: ...

    def verify(self, password_hash: str | None, password: str) -> bool:
        """None stands for nobody's hash: false, after the same work."""

    def needs_rehash(self, password_hash: str) -> bool: ...


@dataclass(frozen=True)
class AccountPorts:
    edge: EdgePorts
    registrations: RegistrationRepository
    accounts: AccountRepository
    policies: PolicyRepository
    passwords: PasswordHasher
    public_url: str
