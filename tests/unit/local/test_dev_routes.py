"""The test inbox and the test clock of the local stage."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from localstack.clock_file import MAX_ADVANCE_S, ClockFile
from localstack.dev_inbox import Inbox
from localstack.dev_routes import DevRoutes
from tests.unit.local.wsgi_client import Answer, call

MINISTACK: dict[str, dict[str, Any]] = {
    "http://cloud/_ministack/ses/messages": {
        "messages": {
            "000000000000": [
                {
                    "MessageId": f"mail-{n}",
                    "To": [to],
                    "Subject": "Mã xác nhận",
                    "BodyText": f"Mã: 00000{n}",
                    "BodyHtml": None,
                    "Timestamp": 1000.0 + n,
                }
                for n, to in enumerate(["an@example.vn", "binh@example.vn", "an@example.vn"])
            ]
        }
    },
    "http://cloud/_ministack/sns/sms-messages": {
        "sms_messages": {"+84912345678": [{"MessageId": "sms-0", "Message": "Mã: 123456"}]}
    },
}
LOCALSTACK: dict[str, dict[str, Any]] = {
    "http://cloud/_aws/ses": {
        "messages": [
            {
                "Id": "mail-0",
                "Destination": {"ToAddresses": ["an@example.vn"]},
                "Subject": "Mã",
                "Body": {"text_part": "Mã: 1", "html_part": None},
                "Timestamp": "2026-01-01T00:00:00",
            }
        ]
    },
    "http://cloud/_aws/sns/sms-messages": {
        "sms_messages": {"+84912345678": [{"Message": "Mã: 123456"}]}
    },
}


class Dev:
    """The routes over canned messages and a clock file."""

    def __init__(self, folder: Path) -> None:
        self.clock = ClockFile(folder / "clock.json")
        self.moves = 0
        inbox = Inbox("http://cloud", fetch=MINISTACK.__getitem__, now_ms=lambda: 5_000_000)
        self.routes = DevRoutes(inbox, self.clock, self._moved)

    def _moved(self) -> None:
        self.moves += 1

    def post(self, body: object, **environ: str) -> Answer:
        environ.setdefault("content_type", "application/json")
        content_type = environ.pop("content_type")
        data = json.dumps(body).encode()
        return call(
            self.routes, "POST", "/dev/clock", body=data, content_type=content_type, **environ
        )


@pytest.fixture
def dev(tmp_path: Path) -> Dev:
    return Dev(tmp_path)


def _ids(answer: Answer) -> list[str]:
    return [item["message_id"] for item in answer.json()["items"]]


def test_the_inbox_lists_mail_and_texts_newest_first(dev: Dev) -> None:
    assert _ids(call(dev.routes, "GET", "/dev/inbox.json")) == [
        "sms-0",
        "mail-2",
        "mail-1",
        "mail-0",
    ]


def test_the_inbox_filters_by_recipient(dev: Dev) -> None:
    assert _ids(call(dev.routes, "GET", "/dev/inbox.json?to=an@example.vn")) == ["mail-2", "mail-0"]
    # A browser's form sends the plus as %2B, a hand-typed address often does not.
    for number in ("%2B84912345678", "+84912345678"):
        assert _ids(call(dev.routes, "GET", f"/dev/inbox.json?to={number}")) == ["sms-0"]


def test_the_inbox_is_paged(dev: Dev) -> None:
    first = call(dev.routes, "GET", "/dev/inbox.json?limit=3").json()
    rest = call(dev.routes, "GET", f"/dev/inbox.json?limit=3&before={first['next_before']}")
    assert (_ids(rest), rest.json()["next_before"]) == (["mail-0"], None)


@pytest.mark.parametrize("limit", ["0", "201", "-1", "x", "²"])
def test_a_senseless_limit_is_refused(dev: Dev, limit: str) -> None:
    assert call(dev.routes, "GET", f"/dev/inbox.json?limit={limit}").status == 400


def test_localstacks_lists_are_read_alike() -> None:
    inbox = Inbox("http://cloud", "localstack", LOCALSTACK.__getitem__, lambda: 1_767_225_600_001)
    sms, mail = inbox.read(None, None, 10).items
    assert (mail.text, mail.at_ms) == ("Mã: 1", 1_767_225_600_000)
    assert (sms.to, sms.text) == (("+84912345678",), "Mã: 123456")


def test_moving_the_clock_is_kept_and_wakes_the_schedules(dev: Dev) -> None:
    assert dev.post({"advance_s": 2400}).json()["offset_ms"] == 2_400_000
    assert dev.post({"advance_s": 60}).json()["offset_ms"] == 2_460_000
    assert dev.moves == 2
    assert ClockFile(dev.clock.path).offset_ms() == 2_460_000


@pytest.mark.parametrize(
    "body", [{"advance_s": s} for s in (0, -1, 1.5, "60", True, None, MAX_ADVANCE_S + 1)] + [{}, 7]
)
def test_time_only_moves_forward_by_whole_seconds(dev: Dev, body: object) -> None:
    assert dev.post(body).status == 400
    assert (dev.clock.offset_ms(), dev.moves) == (0, 0)


REFUSED: list[Callable[[Dev], Answer]] = [
    lambda dev: dev.post({"advance_s": 60}, content_type="text/plain"),
    lambda dev: dev.post({"advance_s": 60}, HTTP_ORIGIN="http://evil.example"),
]


@pytest.mark.parametrize("ask", REFUSED)
def test_another_site_cannot_move_the_clock(dev: Dev, ask: Callable[[Dev], Answer]) -> None:
    assert ask(dev).status == 400
    assert dev.clock.offset_ms() == 0


@pytest.mark.parametrize("path", ["/dev/inbox", "/dev/clock", "/dev/inbox.js", "/dev/dev.css"])
def test_the_pages_are_there(dev: Dev, path: str) -> None:
    assert call(dev.routes, "GET", path).status == 200


def test_anything_else_is_not(dev: Dev) -> None:
    assert call(dev.routes, "GET", "/dev/../localstack/serve.py").status == 404
