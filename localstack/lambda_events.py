"""The events Lambda hands to a function, made from what boto3 returns. Pure."""

import base64
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from localstack.cloud import REGION

Json = dict[str, Any]


def queue_event(queue_arn: str, messages: Iterable[Mapping[str, Any]]) -> Json:
    """An SQS batch from the messages of ReceiveMessage."""
    return {
        "Records": [
            {
                "messageId": message["MessageId"],
                "receiptHandle": message["ReceiptHandle"],
                "body": message["Body"],
                "attributes": message.get("Attributes", {}),
                "messageAttributes": message.get("MessageAttributes", {}),
                "md5OfBody": message.get("MD5OfBody", ""),
                "eventSource": "aws:sqs",
                "eventSourceARN": queue_arn,
                "awsRegion": REGION,
            }
            for message in messages
        ]
    }


def stream_event(stream_arn: str, records: Iterable[Mapping[str, Any]]) -> Json:
    """A DynamoDB batch from the records of GetRecords."""
    return {"Records": [_stream_record(stream_arn, record) for record in records]}


def _stream_record(stream_arn: str, record: Mapping[str, Any]) -> Json:
    change = dict(record["dynamodb"])
    created = change["ApproximateCreationDateTime"]
    change["ApproximateCreationDateTime"] = created.timestamp()
    for image in ("Keys", "NewImage", "OldImage"):
        if image in change:
            change[image] = _encode_binary(change[image])
    change.setdefault("SizeBytes", 0)
    change.setdefault("StreamViewType", "NEW_AND_OLD_IMAGES")
    return {
        "eventID": record["eventID"],
        "eventName": record["eventName"],
        "eventVersion": record.get("eventVersion", "1.1"),
        "eventSource": "aws:dynamodb",
        "eventSourceARN": stream_arn,
        "awsRegion": REGION,
        "dynamodb": change,
    }


def _encode_binary(value: Any) -> Any:  # noqa: ANN401  # any DynamoDB JSON
    """Bytes travel to a function as base64, as JSON has none."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, Mapping):
        return {key: _encode_binary(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_encode_binary(item) for item in value]
    return value


def schedule_event(handler: str, event_id: str, now_ms: int) -> Json:
    """An EventBridge schedule's tick."""
    return {
        "version": "0",
        "id": event_id,
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "000000000000",
        "time": datetime.fromtimestamp(now_ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": REGION,
        "resources": [f"arn:aws:events:{REGION}:000000000000:rule/{handler}"],
        "detail": {},
    }
