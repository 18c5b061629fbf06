"""Registrations, and the transaction that turns one into an account."""

from collections.abc import Sequence
from dataclasses import replace

import msgspec
from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import TransactWriteError

from chalicelib.domain.accounts import Account
from chalicelib.domain.errors import DomainError, ErrorCode
from chalicelib.domain.outbox import Letter
from chalicelib.domain.plans import Entitlement
from chalicelib.domain.registrations import Registration, receipt_of
from chalicelib.domain.times import to_s
from chalicelib.ports.accounts import IdentifierTakenError, StaleError
from chalicelib.storage.accounts import (
    AccountItem,
    DynamoAccountRepository,
    IdentifierItem,
    account_item,
    consent_item,
    entitlement_item,
    identifiers,
)
from chalicelib.storage.outbox import letter_item
from chalicelib.storage.tables import TableItem, table_name
from chalicelib.storage.writes import was_cancelled, write_together


class RegistrationItem(TableItem):
    """`document` is the whole registration as JSON: nothing asks for a part of it."""

    class Meta:
        table_name = table_name("registrations")

    registration_id = UnicodeAttribute(hash_key=True)
    document = UnicodeAttribute()
    version = NumberAttribute()
    expires_at = NumberAttribute()


class DynamoRegistrationRepository:
    def __init__(self, accounts: DynamoAccountRepository) -> None:
        self._accounts = accounts

    def add(self, registration: Registration, letters: Sequence[Letter]) -> None:
        with write_together() as transaction:
            transaction.save(
                _item(registration, registration.version),
                condition=RegistrationItem.registration_id.does_not_exist(),
            )
            for letter in letters:
                transaction.save(letter_item(letter))

    def find(self, registration_id: str) -> Registration:
        try:
            item = RegistrationItem.get(registration_id, consistent_read=True)
        except RegistrationItem.DoesNotExist as error:
            raise DomainError(ErrorCode.REGISTRATION_NOT_FOUND) from error
        return msgspec.json.decode(item.document, type=Registration)

    def save(self, registration: Registration, letters: Sequence[Letter] = ()) -> None:
        try:
            with write_together() as transaction:
                transaction.save(
                    _item(registration, registration.version + 1),
                    condition=RegistrationItem.version == registration.version,
                )
                for letter in letters:
                    transaction.save(letter_item(letter))
        except TransactWriteError as error:
            _raise_if_stale(error)

    def abandon(self, registration: Registration, letters: Sequence[Letter]) -> None:
        try:
            with write_together() as transaction:
                transaction.delete(
                    RegistrationItem(registration.registration_id),
                    condition=RegistrationItem.version == registration.version,
                )
                for letter in letters:
                    transaction.save(letter_item(letter))
        except TransactWriteError as error:
            _raise_if_stale(error)

    def activate(
        self,
        registration: Registration,
        account: Account,
        entitlement: Entitlement,
        letters: Sequence[Letter],
    ) -> None:
        try:
            with write_together() as transaction:
                for identifier in identifiers(account):
                    transaction.save(
                        identifier, condition=IdentifierItem.identifier.does_not_exist()
                    )
                transaction.save(
                    _item(receipt_of(registration), registration.version + 1),
                    condition=RegistrationItem.version == registration.version,
                )
                transaction.save(
                    account_item(account), condition=AccountItem.account_id.does_not_exist()
                )
                transaction.save(entitlement_item(entitlement))
                for consent in registration.consents:
                    transaction.save(consent_item(account.account_id, consent))
                for letter in letters:
                    transaction.save(letter_item(letter))
        except TransactWriteError as error:
            self._check_identifiers(registration, error)
            _raise_if_stale(error)

    def _check_identifiers(self, registration: Registration, error: TransactWriteError) -> None:
        """Tell a lost race for a contact from a lost race for the registration itself.

        Its own success, in a parallel request, takes the identifiers too: so look at it first.
        """
        if not _is_unchanged(registration):
            raise StaleError from error
        taken = self._accounts.taken(registration.person.email, registration.person.phone)
        if taken:
            raise IdentifierTakenError(taken) from error


def _item(registration: Registration, version: int) -> RegistrationItem:
    stored = replace(registration, version=version)
    return RegistrationItem(
        registration.registration_id,
        document=msgspec.json.encode(stored).decode(),
        version=version,
        expires_at=to_s(registration.expires_at),
    )


def _is_unchanged(registration: Registration) -> bool:
    try:
        item = RegistrationItem.get(registration.registration_id, consistent_read=True)
    except RegistrationItem.DoesNotExist:
        return False
    return int(item.version) == registration.version


def _raise_if_stale(error: TransactWriteError) -> None:
    """Raise StaleError when a condition or another transaction was in the way, else the error."""
    if was_cancelled(error):
        raise StaleError from error
    raise error
