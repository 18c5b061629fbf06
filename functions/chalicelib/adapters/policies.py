"""Policy texts in S3, `<policy_id>/<version>.json`: versions are added, never changed."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import get_args

import msgspec

from chalicelib.adapters.aws import Aws
from chalicelib.domain.consents import Policy, PolicyId
from chalicelib.domain.errors import DomainError, ErrorCode
from chalicelib.domain.language import Text
from chalicelib.ports.edge import Clock

_LISTED_FOR_S = 60


class PolicyFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the file holds; its name says which policy and version it is."""

    effective_at: datetime
    title_vi: str
    title_en: str
    text_vi: str
    text_en: str


class S3PolicyRepository:
    """Texts are cached for good, the list of them for a minute."""

    def __init__(self, aws: Aws, bucket: str, clock: Clock) -> None:
        self._aws = aws
        self._bucket = bucket
        self._clock = clock
        self._read: dict[str, Policy] = {}
        self._listed: tuple[datetime, tuple[str, ...]] | None = None

    def current(self) -> Mapping[PolicyId, Policy]:
        now = self._clock.now()
        policies = [self._policy(key) for key in self._keys()]
        return {
            policy_id: max(
                (p for p in policies if p.policy_id == policy_id and p.effective_at <= now),
                key=lambda policy: policy.effective_at,
            )
            for policy_id in get_args(PolicyId)
        }

    def find(self, policy_id: PolicyId, version: str) -> Policy:
        key = _key(policy_id, version)
        if key not in self._keys():
            raise DomainError(ErrorCode.POLICY_NOT_FOUND)
        return self._policy(key)

    def _keys(self) -> tuple[str, ...]:
        now = self._clock.system_now()
        if self._listed is None or (now - self._listed[0]).total_seconds() > _LISTED_FOR_S:
            pages = self._aws.client("s3").get_paginator("list_objects_v2")
            keys = tuple(
                entry["Key"]
                for page in pages.paginate(Bucket=self._bucket)
                for entry in page.get("Contents", [])
            )
            self._listed = (now, keys)
        return self._listed[1]

    def _policy(self, key: str) -> Policy:
        if key not in self._read:
            answer = self._aws.client("s3").get_object(Bucket=self._bucket, Key=key)
            self._read[key] = parse_policy(key, answer["Body"].read())
        return self._read[key]


def parse_policy(key: str, content: bytes) -> Policy:
    """Raise msgspec.ValidationError when the file is not a policy."""
    folder, _, name = key.partition("/")
    file = msgspec.json.decode(content, type=PolicyFile)
    return Policy(
        policy_id=msgspec.convert(folder, PolicyId),
        version=name.removesuffix(".json"),
        effective_at=file.effective_at,
        sha256=hashlib.sha256(content).hexdigest(),
        title=Text(file.title_vi, file.title_en),
        text=Text(file.text_vi, file.text_en),
    )


def _key(policy_id: PolicyId, version: str) -> str:
    return f"{policy_id}/{version}.json"
