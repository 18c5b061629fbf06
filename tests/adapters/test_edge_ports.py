"""Limits, sessions and secrets keep the same promises in memory and on the embedded cloud."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from chalicelib.adapters.aws import Aws
from chalicelib.adapters.secrets import SecretsManager
from chalicelib.config import load_config
from chalicelib.domain.errors import DomainError, ErrorCode
from chalicelib.domain.limits import RateLimit
from chalicelib.domain.sessions import Session
from chalicelib.ports.edge import RateLimiter, SessionRepository
from chalicelib.storage.rate_limits import DynamoRateLimiter
from chalicelib.storage.sessions import DynamoSessionRepository

from localstack.cloud import Cloud
from tests.fakes.edge import START, FakeRateLimiter, FakeSecrets, FakeSessionRepository

pytestmark = pytest.mark.local_cloud
THREE_A_MINUTE = RateLimit("test", 3, 60)
_keys = (f"key-{number}" for number in itertools.count())


@pytest.fixture(params=["fake", "cloud"])
def limiter(request: pytest.FixtureRequest, cloud_storage: Cloud) -> RateLimiter:  # noqa: ARG001
    return FakeRateLimiter() if request.param == "fake" else DynamoRateLimiter(FakeSecrets())


@pytest.fixture(params=["fake", "cloud"])
def sessions(
    request: pytest.FixtureRequest,
    cloud_storage: Cloud,  # noqa: ARG001 the tables behind the repository
) -> SessionRepository:
    return FakeSessionRepository() if request.param == "fake" else DynamoSessionRepository()


def refused_for_s(limiter: RateLimiter, key: str, after_s: int) -> int | None:
    with pytest.raises(DomainError) as refused:
        limiter.take(THREE_A_MINUTE, key, START + timedelta(seconds=after_s))
    assert refused.value.code == ErrorCode.RATE_LIMITED
    return refused.value.retry_after_s


def test_a_window_holds_so_many_and_the_next_one_as_many_again(limiter: RateLimiter) -> None:
    key = next(_keys)
    for second in (0, 10, 20):
        limiter.take(THREE_A_MINUTE, key, START + timedelta(seconds=second))
    assert refused_for_s(limiter, key, 20) == 40
    assert refused_for_s(limiter, key, 59) == 1
    limiter.take(THREE_A_MINUTE, key, START + timedelta(seconds=60))


def test_keys_and_limits_are_counted_apart(limiter: RateLimiter) -> None:
    key = next(_keys)
    for _ in range(3):
        limiter.take(THREE_A_MINUTE, key, START)
    limiter.take(THREE_A_MINUTE, next(_keys), START)
    limiter.take(replace(THREE_A_MINUTE, name="other"), key, START)


def test_what_is_given_back_may_be_taken_again(limiter: RateLimiter) -> None:
    key = next(_keys)
    for _ in range(5):
        limiter.take(THREE_A_MINUTE, key, START)
        limiter.give_back(THREE_A_MINUTE, key, START)


def test_parallel_takers_share_one_limit(cloud_storage: Cloud) -> None:  # noqa: ARG001
    limiter, key = DynamoRateLimiter(FakeSecrets()), next(_keys)

    def take(_: int) -> bool:
        try:
            limiter.take(THREE_A_MINUTE, key, START)
        except DomainError:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(take, range(64))) == 3


def test_a_counter_hides_whom_it_counts(cloud_storage: Cloud) -> None:
    DynamoRateLimiter(FakeSecrets()).take(THREE_A_MINUTE, "an@example.com", START)
    items = cloud_storage.client("dynamodb").scan(TableName=cloud_storage.name("rate_limits"))
    assert "an@example.com" not in str(items["Items"])


def test_a_session_is_found_until_it_is_deleted(sessions: SessionRepository) -> None:
    session = Session(next(_keys), "account", created_at=START, last_seen_at=START)
    assert sessions.find(session.token_hash) is None
    sessions.add(session)
    assert sessions.find(session.token_hash) == session
    sessions.delete(session.token_hash)
    assert sessions.find(session.token_hash) is None


def test_a_touch_is_kept_but_never_revives(sessions: SessionRepository) -> None:
    session = Session(next(_keys), "account", created_at=START, last_seen_at=START)
    touched = replace(session, last_seen_at=START + timedelta(hours=1))
    sessions.add(session)
    sessions.touch(touched)
    assert sessions.find(session.token_hash) == touched
    sessions.delete(session.token_hash)
    sessions.touch(touched)
    assert sessions.find(session.token_hash) is None


def test_secrets_are_read_by_their_logical_name(cloud_storage: Cloud) -> None:
    config = load_config(cloud_storage.environment())
    secrets = SecretsManager(Aws(config), config)
    assert len(secrets.get("csrf-key")) >= 32
    assert secrets.get("csrf-key") != secrets.get("code-key")
