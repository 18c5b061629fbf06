"""Every table, queue, topic, bucket, secret and schedule of the service, once.

The local cloud provisions from it, the CDK stacks synthesise from it, and guard tests hold the
pynamodb models and the functions' wiring to it. Names here are logical: in a cloud they carry the
stage as prefix (`physical_name`).
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Key:
    """A key attribute: `kind` is DynamoDB's S or N."""

    name: str
    kind: Literal["S", "N"] = "S"


@dataclass(frozen=True)
class Index:
    """A global secondary index that projects all attributes."""

    name: str
    partition: Key
    sort: Key | None = None


@dataclass(frozen=True)
class Table:
    """On demand, encrypted, with point-in-time recovery; `ttl` names the expiry attribute."""

    name: str
    partition: Key
    sort: Key | None = None
    indexes: tuple[Index, ...] = ()
    ttl: str | None = None
    stream: bool = False


@dataclass(frozen=True)
class Queue:
    """A queue and its dead-letter queue (`<name>-dead`) after `max_receives` tries."""

    name: str
    visibility_timeout_s: int
    max_receives: int = 5


@dataclass(frozen=True)
class Topic:
    name: str


@dataclass(frozen=True)
class Bucket:
    """Private, encrypted, versioned."""

    name: str


@dataclass(frozen=True)
class Secret:
    """`make` says how a fresh cloud fills it: 32 random bytes, or an Ed25519 private key (PEM)."""

    name: str
    make: Literal["random", "ed25519"]


@dataclass(frozen=True)
class Schedule:
    """`handler` is the name of a scheduled function in `chalicelib.sweeps`."""

    handler: str
    every_minutes: int


TABLES = (
    Table("registrations", Key("registration_id"), ttl="expires_at"),
    Table("accounts", Key("account_id")),
    Table("identifiers", Key("identifier")),
    Table("sessions", Key("token_hash"), ttl="expires_at"),
    Table("entitlements", Key("account_id"), Key("entitlement_id")),
    Table("consents", Key("subject_id"), Key("consent_id")),
    Table("rate_limits", Key("bucket"), ttl="expires_at"),
    Table(
        "outbox",
        Key("outbox_id"),
        indexes=(Index("by_due", Key("due_shard"), Key("due_at", "N")),),
        ttl="expires_at",
        stream=True,
    ),
    Table(
        "meetings",
        Key("meeting_id"),
        indexes=(
            Index("by_owner", Key("owner_id"), Key("created_at", "N")),
            Index("by_worker", Key("worker_id"), Key("placed_at", "N")),
        ),
    ),
    Table("meeting_codes", Key("code")),
    Table("attendance", Key("meeting_id"), Key("attendance_id")),
    Table("bans", Key("meeting_id"), Key("person_id")),
    Table("workers", Key("worker_id")),
)
QUEUES = (Queue("worker-reports", visibility_timeout_s=60),)
TOPICS = (Topic("operator-alerts"),)
BUCKETS = (Bucket("policies"),)
SECRETS = (
    Secret("join-token-key", "ed25519"),
    Secret("worker-secret", "random"),
    Secret("pseudonym-key", "random"),
    Secret("csrf-key", "random"),
    Secret("code-key", "random"),
)
SCHEDULES = (
    Schedule("sweep_outbox", every_minutes=1),
    Schedule("sweep_meetings", every_minutes=1),
)


def physical_name(stage: str, logical: str) -> str:
    """The name a resource carries in a cloud: `local-accounts`."""
    return f"{stage}-{logical}"
