"""Bring a cloud to what `infra.definition` says: create what is missing, leave what is there."""

import json
import secrets
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from infra import definition
from infra.definition import Index, Key, Queue, Secret, Table
from localstack.cloud import Client, Cloud
from localstack.errors import LocalCloudError

POLICIES = Path(definition.__file__).with_name("policies")
SECRET_BYTES = 32
# The domain of the local stage's sender address; SES refuses senders it does not know.
MAIL_DOMAIN = "onmeeting.local"

# boto3 has no types of its own for what it builds at run time.
Json = dict[str, Any]


@dataclass(frozen=True)
class Provisioned:
    """The addresses a cloud gave to the definition's resources, by logical name."""

    queue_urls: Mapping[str, str]
    stream_arns: Mapping[str, str]
    topic_arns: Mapping[str, str]
    secrets: Mapping[str, str]


def provision(cloud: Cloud) -> Provisioned:
    """Create everything of the definition that is missing. Safe to repeat."""
    _provision_buckets(cloud)
    _provision_sender(cloud)
    return Provisioned(
        stream_arns=_provision_tables(cloud, definition.TABLES),
        queue_urls=_provision_queues(cloud, definition.QUEUES),
        topic_arns=_provision_topics(cloud),
        secrets=_provision_secrets(cloud, definition.SECRETS),
    )


# Tables


def _provision_tables(cloud: Cloud, tables: Iterable[Table]) -> Mapping[str, str]:
    dynamodb = cloud.client("dynamodb")
    streams: dict[str, str] = {}
    for table in tables:
        description = ensure_table(dynamodb, cloud.name(table.name), table)
        if table.stream:
            streams[table.name] = description["LatestStreamArn"]
    return streams


def ensure_table(dynamodb: Client, name: str, table: Table) -> Json:
    """Create a table unless it is there; return its description."""
    wanted = table_request(name, table)
    try:
        dynamodb.create_table(**wanted)
    except dynamodb.exceptions.ResourceInUseException:
        found: Json = dynamodb.describe_table(TableName=name)["Table"]
        _refuse_other_keys(name, wanted, found)
        _add_missing_indexes(dynamodb, name, wanted, found)
        return found
    dynamodb.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1})
    if table.ttl is not None:
        dynamodb.update_time_to_live(
            TableName=name,
            TimeToLiveSpecification={"Enabled": True, "AttributeName": table.ttl},
        )
    created: Json = dynamodb.describe_table(TableName=name)["Table"]
    return created


def _refuse_other_keys(name: str, wanted: Json, found: Json) -> None:
    """Keys cannot be changed in place; say so instead of failing later."""

    def keys(table: Json) -> set[tuple[str, str]]:
        return {(key["AttributeName"], key["KeyType"]) for key in table["KeySchema"]}

    if keys(wanted) != keys(found):
        raise LocalCloudError(
            f"The table {name} kept from an earlier run has other keys than this version wants. "
            "Start over with `make clean` (it deletes the local accounts and meetings)."
        )


def _add_missing_indexes(dynamodb: Client, name: str, wanted: Json, found: Json) -> None:
    """Indexes that this version no longer wants stay: they harm nobody here."""
    present = {index["IndexName"] for index in found.get("GlobalSecondaryIndexes", [])}
    for index in wanted.get("GlobalSecondaryIndexes", []):
        if index["IndexName"] not in present:
            dynamodb.update_table(
                TableName=name,
                AttributeDefinitions=wanted["AttributeDefinitions"],
                GlobalSecondaryIndexUpdates=[{"Create": index}],
            )


def table_request(name: str, table: Table) -> Json:
    """The CreateTable request for a table of the definition."""
    request: Json = {
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": _key_schema(table.partition, table.sort),
        "AttributeDefinitions": _attributes(table),
    }
    if table.indexes:
        request["GlobalSecondaryIndexes"] = [_index(index) for index in table.indexes]
    if table.stream:
        request["StreamSpecification"] = {
            "StreamEnabled": True,
            "StreamViewType": "NEW_AND_OLD_IMAGES",
        }
    return request


