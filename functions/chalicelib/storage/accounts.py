"""Accounts, the identifiers that keep them apart, their entitlements and consents."""

from collections.abc import Sequence
from datetime import datetime

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.domain.accounts import Account, Person
from chalicelib.domain.consents import Consent
from chalicelib.domain.contacts import EmailAddress
from chalicelib.domain.errors import DomainError, ErrorCode
from chalicelib.domain.language import DEFAULT_LOCALE, Locale
from chalicelib.domain.plans import Entitlement, Plan
from chalicelib.domain.registrations import Channel
from chalicelib.domain.times import from_ms, to_ms
from chalicelib.storage.tables import TableItem, table_name

# Read in the place of an account that does not exist; real ones are UUIDs.
_NOBODY = "nobody"


class AccountItem(TableItem):
    class Meta:
        table_name = table_name("accounts")

    account_id = UnicodeAttribute(hash_key=True)
    full_name = UnicodeAttribute()
    email = UnicodeAttribute()
    email_key = UnicodeAttribute()
    phone = UnicodeAttribute()
    country = UnicodeAttribute()
    locale = UnicodeAttribute()
    password_hash = UnicodeAttribute()
    created_at = NumberAttribute()


class IdentifierItem(TableItem):
    """`email#<key>` or `phone#<E.164>`: one account each, by conditional put."""

    class Meta:
        table_name = table_name("identifiers")

    identifier = UnicodeAttribute(hash_key=True)
    account_id = UnicodeAttribute()


class EntitlementItem(TableItem):
    class Meta:
        table_name = table_name("entitlements")

    account_id = UnicodeAttribute(hash_key=True)
    entitlement_id = UnicodeAttribute(range_key=True)
    plan = UnicodeAttribute()
    max_participants = NumberAttribute()
    max_duration_s = NumberAttribute(null=True)
    starts_at = NumberAttribute()
    ends_at = NumberAttribute(null=True)


class ConsentItem(TableItem):
    class Meta:
        table_name = table_name("consents")

    subject_id = UnicodeAttribute(hash_key=True)
    consent_id = UnicodeAttribute(range_key=True)
    purpose = UnicodeAttribute()
    policy_version = UnicodeAttribute()
    policy_sha256 = UnicodeAttribute()
    granted_at = NumberAttribute()
    ip = UnicodeAttribute()
    user_agent = UnicodeAttribute()
    method = UnicodeAttribute()


class DynamoAccountRepository:
    def taken(self, email: EmailAddress, phone: str) -> frozenset[Channel]:
        channel_of: dict[str, Channel] = {_email_id(email): "email", _phone_id(phone): "phone"}
        found = IdentifierItem.batch_get(list(channel_of), consistent_read=True)
        return frozenset(channel_of[item.identifier] for item in found)

    def get(self, account_id: str) -> Account:
        try:
            return _account(AccountItem.get(account_id, consistent_read=True))
        except AccountItem.DoesNotExist as error:
            raise DomainError(ErrorCode.UNAUTHENTICATED) from error

    def find_by_email(self, email: EmailAddress) -> Account | None:
        try:
            account_id = IdentifierItem.get(_email_id(email), consistent_read=True).account_id
        except IdentifierItem.DoesNotExist:
            account_id = _NOBODY
        try:
            return _account(AccountItem.get(account_id, consistent_read=True))
        except AccountItem.DoesNotExist:
            return None

    def entitlements(self, account_id: str) -> Sequence[Entitlement]:
        items = EntitlementItem.query(account_id, consistent_read=True)
        return [_entitlement(item) for item in items]

    def save_password_hash(self, account_id: str, password_hash: str) -> None:
        AccountItem(account_id).update(
            actions=[AccountItem.password_hash.set(password_hash)],
            condition=AccountItem.account_id.exists(),
        )


def identifiers(account: Account) -> tuple[IdentifierItem, IdentifierItem]:
    return (
        IdentifierItem(_email_id(account.person.email), account_id=account.account_id),
        IdentifierItem(_phone_id(account.person.phone), account_id=account.account_id),
    )


def account_item(account: Account) -> AccountItem:
    person = account.person
    return AccountItem(
        account.account_id,
        full_name=person.full_name,
        email=person.email.address,
        email_key=person.email.key,
        phone=person.phone,
        country=person.country,
        locale=person.locale,
        password_hash=account.password_hash,
        created_at=to_ms(account.created_at),
    )


def entitlement_item(entitlement: Entitlement) -> EntitlementItem:
    return EntitlementItem(
        entitlement.account_id,
        entitlement.entitlement_id,
        plan=entitlement.plan.name,
        max_participants=entitlement.plan.max_participants,
        max_duration_s=entitlement.plan.max_duration_s,
        starts_at=to_ms(entitlement.starts_at),
        ends_at=None if entitlement.ends_at is None else to_ms(entitlement.ends_at),
    )


def consent_item(subject_id: str, consent: Consent) -> ConsentItem:
    granted_at = to_ms(consent.granted_at)
    return ConsentItem(
        subject_id,
        f"{consent.purpose}#{granted_at}",
        purpose=consent.purpose,
        policy_version=consent.policy_version,
        policy_sha256=consent.policy_sha256,
        granted_at=granted_at,
        ip=consent.origin.ip,
        user_agent=consent.origin.user_agent,
        method=consent.origin.method,
    )


def _account(item: AccountItem) -> Account:
    locale: Locale = "en" if item.locale == "en" else DEFAULT_LOCALE
    person = Person(
        full_name=item.full_name,
        email=EmailAddress(item.email, item.email_key),
        phone=item.phone,
        country=item.country,
        locale=locale,
    )
    return Account(item.account_id, person, item.password_hash, from_ms(int(item.created_at)))


def _entitlement(item: EntitlementItem) -> Entitlement:
    return Entitlement(
        entitlement_id=item.entitlement_id,
        account_id=item.account_id,
        plan=Plan(item.plan, int(item.max_participants), _optional_int(item.max_duration_s)),
        starts_at=from_ms(int(item.starts_at)),
        ends_at=_optional_time(item.ends_at),
    )


def _optional_int(value: float | None) -> int | None:
    return None if value is None else int(value)


def _optional_time(ms: float | None) -> datetime | None:
    return None if ms is None else from_ms(int(ms))


def _email_id(email: EmailAddress) -> str:
    return f"email#{email.key}"


def _phone_id(phone: str) -> str:
    return f"phone#{phone}"
