"""Sign up with in-memory ports: from the form to the account and what nobody may learn (C1-C4)."""

import dataclasses
from collections.abc import Sequence
from datetime import timedelta

import pytest
from chalicelib.domain.accounts import SignUpForm
from chalicelib.domain.consents import Origin
from chalicelib.domain.errors import DomainError, ErrorCode
from chalicelib.domain.outbox import Letter
from chalicelib.domain.plans import FREE
from chalicelib.domain.registrations import Channel, Registration
from chalicelib.usecases.registrations import Confirmed, confirm, register, resend_code

from tests.fakes.accounts import FakeDatabase, FakeRegistrationRepository, fake_account_ports
from tests.fakes.edge import START, FakeRandomness
from tests.unit.functions.test_sign_up_form import FORM

ORIGIN = Origin("203.0.113.7", "browser", "sign_up_form")
OTHER = dataclasses.replace(FORM, email="binh@example.com", phone="0907654321")
MINUTE = timedelta(minutes=1)


class World:
    """One service in memory."""

    def __init__(self) -> None:
        self.database = FakeDatabase()
        self.ports = fake_account_ports(self.database)

    def register(self, form: SignUpForm = FORM) -> Registration:
        return register(form, ORIGIN, self.ports, START)

    def code(self, registration: Registration, channel: Channel) -> str:
        letters = self.database.outbox.to(registration.contact(channel))
        return [letter.params["code"] for letter in letters if letter.template == "code"][-1]

    def confirm(self, registration: Registration, channel: Channel) -> Confirmed:
        code = self.code(registration, channel)
        return confirm(registration.registration_id, channel, code, self.ports, START)

    def sign_up(self, form: SignUpForm = FORM) -> Registration:
        registration = self.register(form)
        self.confirm(registration, "email")
        self.confirm(registration, "phone")
        return registration


@pytest.fixture
def world() -> World:
    return World()


@pytest.mark.parametrize("order", [("email", "phone"), ("phone", "email")])
def test_the_second_code_makes_the_account(world: World, order: tuple[Channel, Channel]) -> None:
    registration = world.register()
    assert not world.confirm(registration, order[0]).active
    assert not world.database.accounts
    assert world.confirm(registration, order[1]) == Confirmed(email=True, phone=True, active=True)
    (account,) = world.database.accounts.values()
    assert account.person == registration.person
    (entitlement,) = world.database.entitlements
    assert (entitlement.account_id, entitlement.plan) == (account.account_id, FREE)


@pytest.mark.parametrize("channel", ["email", "phone"])
def test_a_repeated_code_hears_the_same_and_makes_nothing_new(
    world: World, channel: Channel
) -> None:
    """The answer to the second confirmation was lost, and the browser asks again."""
    registration = world.sign_up()
    letters = len(world.database.outbox.letters)
    again = world.confirm(registration, channel)
    assert again == Confirmed(email=True, phone=True, active=True)
    assert (len(world.database.accounts), len(world.database.entitlements)) == (1, 1)
    assert len(world.database.outbox.letters) == letters


def test_nothing_of_a_person_stays_in_a_finished_registration(world: World) -> None:
    registration = world.sign_up()
    receipt = repr(world.database.registrations[registration.registration_id])
    person = registration.person
    for secret in (person.full_name, person.email.key, person.phone, registration.password_hash):
        assert secret not in receipt


def test_consents_name_purpose_version_and_circumstances(world: World) -> None:
    """C2: and marketing only when it was chosen."""
    world.sign_up()
    world.sign_up(dataclasses.replace(OTHER, accept_marketing=True))
    plain, keen = world.database.consents.values()
    assert [consent.purpose for consent in plain] == ["terms", "privacy"]
    assert [consent.purpose for consent in keen] == ["terms", "privacy", "marketing"]
    assert all(consent.origin == ORIGIN and consent.granted_at == START for consent in plain)
    assert all(len(consent.policy_sha256) == 64 for consent in plain)


def test_a_refused_form_stores_nothing(world: World) -> None:
    """C9."""
    with pytest.raises(DomainError):
        world.register(dataclasses.replace(FORM, accept_privacy=False))
    assert world.database == FakeDatabase(lock=world.database.lock)


