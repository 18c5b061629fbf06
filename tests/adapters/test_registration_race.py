"""A thousand people at once want one address, on real transactions: one account."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import pytest
from chalicelib.domain.errors import DomainError, ErrorCode
from chalicelib.ports.accounts import AccountPorts
from chalicelib.storage.accounts import AccountItem, DynamoAccountRepository
from chalicelib.storage.registrations import DynamoRegistrationRepository
from chalicelib.usecases.registrations import confirm, register

from localstack.cloud import Cloud
from tests.fakes.accounts import FakeDatabase, fake_account_ports
from tests.fakes.edge import START, FakeRandomness, UnlimitedRateLimiter
from tests.unit.functions.test_sign_up import ORIGIN
from tests.unit.functions.test_sign_up_form import FORM

pytestmark = pytest.mark.local_cloud
RIVALS = 1000
THREADS = 32
CODE = "246810"
EMAIL = "everybody@example.com"


@dataclass
class OneCodeForAll(FakeRandomness):
    """Everybody's code is the same, so that a thousand threads need no inbox."""

    lock: threading.Lock = field(default_factory=threading.Lock)

    def digits(self, count: int) -> str:
        return CODE[:count]

    def _next(self) -> int:
        with self.lock:
            return super()._next()


@pytest.fixture
def ports(cloud_storage: Cloud) -> AccountPorts:  # noqa: ARG001 the tables behind the repositories
    fakes = fake_account_ports(FakeDatabase())
    accounts = DynamoAccountRepository()
    return replace(
        fakes,
        edge=replace(fakes.edge, limiter=UnlimitedRateLimiter(), randomness=OneCodeForAll()),
        registrations=DynamoRegistrationRepository(accounts),
        accounts=accounts,
    )


def attempt(number: int, ports: AccountPorts) -> ErrorCode | None:
    """Sign up as far as it goes; None when it made an account."""
    form = replace(FORM, email=EMAIL, phone=f"091{number:07d}")
    registration = register(form, ORIGIN, ports, START)
    try:
        confirm(registration.registration_id, "phone", CODE, ports, START)
        confirm(registration.registration_id, "email", CODE, ports, START)
    except DomainError as error:
        return error.code
    return None


def test_a_thousand_attempts_for_one_address_make_one_account(ports: AccountPorts) -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        outcomes = list(pool.map(lambda number: attempt(number, ports), range(RIVALS)))
    assert outcomes.count(None) == 1
    assert set(outcomes) == {None, ErrorCode.CODE_INVALID}
    accounts = [item for item in AccountItem.scan() if item.email == EMAIL]
    assert len(accounts) == 1


def test_parallel_guesses_share_five_tries(ports: AccountPorts) -> None:
    form = replace(FORM, email="guessed@example.com", phone="0920000001")
    registration = register(form, ORIGIN, ports, START)

    def guess(number: int) -> ErrorCode | None:
        try:
            confirm(registration.registration_id, "email", f"{number:06d}", ports, START)
        except DomainError as error:
            return error.code
        return None

    with ThreadPoolExecutor(16) as pool:
        outcomes = set(pool.map(guess, range(60)))
    assert outcomes <= {ErrorCode.CODE_INVALID, ErrorCode.CONFLICT}
    stored = ports.registrations.find(registration.registration_id)
    assert stored.email.wrong_tries == 5
    with pytest.raises(DomainError) as refused:
        confirm(registration.registration_id, "email", CODE, ports, START)
    assert refused.value.code == ErrorCode.CODE_INVALID
