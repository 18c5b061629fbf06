"""The two proofs of a registration (C3): any order, single use, ten minutes, five wrong tries."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest
from chalicelib.domain.accounts import Person
from chalicelib.domain.contacts import EmailAddress
from chalicelib.domain.errors import DomainError, ErrorCode
from chalicelib.domain.registrations import (
    MAX_WRONG_TRIES,
    Channel,
    Registration,
    hash_code,
    receipt_of,
    send,
    try_code,
)
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KEY = b"key"
MINUTE = timedelta(minutes=1)


def fresh() -> Registration:
    person = Person("An", EmailAddress("an@example.com", "an@example.com"), "+84901", "VN", "vi")
    return Registration("r1", person, "hash", consents=(), created_at=NOW)


def digest(channel: Channel, code: str, registration_id: str = "r1") -> str:
    return hash_code(KEY, registration_id, channel, code)


def sent(code: str = "123456") -> Registration:
    return send(fresh(), "email", digest("email", code), NOW)


def refusal(registration: Registration, code: str, now: datetime = NOW) -> ErrorCode:
    with pytest.raises(DomainError) as refused:
        try_code(registration, "email", digest("email", code), now)
    return refused.value.code


def test_a_right_code_confirms_and_does_nothing_more() -> None:
    """Its answer may have been lost: the same code hears the same, within its life."""
    after = try_code(sent(), "email", digest("email", "123456"), NOW)
    assert after.email.confirmed
    assert try_code(after, "email", digest("email", "123456"), NOW) == after
    assert refusal(after, "123456", NOW + 10 * MINUTE) == ErrorCode.CODE_INVALID
    assert refusal(after, "654321") == ErrorCode.CODE_INVALID


def test_a_receipt_answers_and_names_nobody() -> None:
    after = try_code(sent(), "email", digest("email", "123456"), NOW)
    receipt = receipt_of(after)
    assert try_code(receipt, "email", digest("email", "123456"), NOW) == receipt
    assert not set(filter(None, dataclasses.astuple(receipt.person))) - {"vi"} - {("", "")}
    assert not receipt.password_hash


def test_a_code_is_bound_to_its_channel_and_registration() -> None:
    for foreign in (digest("phone", "123456"), digest("email", "123456", "r2")):
        assert not try_code(sent(), "email", foreign, NOW).email.confirmed


def test_a_code_lives_ten_minutes_and_not_longer() -> None:
    last = NOW + 10 * MINUTE - timedelta(milliseconds=1)
    assert try_code(sent(), "email", digest("email", "123456"), last).email.confirmed
    assert refusal(sent(), "123456", NOW + 10 * MINUTE) == ErrorCode.CODE_INVALID


def test_after_five_wrong_tries_the_right_code_is_wrong_too() -> None:
    registration = sent()
    for _ in range(MAX_WRONG_TRIES):
        registration = try_code(registration, "email", digest("email", "000000"), NOW)
    assert refusal(registration, "123456") == ErrorCode.CODE_INVALID


def test_a_new_code_voids_the_old_one_and_its_wrong_tries() -> None:
    spoilt = try_code(sent(), "email", digest("email", "000000"), NOW)
    again = send(spoilt, "email", digest("email", "654321"), NOW + MINUTE)
    assert again.email.wrong_tries == 0
    old = try_code(again, "email", digest("email", "123456"), NOW + MINUTE)
    assert not old.email.confirmed


@pytest.mark.parametrize(("waited_s", "left_s"), [(0, 60), (1, 59), (59, 1)])
def test_codes_are_a_minute_apart(waited_s: int, left_s: int) -> None:
    with pytest.raises(DomainError) as refused:
        send(sent(), "email", "digest", NOW + timedelta(seconds=waited_s))
    assert (refused.value.code, refused.value.retry_after_s) == (ErrorCode.RATE_LIMITED, left_s)


def test_there_are_five_codes_an_hour() -> None:
    registration = sent()
    for minute in range(1, 5):
        registration = send(registration, "email", "digest", NOW + minute * MINUTE)
    with pytest.raises(DomainError) as refused:
        send(registration, "email", "digest", NOW + 5 * MINUTE)
    assert refused.value.retry_after_s == 55 * 60
    assert send(registration, "email", "digest", NOW + 60 * MINUTE).email.code_hash == "digest"


def test_a_registration_ends_after_a_day() -> None:
    late = NOW + timedelta(hours=24)
    registration = send(fresh(), "email", digest("email", "123456"), late - MINUTE)
    assert refusal(registration, "123456", late) == ErrorCode.CODE_INVALID


class Guessing(RuleBasedStateMachine):
    """Whatever happens in whatever order, no code survives more than five wrong tries."""

    codes = Bundle("codes")

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.registration = fresh()
        self.count = 0
        self.wrong_since_sent: dict[Channel, int] = {"email": 0, "phone": 0}
        self.confirmed: set[Channel] = set()

    @rule(target=codes, channel=st.sampled_from(["email", "phone"]))
    def ask_for_a_code(self, channel: Channel) -> tuple[Channel, str]:
        self.count += 1
        code = f"{self.count:06d}"
        before = self.registration
        try:
            self.registration = send(before, channel, digest(channel, code), self.now)
        except DomainError:
            assert self.registration is before
            return channel, "none"
        self.wrong_since_sent[channel] = 0
        return channel, code

    @rule(seconds=st.integers(0, 900))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(channel=st.sampled_from(["email", "phone"]))
    def guess_wrong(self, channel: Channel) -> None:
        try:
            self.registration = try_code(
                self.registration, channel, digest(channel, "999999"), self.now
            )
        except DomainError:
            return
        self.wrong_since_sent[channel] += 1

    @rule(sent_code=consumes(codes))
    def type_a_code(self, sent_code: tuple[Channel, str]) -> None:
        channel, code = sent_code
        before = self.registration.proof(channel)
        try:
            after = try_code(self.registration, channel, digest(channel, code), self.now)
        except DomainError:
            return
        if after.proof(channel).confirmed:
            assert before.code_hash == digest(channel, code)
            assert self.now < before.sent_at[-1] + 10 * MINUTE
        else:
            self.wrong_since_sent[channel] += 1
        self.registration = after

    @invariant()
    def wrong_tries_are_bounded(self) -> None:
        assert all(wrong <= MAX_WRONG_TRIES for wrong in self.wrong_since_sent.values())

    @invariant()
    def what_is_confirmed_stays_so(self) -> None:
        for channel in ("email", "phone"):
            if self.registration.proof(channel).confirmed:
                self.confirmed.add(channel)
        assert all(self.registration.proof(channel).confirmed for channel in self.confirmed)


TestGuessing = Guessing.TestCase