def test_taken_contacts_look_the_same_and_their_owner_is_told(world: World) -> None:
    world.sign_up()
    before = len(world.database.outbox.letters)
    again = world.register()
    assert again.email.code_hash
    assert again.phone.code_hash
    letters = list(world.database.outbox.letters.values())[before:]
    assert [(letter.medium, letter.template) for letter in letters] == [
        ("email", "account_exists"),
        ("sms", "account_exists"),
    ]


def test_no_code_matches_a_taken_contact(world: World) -> None:
    world.sign_up()
    again = world.register(dataclasses.replace(FORM, phone="0907654321"))
    assert world.confirm(again, "phone") == Confirmed(email=False, phone=True, active=False)
    randomness = world.ports.edge.randomness
    assert isinstance(randomness, FakeRandomness)
    for code in randomness.codes[-2:]:
        with pytest.raises(DomainError) as refused:
            confirm(again.registration_id, "email", code, world.ports, START)
        assert refused.value.code == ErrorCode.CODE_INVALID


def test_who_loses_the_race_for_an_address_hears_of_a_wrong_code(world: World) -> None:
    first, second = world.register(), world.register()
    codes_of = [
        [letter.params["code"] for letter in world.database.outbox.to(contact)]
        for contact in (first.person.email.address, first.person.phone)
    ]
    (first_email, second_email), (first_phone, second_phone) = codes_of
    confirm(second.registration_id, "email", second_email, world.ports, START)
    confirm(first.registration_id, "email", first_email, world.ports, START)
    assert confirm(first.registration_id, "phone", first_phone, world.ports, START).active
    with pytest.raises(DomainError) as refused:
        confirm(second.registration_id, "phone", second_phone, world.ports, START)

    assert refused.value.code == ErrorCode.CODE_INVALID
    assert len(world.database.accounts) == 1
    assert second.registration_id not in world.database.registrations
    letters = world.database.outbox.letters.values()
    notices = [letter.medium for letter in letters if letter.template == "account_exists"]
    assert notices == ["email", "sms"]


def test_an_unknown_registration_looks_like_a_wrong_code(world: World) -> None:
    with pytest.raises(DomainError) as refused:
        confirm("nobody", "email", "123456", world.ports, START)
    assert refused.value.code == ErrorCode.CODE_INVALID


def test_a_try_counts_before_its_outcome_is_told(world: World) -> None:
    """A stale write is tried again on what is stored, so parallel guesses share five tries."""

    class Contended(FakeRegistrationRepository):
        """Somebody else stores the registration just before the first save."""

        is_first = True

        def save(self, registration: Registration, letters: Sequence[Letter] = ()) -> None:
            if self.is_first:
                self.is_first = False
                super().save(self.find(registration.registration_id))
            super().save(registration, letters)

    registration = world.register()
    ports = dataclasses.replace(world.ports, registrations=Contended(world.database))
    with pytest.raises(DomainError) as refused:
        confirm(registration.registration_id, "email", "wrong!", ports, START)
    assert refused.value.code == ErrorCode.CODE_INVALID
    assert world.database.registrations[registration.registration_id].email.wrong_tries == 1


def test_a_new_code_is_sent_after_a_minute(world: World) -> None:
    registration = world.register()
    first = world.code(registration, "email")
    with pytest.raises(DomainError) as refused:
        resend_code(registration.registration_id, "email", world.ports, START)
    assert refused.value.code == ErrorCode.RATE_LIMITED
    resend_code(registration.registration_id, "email", world.ports, START + MINUTE)
    assert world.code(registration, "email") != first


def test_strangers_cannot_flood_a_mailbox(world: World) -> None:
    """Nor by writing its address in capitals."""
    for number in range(10):
        email = FORM.email if number % 2 else FORM.email.upper()
        world.register(dataclasses.replace(FORM, phone=f"09012345{number:02d}", email=email))
    with pytest.raises(DomainError) as refused:
        world.register(dataclasses.replace(FORM, phone="0901234599"))
    assert refused.value.code == ErrorCode.RATE_LIMITED
    emails = [letter for letter in world.database.outbox.letters.values() if "@" in letter.to]
    assert len(emails) == 10
