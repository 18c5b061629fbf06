"""Mail through SES v2."""

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.adapters.aws import Aws
from chalicelib.domain.letters import Mail
from chalicelib.ports.outbox import DeliveryError


class SesMailer:
    def __init__(self, aws: Aws, sender: str) -> None:
        self._aws = aws
        self._sender = sender

    def send(self, to: str, mail: Mail, idempotency_key: str) -> None:
        try:
            self._aws.client("sesv2").send_email(
                FromEmailAddress=self._sender,
                Destination={"ToAddresses": [to]},
                Content={
                    "Simple": {
                        "Subject": {"Data": mail.subject, "Charset": "UTF-8"},
                        "Body": {
                            "Text": {"Data": mail.text, "Charset": "UTF-8"},
                            "Html": {"Data": mail.html, "Charset": "UTF-8"},
                        },
                    }
                },
                EmailTags=[{"Name": "outbox_id", "Value": idempotency_key}],
            )
        except (BotoCoreError, ClientError) as error:
            raise DeliveryError from error
