"""Consent, one purpose at a time, provable: what was shown, when, to whom, how (C2)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from chalicelib.domain.language import Text

Purpose = Literal["terms", "privacy", "marketing"]
PolicyId = Literal["terms", "privacy"]


@dataclass(frozen=True)
class Policy:
    """One version of one policy; `sha256` is of the published file."""

    policy_id: PolicyId
    version: str
    effective_at: datetime
    sha256: str
    title: Text
    text: Text


@dataclass(frozen=True)
class Origin:
    """The circumstances of a consent, as evidence."""

    ip: str
    user_agent: str
    method: str


@dataclass(frozen=True)
class Consent:
    purpose: Purpose
    policy_version: str
    policy_sha256: str
    granted_at: datetime
    origin: Origin


def grant_at_sign_up(
    terms: Policy, privacy: Policy, *, marketing: bool, origin: Origin, now: datetime
) -> tuple[Consent, ...]:
    """The consents of somebody who accepted both policies, and marketing if they chose it."""
    purposes: list[tuple[Purpose, Policy]] = [("terms", terms), ("privacy", privacy)]
    if marketing:
        purposes.append(("marketing", privacy))
    return tuple(
        Consent(purpose, policy.version, policy.sha256, now, origin) for purpose, policy in purposes
    )
