"""Log-in sessions: rotation, time-outs, guesses, and equal work for people who do not exist."""

from datetime import timedelta

import pytest
from chalicelib.domain.errors import DomainError, ErrorCode
from chalicelib.domain.sessions import csrf_token, hash_token
from chalicelib.ports.accounts import AccountPorts
from chalicelib.usecases.sessions import Credentials, LoggedIn, authenticate, log_in

from tests.fakes.accounts import FakePasswordHasher
from tests.fakes.edge import START
from tests.unit.functions.test_sign_up import World
from tests.unit.functions.test_sign_up_form import FORM

RIGHT = Credentials(FORM.email, FORM.password)
WRONG = Credentials(FORM.email, "sai mật khẩu")
HOUR = timedelta(hours=1)


@pytest.fixture
def world() -> World:
    world = World()
    world.sign_up()
    return world


def enter(
    ports: AccountPorts, credentials: Credentials = RIGHT, ip: str = "203.0.113.7"
) -> LoggedIn:
    return log_in(credentials, None, ip, ports, START)


def refusal(ports: AccountPorts, credentials: Credentials, ip: str = "203.0.113.7") -> ErrorCode:
    with pytest.raises(DomainError) as refused:
        enter(ports, credentials, ip)
    return refused.value.code


def test_a_session_keeps_only_the_hash_of_its_token(world: World) -> None:
    entered = enter(world.ports)
    assert entered.session.token_hash == hash_token(entered.token)
    assert entered.token not in repr(entered.session)


def test_logging_in_ends_the_session_before(world: World) -> None:
    first = enter(world.ports)
    second = log_in(RIGHT, first.session, "203.0.113.7", world.ports, START)
    assert authenticate(first.token, world.ports.edge, START) is None
    assert authenticate(second.token, world.ports.edge, START) == second.session


def test_a_session_ends_after_a_day_unused(world: World) -> None:
    token = enter(world.ports).token
    assert authenticate(token, world.ports.edge, START + 24 * HOUR) is None


def test_use_keeps_a_session_alive_for_a_week_at_most(world: World) -> None:
    token = enter(world.ports).token
    for hours in range(20, 7 * 24, 20):
        assert authenticate(token, world.ports.edge, START + hours * HOUR) is not None
    assert authenticate(token, world.ports.edge, START + 7 * 24 * HOUR) is None


def test_not_every_request_writes(world: World) -> None:
    token = enter(world.ports).token
    soon = authenticate(token, world.ports.edge, START + timedelta(minutes=9))
    later = authenticate(token, world.ports.edge, START + timedelta(minutes=10))
    assert soon is not None
    assert later is not None
    assert soon.last_seen_at == START
    assert later.last_seen_at == START + timedelta(minutes=10)


@pytest.mark.parametrize(
    "credentials", [WRONG, Credentials("nobody@example.com", "x"), Credentials("no address", "x")]
)
def test_every_wrong_log_in_looks_alike_and_costs_one_hash(
    world: World, credentials: Credentials
) -> None:
    hasher = world.ports.passwords
    assert isinstance(hasher, FakePasswordHasher)
    assert refusal(world.ports, credentials) == ErrorCode.CREDENTIALS_WRONG
    assert len(hasher.verified) == 1


def test_five_wrong_passwords_close_the_account_to_every_address(world: World) -> None:
    for number in range(5):
        assert refusal(world.ports, WRONG, f"203.0.113.{number}") == ErrorCode.CREDENTIALS_WRONG
    assert refusal(world.ports, RIGHT, "203.0.113.9") == ErrorCode.RATE_LIMITED
    assert log_in(RIGHT, None, "203.0.113.9", world.ports, START + timedelta(minutes=5))


def test_other_spellings_of_an_address_share_its_guesses(world: World) -> None:
    spellings = [FORM.email, f" {FORM.email}", f"{FORM.email}  ", FORM.email.upper(), FORM.email]
    for number, email in enumerate(spellings):
        wrong = Credentials(email, WRONG.password)
        assert refusal(world.ports, wrong, f"203.0.113.{number}") == ErrorCode.CREDENTIALS_WRONG
    sixth = Credentials(f"\t{FORM.email}", FORM.password)
    assert refusal(world.ports, sixth, "203.0.113.9") == ErrorCode.RATE_LIMITED


def test_right_passwords_do_not_count_as_failed(world: World) -> None:
    for _ in range(20):
        enter(world.ports)


def test_one_address_gets_ten_failures_a_minute(world: World) -> None:
    codes = [refusal(world.ports, Credentials(f"n{n}@example.com", "x")) for n in range(11)]
    assert codes == [ErrorCode.CREDENTIALS_WRONG] * 10 + [ErrorCode.RATE_LIMITED]


def test_an_outdated_hash_is_renewed_at_log_in(world: World) -> None:
    hasher = world.ports.passwords
    assert isinstance(hasher, FakePasswordHasher)
    hasher.generation = 2
    enter(world.ports)
    (account,) = world.database.accounts.values()
    assert account.password_hash.startswith("2:")
    assert enter(world.ports)


def test_csrf_tokens_differ_by_session_and_key(world: World) -> None:
    one, two = enter(world.ports).session, enter(world.ports).session
    assert len({csrf_token(b"a", one), csrf_token(b"a", two), csrf_token(b"b", one)}) == 3
