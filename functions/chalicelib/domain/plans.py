"""Plans: two numbers apiece; every feature belongs to every plan (F4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Plan:
    """`max_duration_s` is None when the plan sets no time limit."""

    name: str
    max_participants: int
    max_duration_s: int | None


FREE = Plan("free", max_participants=100, max_duration_s=2400)


@dataclass(frozen=True)
class Entitlement:
    """An account's right to a plan; `ends_at` None is for good."""

    entitlement_id: str
    account_id: str
    plan: Plan
    starts_at: datetime
    ends_at: datetime | None = None

    def is_current(self, now: datetime) -> bool:
        return self.starts_at <= now and (self.ends_at is None or now < self.ends_at)


def grant_free(account_id: str, now: datetime) -> Entitlement:
    """C4: the free plan is active with the account."""
    return Entitlement("free", account_id, FREE, starts_at=now)


def plan_in_force(entitlements: Iterable[Entitlement], now: datetime) -> Plan:
    """The one granted last of those in force; the free plan is for good (C4)."""
    current = [entitlement for entitlement in entitlements if entitlement.is_current(now)]
    return max(current, key=lambda entitlement: entitlement.starts_at).plan if current else FREE
