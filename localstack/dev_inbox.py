"""Every e-mail and text message that would have left, read from the emulator that took it."""

import hashlib
import json
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from localstack.cloud import Emulator

Json = Mapping[str, Any]
Fetch = Callable[[str], Json]

_FETCH_TIMEOUT_S = 5
DEFAULT_LIMIT = 50
MAX_LIMIT = 200


@dataclass(frozen=True)
class Message:
    """One e-mail or text message. A text message has no subject and no HTML."""

    message_id: str
    kind: Literal["email", "sms"]
    to: tuple[str, ...]
    subject: str
    text: str
    html: str
    at_ms: int


@dataclass(frozen=True)
class Page:
    """Newest first; `next_before` asks for the messages after these, None when there are none."""

    items: tuple[Message, ...]
    next_before: str | None


def fetch_json(url: str) -> Json:
    with urllib.request.urlopen(url, timeout=_FETCH_TIMEOUT_S) as answer:  # noqa: S310  # own cloud
        content: Json = json.load(answer)
    return content


class Inbox:
    """What the emulator at `endpoint_url` sent. MiniStack and LocalStack list it differently."""

    def __init__(
        self,
        endpoint_url: str,
        emulator: Emulator = "ministack",
        fetch: Fetch = fetch_json,
        now_ms: Callable[[], int] = lambda: int(time.time() * 1000),
    ) -> None:
        prefix = {"ministack": "/_ministack/ses/messages", "localstack": "/_aws/ses"}
        texts = {
            "ministack": "/_ministack/sns/sms-messages",
            "localstack": "/_aws/sns/sms-messages",
        }
        self._mail_url = endpoint_url + prefix[emulator]
        self._sms_url = endpoint_url + texts[emulator]
        self._parse_mail = (
            parse_ministack_mail if emulator == "ministack" else parse_localstack_mail
        )
        self._fetch = fetch
        self._now_ms = now_ms
        # Emulators do not say when a text message was sent: it counts from when it was first seen.
        self._seen_at_ms: dict[str, int] = {}

    def read(self, to: str | None, before: str | None, limit: int) -> Page:
        """A page of the messages to this address or number, or to anybody."""
        messages = [message for message in self._all() if to is None or to in message.to]
        messages.sort(key=lambda message: (message.at_ms, message.message_id), reverse=True)
        ids = [message.message_id for message in messages]
        start = ids.index(before) + 1 if before in ids else 0
        items = tuple(messages[start : start + limit])
        more = start + limit < len(messages)
        return Page(items, items[-1].message_id if more else None)

    def _all(self) -> Iterator[Message]:
        yield from self._parse_mail(self._fetch(self._mail_url))
        for number, message_id, text in parse_sms(self._fetch(self._sms_url)):
            at_ms = self._seen_at_ms.setdefault(message_id, self._now_ms())
            yield Message(message_id, "sms", (number,), "", text, "", at_ms)


def parse_ministack_mail(content: Json) -> Iterable[Message]:
    for messages in content["messages"].values():
        for mail in messages:
            yield Message(
                message_id=mail["MessageId"],
                kind="email",
                to=tuple(mail["To"]),
                subject=mail["Subject"],
                text=mail["BodyText"] or "",
                html=mail["BodyHtml"] or "",
                at_ms=int(mail["Timestamp"] * 1000),
            )


def parse_localstack_mail(content: Json) -> Iterable[Message]:
    for mail in content["messages"]:
        sent_at = datetime.fromisoformat(mail["Timestamp"])
        yield Message(
            message_id=mail["Id"],
            kind="email",
            to=tuple(mail["Destination"]["ToAddresses"]),
            subject=mail["Subject"],
            text=mail["Body"].get("text_part") or "",
            html=mail["Body"].get("html_part") or "",
            at_ms=int(sent_at.timestamp() * 1000),
        )


def parse_sms(content: Json) -> Iterable[tuple[str, str, str]]:
    """Number, id and text of each message, oldest first; both emulators list them alike."""
    for number, messages in content["sms_messages"].items():
        for index, message in enumerate(messages):
            seed = f"{number} {index} {message['Message']}"
            fallback = hashlib.sha256(seed.encode()).hexdigest()
            yield number, message.get("MessageId") or fallback, message["Message"]


def to_json(page: Page) -> Json:
    return {"items": [asdict(item) for item in page.items], "next_before": page.next_before}
