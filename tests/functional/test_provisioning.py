"""The local cloud holds what the definition says, and provisioning twice changes nothing."""

import base64
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from infra import definition
from infra.definition import Index, Key, Table
from localstack.cloud import Cloud
from localstack.errors import LocalCloudError
from localstack.provision import Provisioned, ensure_table, provision

pytestmark = pytest.mark.local_cloud


def test_every_table_is_there_with_its_indexes_expiry_and_stream(local_cloud: Cloud) -> None:
    dynamodb = local_cloud.client("dynamodb")
    for table in definition.TABLES:
        name = local_cloud.name(table.name)
        found = dynamodb.describe_table(TableName=name)["Table"]
        ttl = dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
        indexes = {index["IndexName"] for index in found.get("GlobalSecondaryIndexes", [])}
        assert indexes == {index.name for index in table.indexes}
        assert ttl.get("AttributeName") == table.ttl
        assert ("LatestStreamArn" in found) == table.stream


def test_a_message_received_too_often_goes_to_the_dead_letter_queue(
    local_cloud: Cloud, provisioned: Provisioned
) -> None:
    sqs = local_cloud.client("sqs")
    url = provisioned.queue_urls["worker-reports"]
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    assert '"maxReceiveCount": 5' in attributes["RedrivePolicy"]
    assert "local-worker-reports-dead" in attributes["RedrivePolicy"]


def test_secrets_are_made_once_and_kept(local_cloud: Cloud, provisioned: Provisioned) -> None:
    again = provision(local_cloud)
    assert again.secrets == provisioned.secrets
    assert set(again.secrets) == {secret.name for secret in definition.SECRETS}
    assert len(set(again.secrets.values())) == len(definition.SECRETS)
    key = provisioned.secrets["join-token-key"]
    assert load_pem_private_key(key.encode(), password=None)
    assert len(base64.urlsafe_b64decode(provisioned.secrets["worker-secret"] + "=")) == 32


def test_what_an_earlier_run_stored_stays(local_cloud: Cloud) -> None:
    dynamodb = local_cloud.client("dynamodb")
    key = {"account_id": {"S": "kept"}}
    dynamodb.put_item(TableName=local_cloud.name("accounts"), Item=key)
    provision(local_cloud)
    assert dynamodb.get_item(TableName=local_cloud.name("accounts"), Key=key)["Item"] == key


def test_a_table_with_other_keys_is_refused_with_a_way_out(local_cloud: Cloud) -> None:
    other = Cloud(local_cloud.endpoint_url, stage="older")
    other.client("dynamodb").create_table(
        TableName=other.name("accounts"),
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "email", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "email", "AttributeType": "S"}],
    )
    with pytest.raises(LocalCloudError, match=r"older-accounts.*make clean"):
        provision(other)


def test_an_index_that_a_kept_table_lacks_is_added_and_finds_old_items(local_cloud: Cloud) -> None:
    dynamodb = local_cloud.client("dynamodb")
    item = {"parcel_id": {"S": "p1"}, "city": {"S": "Huế"}}
    plain = Table("kept", Key("parcel_id"))
    ensure_table(dynamodb, "kept", plain)
    dynamodb.put_item(TableName="kept", Item=item)
    ensure_table(dynamodb, "kept", replace(plain, indexes=(Index("by_city", Key("city")),)))
    found = dynamodb.query(
        TableName="kept",
        IndexName="by_city",
        KeyConditionExpression="city = :city",
        ExpressionAttributeValues={":city": {"S": "Huế"}},
    )
    assert found["Items"] == [item]
