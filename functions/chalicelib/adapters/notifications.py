"""Text messages and operators' alerts through SNS."""

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.adapters.aws import Aws
from chalicelib.ports.outbox import DeliveryError


class SnsTextMessenger:
    def __init__(self, aws: Aws) -> None:
        self._aws = aws

    def send(self, to: str, text: str, idempotency_key: str) -> None:
        try:
            self._aws.client("sns").publish(
                PhoneNumber=to,
                Message=text,
                MessageAttributes={
                    "AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"},
                    "outbox_id": {"DataType": "String", "StringValue": idempotency_key},
                },
            )
        except (BotoCoreError, ClientError) as error:
            raise DeliveryError from error


class SnsOperatorAlerts:
    def __init__(self, aws: Aws, topic_arn: str) -> None:
        self._aws = aws
        self._topic_arn = topic_arn

    def publish(self, subject: str, text: str) -> None:
        self._aws.client("sns").publish(TopicArn=self._topic_arn, Subject=subject, Message=text)