def _index(index: Index) -> Json:
    return {
        "IndexName": index.name,
        "KeySchema": _key_schema(index.partition, index.sort),
        "Projection": {"ProjectionType": "ALL"},
    }


def _key_schema(partition: Key, sort: Key | None) -> list[Json]:
    schema = [{"AttributeName": partition.name, "KeyType": "HASH"}]
    if sort is not None:
        schema.append({"AttributeName": sort.name, "KeyType": "RANGE"})
    return schema


def _attributes(table: Table) -> list[Json]:
    keys = [table.partition, table.sort]
    for index in table.indexes:
        keys += [index.partition, index.sort]
    kinds = {key.name: key.kind for key in keys if key is not None}
    return [{"AttributeName": name, "AttributeType": kind} for name, kind in kinds.items()]


# Queues and topics


def _provision_queues(cloud: Cloud, queues: Iterable[Queue]) -> Mapping[str, str]:
    sqs = cloud.client("sqs")
    return {queue.name: ensure_queue(sqs, cloud.name(queue.name), queue) for queue in queues}


def ensure_queue(sqs: Client, name: str, queue: Queue) -> str:
    """Create a queue and its dead-letter queue unless they are there; return its address."""
    dead_url = sqs.create_queue(QueueName=f"{name}-dead")["QueueUrl"]
    dead = sqs.get_queue_attributes(QueueUrl=dead_url, AttributeNames=["QueueArn"])["Attributes"]
    url: str = sqs.create_queue(QueueName=name)["QueueUrl"]
    sqs.set_queue_attributes(
        QueueUrl=url,
        Attributes={
            "VisibilityTimeout": str(queue.visibility_timeout_s),
            "RedrivePolicy": json.dumps(
                {"deadLetterTargetArn": dead["QueueArn"], "maxReceiveCount": queue.max_receives}
            ),
        },
    )
    return url


def _provision_topics(cloud: Cloud) -> Mapping[str, str]:
    sns = cloud.client("sns")
    return {
        topic.name: sns.create_topic(Name=cloud.name(topic.name))["TopicArn"]
        for topic in definition.TOPICS
    }


# Secrets


def _provision_secrets(cloud: Cloud, wanted: Iterable[Secret]) -> Mapping[str, str]:
    client = cloud.client("secretsmanager")
    return {secret.name: _ensure_secret(client, cloud, secret) for secret in wanted}


def _ensure_secret(client: Client, cloud: Cloud, secret: Secret) -> str:
    name = cloud.name(secret.name)
    # One that an earlier run made must keep its value.
    with suppress(client.exceptions.ResourceExistsException):
        client.create_secret(Name=name, SecretString=_MAKERS[secret.make]())
    value: str = client.get_secret_value(SecretId=name)["SecretString"]
    return value


def _random_secret() -> str:
    return secrets.token_urlsafe(SECRET_BYTES)


def _ed25519_secret() -> str:
    return (
        Ed25519PrivateKey.generate()
        .private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        .decode()
    )


_MAKERS: Mapping[str, Callable[[], str]] = {"random": _random_secret, "ed25519": _ed25519_secret}


# Buckets and what they start with


def _provision_buckets(cloud: Cloud) -> None:
    """Create the buckets and put the policy texts of this version into theirs."""
    s3 = cloud.client("s3")
    for bucket in definition.BUCKETS:
        _ensure_bucket(s3, cloud.name(bucket.name))
    for path in sorted(POLICIES.rglob("*.json")):
        s3.put_object(
            Bucket=cloud.name("policies"),
            Key=path.relative_to(POLICIES).as_posix(),
            Body=path.read_bytes(),
            ContentType="application/json",
        )


def _ensure_bucket(s3: Client, name: str) -> None:
    try:
        s3.head_bucket(Bucket=name)
    except ClientError:
        s3.create_bucket(
            Bucket=name, CreateBucketConfiguration={"LocationConstraint": s3.meta.region_name}
        )
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})


# Mail


def _provision_sender(cloud: Cloud) -> None:
    ses = cloud.client("sesv2")
    with suppress(ses.exceptions.AlreadyExistsException):
        ses.create_email_identity(EmailIdentity=MAIL_DOMAIN)
