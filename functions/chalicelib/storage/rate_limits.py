"""Fixed-window counters: one atomic write a question."""

import hashlib
import hmac
from datetime import datetime

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import UpdateError

from chalicelib.domain.errors import DomainError, ErrorCode
from chalicelib.domain.limits import RateLimit
from chalicelib.domain.times import to_s
from chalicelib.ports.edge import Secrets
from chalicelib.storage.tables import TableItem, table_name


class RateLimitItem(TableItem):
    """`bucket` hides whom it counts: a keyed hash of address or contact."""

    class Meta:
        table_name = table_name("rate_limits")

    bucket = UnicodeAttribute(hash_key=True)
    taken = NumberAttribute()
    expires_at = NumberAttribute()


class DynamoRateLimiter:
    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets

    def take(self, limit: RateLimit, key: str, now: datetime) -> None:
        now_s = to_s(now)
        expires_at = limit.window_start_s(now_s) + 2 * limit.window_s
        try:
            RateLimitItem(self._bucket(limit, key, now_s)).update(
                actions=[
                    RateLimitItem.taken.add(1),
                    RateLimitItem.expires_at.set(expires_at),
                ],
                condition=RateLimitItem.taken.does_not_exist()
                | (RateLimitItem.taken < limit.count),
            )
        except UpdateError as error:
            if error.cause_response_code != "ConditionalCheckFailedException":
                raise
            raise DomainError(
                ErrorCode.RATE_LIMITED, retry_after_s=limit.retry_after_s(now_s)
            ) from error

    def check(self, limit: RateLimit, key: str, now: datetime) -> None:
        now_s = to_s(now)
        try:
            item = RateLimitItem.get(self._bucket(limit, key, now_s))
        except RateLimitItem.DoesNotExist:
            return
        if item.taken >= limit.count:
            raise DomainError(ErrorCode.RATE_LIMITED, retry_after_s=limit.retry_after_s(now_s))

    def give_back(self, limit: RateLimit, key: str, now: datetime) -> None:
        RateLimitItem(self._bucket(limit, key, to_s(now))).update(
            actions=[RateLimitItem.taken.add(-1)]
        )

    def _bucket(self, limit: RateLimit, key: str, now_s: int) -> str:
        secret = self._secrets.get("pseudonym-key")
        digest = hmac.new(secret, key.encode(), hashlib.sha256).hexdigest()[:32]
        return f"{limit.name}#{digest}#{limit.window_start_s(now_s)}"
