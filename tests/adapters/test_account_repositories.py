"""Registrations, accounts and outbox keep the same promises in memory and on the embedded cloud."""

import itertools
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from chalicelib.domain.accounts import Account, Person
from chalicelib.domain.consents import Consent, Origin
from chalicelib.domain.contacts import EmailAddress
from chalicelib.domain.errors import DomainError, ErrorCode
from chalicelib.domain.outbox import CLAIM_LIFETIME, Letter
from chalicelib.domain.plans import grant_free
from chalicelib.domain.registrations import Proof, Registration, receipt_of
from chalicelib.ports.accounts import (
    AccountRepository,
    IdentifierTakenError,
    RegistrationRepository,
    StaleError,
)
from chalicelib.ports.outbox import Outbox
from chalicelib.storage.accounts import ConsentItem, DynamoAccountRepository
from chalicelib.storage.outbox import DynamoOutbox
from chalicelib.storage.registrations import DynamoRegistrationRepository

from localstack.cloud import Cloud
from tests.adapters.dynamodb_calls import counted_calls
from tests.fakes.accounts import FakeAccountRepository, FakeDatabase, FakeRegistrationRepository
from tests.fakes.edge import START

pytestmark = pytest.mark.local_cloud
_numbers = itertools.count(1)
CONSENTS = tuple(
    Consent(purpose, "2026-01-01", "0" * 64, START, Origin("203.0.113.7", "", "sign_up_form"))
    for purpose in ("terms", "privacy")
)


@dataclass
class Storage:
    registrations: RegistrationRepository
    accounts: AccountRepository
    outbox: Outbox


@pytest.fixture(params=["fake", "cloud"])
def storage(
    request: pytest.FixtureRequest,
    cloud_storage: Cloud,  # noqa: ARG001 the tables behind the repositories
) -> Storage:
    if request.param == "fake":
        database = FakeDatabase()
        accounts = FakeAccountRepository(database)
        return Storage(FakeRegistrationRepository(database), accounts, database.outbox)
    stored = DynamoAccountRepository()
    return Storage(DynamoRegistrationRepository(stored), stored, DynamoOutbox())


def new_registration() -> Registration:
    number = next(_numbers)
    email = f"an.{number}@example.com"
    person = Person("Nguyễn Văn An", EmailAddress(email, email), f"+8490{number:07d}", "VN", "vi")
    proof = Proof("digest", wrong_tries=2, sent_at=(START,))
    return Registration(f"r{number}", person, "hash", CONSENTS, START, email=proof)


def new_letter() -> Letter:
    return Letter(
        f"o{next(_numbers)}", "email", "welcome", "an@example.com", "vi", {"name": "An"}, START
    )


def new_account(registration: Registration) -> Account:
    return Account(f"a{next(_numbers)}", registration.person, "hash", START)


def activate(storage: Storage, registration: Registration, account: Account) -> None:
    entitlement = grant_free(account.account_id, START)
    storage.registrations.activate(registration, account, entitlement, [new_letter()])


def test_a_registration_comes_back_as_it_was(storage: Storage) -> None:
    registration = new_registration()
    storage.registrations.add(registration, [])
    assert storage.registrations.find(registration.registration_id) == registration


def test_an_unknown_registration_is_an_error(storage: Storage) -> None:
    with pytest.raises(DomainError) as refused:
        storage.registrations.find("nobody")
    assert refused.value.code == ErrorCode.REGISTRATION_NOT_FOUND


def test_a_change_applies_to_the_version_it_was_made_from(storage: Storage) -> None:
    registration = new_registration()
    storage.registrations.add(registration, [])
    storage.registrations.save(replace(registration, phone=Proof("new")))
    stored = storage.registrations.find(registration.registration_id)
    assert (stored.version, stored.phone.code_hash) == (1, "new")
    letter = new_letter()
    with pytest.raises(StaleError):
        storage.registrations.save(registration, [letter])
    with pytest.raises(StaleError):
        storage.registrations.abandon(registration, [letter])
    assert storage.outbox.claim(letter.outbox_id, 0, START) is None


def test_activation_makes_all_or_nothing(storage: Storage) -> None:
    """C4: account, identifiers, plan and consents appear in one step."""
    registration = new_registration()
    storage.registrations.add(registration, [])
    account = new_account(registration)
    activate(storage, registration, account)
    assert storage.accounts.get(account.account_id) == account
    assert storage.accounts.find_by_email(registration.person.email) == account
    assert storage.accounts.entitlements(account.account_id) == [
        grant_free(account.account_id, START)
    ]
    taken = storage.accounts.taken(registration.person.email, registration.person.phone)
    assert taken == {"email", "phone"}
    with pytest.raises(StaleError):
        activate(storage, registration, account)
    receipt = storage.registrations.find(registration.registration_id)
    assert receipt == replace(receipt_of(registration), version=1)


