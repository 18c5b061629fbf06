"""The terms and the privacy policy: which versions there are, and their words (A1)."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from chalicelib.domain.consents import Policy
from chalicelib.domain.errors import ErrorCode
from chalicelib.domain.language import Locale
from chalicelib.ports.accounts import AccountPorts
from chalicelib.routes.api import Access, Call, Nothing, Reply, Routes

routes = Routes[AccountPorts]("policies")
PolicyName = Literal["terms", "privacy"]


class PolicySummary(msgspec.Struct, frozen=True):
    """A version in force; `sha256` is of the published file, as consents record it."""

    policy_id: PolicyName
    version: str
    effective_at: datetime
    sha256: str
    title: str
    url: str


class PolicyText(PolicySummary, frozen=True):
    """Plain text: an empty line ends a paragraph, a line that begins with "# " is a heading."""

    text_vi: str
    text_en: str


class PolicyAddress(msgspec.Struct, frozen=True):
    policy_id: PolicyName
    version: Annotated[str, Meta(max_length=32)]


@routes.route(
    "GET",
    "/api/policies",
    access=Access.PUBLIC,
    summary="The policies in force",
    answer=tuple[PolicySummary, ...],
)
def list_policies(
    call: Call[Nothing, Nothing], ports: AccountPorts
) -> Reply[tuple[PolicySummary, ...]]:
    current = ports.policies.current()
    return Reply(tuple(_summary(policy, call.client.locale) for policy in current.values()))


@routes.route(
    "GET",
    "/api/policies/{policy_id}/{version}",
    access=Access.PUBLIC,
    summary="The words of one version, the earlier ones too",
    params=PolicyAddress,
    answer=PolicyText,
    errors=(ErrorCode.POLICY_NOT_FOUND,),
)
def get_policy(call: Call[Nothing, PolicyAddress], ports: AccountPorts) -> Reply[PolicyText]:
    policy = ports.policies.find(call.params.policy_id, call.params.version)
    summary = msgspec.structs.asdict(_summary(policy, call.client.locale))
    return Reply(PolicyText(**summary, text_vi=policy.text.vi, text_en=policy.text.en))


def _summary(policy: Policy, locale: Locale) -> PolicySummary:
    return PolicySummary(
        policy_id=policy.policy_id,
        version=policy.version,
        effective_at=policy.effective_at,
        sha256=policy.sha256,
        title=policy.title.of(locale),
        url=f"/policies/{policy.policy_id}/{policy.version}",
    )
