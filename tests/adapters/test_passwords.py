"""Argon2id as OWASP wants it, and the same work for nobody's password."""

import pytest
from argon2 import PasswordHasher as Argon2
from argon2 import extract_parameters
from chalicelib.adapters.passwords import NOBODY, Argon2Hasher
from chalicelib.ports.accounts import PasswordHasher

from tests.fakes.accounts import FakePasswordHasher

PASSWORD = "một mật khẩu đủ dài"


@pytest.fixture(params=[FakePasswordHasher, Argon2Hasher])
def hasher(request: pytest.FixtureRequest) -> PasswordHasher:
    made: PasswordHasher = request.param()
    return made


def test_only_the_right_password_fits(hasher: PasswordHasher) -> None:
    stored = hasher.hash(PASSWORD)
    assert hasher.verify(stored, PASSWORD)
    assert not hasher.verify(stored, PASSWORD + " ")
    assert not hasher.needs_rehash(stored)


def test_nobody_has_no_password(hasher: PasswordHasher) -> None:
    assert not hasher.verify(None, PASSWORD)
    assert not hasher.verify(None, "")


def test_the_parameters_are_owasps() -> None:
    parameters = extract_parameters(Argon2Hasher().hash(PASSWORD))
    assert (parameters.memory_cost, parameters.time_cost, parameters.parallelism) == (19456, 2, 1)


def test_weaker_hashes_are_renewed() -> None:
    weak = Argon2(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    assert Argon2Hasher().verify(weak, PASSWORD)
    assert Argon2Hasher().needs_rehash(weak)


def test_nobodys_hash_costs_what_a_real_one_does() -> None:
    """A cheaper one would tell by its time who has an account."""
    assert not Argon2Hasher().needs_rehash(NOBODY)