@pytest.mark.parametrize("channel", ["email", "phone"])
def test_a_taken_contact_stops_an_activation_whole(storage: Storage, channel: str) -> None:
    owner, rival = new_registration(), new_registration()
    if channel == "email":
        rival = replace(rival, person=replace(rival.person, email=owner.person.email))
    else:
        rival = replace(rival, person=replace(rival.person, phone=owner.person.phone))
    for registration in (owner, rival):
        storage.registrations.add(registration, [])
    activate(storage, owner, new_account(owner))
    account = new_account(rival)
    with pytest.raises(IdentifierTakenError) as refused:
        activate(storage, rival, account)
    assert refused.value.channels == {channel}
    with pytest.raises(DomainError):
        storage.accounts.get(account.account_id)
    assert storage.accounts.entitlements(account.account_id) == []
    assert storage.registrations.find(rival.registration_id) == rival


def test_an_abandoned_registration_is_gone(storage: Storage) -> None:
    registration, letter = new_registration(), new_letter()
    storage.registrations.add(registration, [])
    storage.registrations.abandon(registration, [letter])
    with pytest.raises(DomainError):
        storage.registrations.find(registration.registration_id)
    assert storage.outbox.claim(letter.outbox_id, 0, START) is not None


def test_a_new_password_hash_replaces_the_old_one(storage: Storage) -> None:
    registration = new_registration()
    storage.registrations.add(registration, [])
    account = new_account(registration)
    activate(storage, registration, account)
    storage.accounts.save_password_hash(account.account_id, "better")
    assert storage.accounts.get(account.account_id) == replace(account, password_hash="better")


def test_a_letter_is_claimed_once_an_attempt(storage: Storage) -> None:
    registration, letter = new_registration(), new_letter()
    storage.registrations.add(registration, [letter])
    claimed = storage.outbox.claim(letter.outbox_id, 0, START)
    assert claimed == replace(letter, attempts=1, due_at=START + CLAIM_LIFETIME)
    assert storage.outbox.claim(letter.outbox_id, 0, START) is None
    assert storage.outbox.claim(letter.outbox_id, 1, START) is not None


def test_due_letters_come_oldest_first_until_they_are_settled(storage: Storage) -> None:
    long_ago = START - timedelta(days=400)
    letters = [
        replace(new_letter(), due_at=long_ago + timedelta(seconds=second)) for second in (2, 0, 1)
    ]
    storage.registrations.add(new_registration(), letters)
    due = storage.outbox.list_due(long_ago + timedelta(seconds=1), limit=10)
    assert [letter.due_at for letter in due] == [long_ago, long_ago + timedelta(seconds=1)]
    storage.outbox.postpone(due[0], long_ago + timedelta(seconds=5))
    storage.outbox.settle(due[1])
    later = storage.outbox.list_due(long_ago + timedelta(seconds=5), limit=1)
    assert [letter.outbox_id for letter in later] == [letters[0].outbox_id]
    for letter in letters:
        storage.outbox.settle(letter)
    assert storage.outbox.list_due(long_ago + timedelta(seconds=5), limit=10) == []


def test_a_settled_letter_keeps_neither_addressee_nor_content(cloud_storage: Cloud) -> None:
    outbox, letter = DynamoOutbox(), replace(new_letter(), to="secret@example.com")
    DynamoRegistrationRepository(DynamoAccountRepository()).add(new_registration(), [letter])
    outbox.settle(letter)
    answer = cloud_storage.client("dynamodb").get_item(
        TableName=cloud_storage.name("outbox"), Key={"outbox_id": {"S": letter.outbox_id}}
    )
    assert answer["Item"].keys() == {"outbox_id", "attempts", "expires_at"}


def test_consents_are_evidence(cloud_storage: Cloud) -> None:  # noqa: ARG001 the tables
    """C2."""
    accounts = DynamoAccountRepository()
    storage = Storage(DynamoRegistrationRepository(accounts), accounts, DynamoOutbox())
    registration = new_registration()
    storage.registrations.add(registration, [])
    account = new_account(registration)
    activate(storage, registration, account)
    stored = list(ConsentItem.query(account.account_id))
    assert {item.purpose for item in stored} == {"terms", "privacy"}
    assert all(item.policy_sha256 == "0" * 64 and item.ip == "203.0.113.7" for item in stored)


def test_looking_for_nobody_reads_as_much_as_for_somebody(cloud_storage: Cloud) -> None:  # noqa: ARG001 the tables
    """No enumeration by time."""
    accounts = DynamoAccountRepository()
    registration = new_registration()
    storage = Storage(DynamoRegistrationRepository(accounts), accounts, DynamoOutbox())
    storage.registrations.add(registration, [])
    activate(storage, registration, new_account(registration))
    with counted_calls() as for_somebody:
        assert accounts.find_by_email(registration.person.email) is not None
    with counted_calls() as for_nobody:
        assert accounts.find_by_email(EmailAddress("x@example.com", "x@example.com")) is None
    assert for_somebody == for_nobody == ["GetItem", "GetItem"]
