"""Meetings over HTTP, with a worker played by hand: start, join, limits, reports, history."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from localstack.provision import Provisioned
from meeting_contract.control import Heartbeat, HeartbeatReply, RoomStatus
from meeting_contract.reports import (
    AnyReport,
    ParticipantJoined,
    ParticipantLeft,
    PersonBanned,
    RoomEnded,
    encode_report,
)
from meeting_contract.token import (
    InvalidTokenError,
    JoinClaims,
    key_id_of,
    verify_join_token,
)
from tests.conftest import Served
from tests.functional.browser import Browser
from tests.functional.sign_up import log_in, sign_up, wait_for

pytestmark = pytest.mark.local_cloud

WORKER = "worker-by-hand"
TAB = "tab-00000001"


@dataclass(frozen=True)
class HandWorker:
    """A worker that does what the test says."""

    served: Served
    provisioned: Provisioned
    worker_id: str = WORKER

    def beat(self, *rooms: RoomStatus) -> HeartbeatReply:
        beat = Heartbeat(f"ws://{self.worker_id}/signal", "ready", 500, 1.0, 0.0, rooms)
        secret = self.provisioned.secrets["worker-secret"]
        answer = post_heartbeat(self.served, self.worker_id, msgspec.json.encode(beat), secret)
        assert answer.status_code == 200, answer.text
        return msgspec.json.decode(answer.content, type=HeartbeatReply)

    def report(self, kind: type[AnyReport], claims: JoinClaims, **fields: object) -> None:
        """Put a report where a worker puts it."""
        self.report_raw(encode_report(kind(**self._common(claims) | fields)).decode())

    def report_raw(self, body: str) -> None:
        sqs = self.served.stage.cloud.client("sqs")
        sqs.send_message(QueueUrl=self.provisioned.queue_urls["worker-reports"], MessageBody=body)

    def claims(self, token: str) -> JoinClaims:
        key = load_pem_private_key(self.provisioned.secrets["join-token-key"].encode(), None)
        assert isinstance(key, Ed25519PrivateKey)
        public = key.public_key()
        return verify_join_token(token, {key_id_of(public): public}, self.worker_id, None)

    def _common(self, claims: JoinClaims) -> dict[str, Any]:
        return {
            "report_id": str(uuid.uuid4()),
            "worker_id": self.worker_id,
            "meeting_id": claims.meeting_id,
            "epoch": claims.epoch,
            "at_ms": claims.iat * 1000,
        }


def post_heartbeat(served: Served, worker_id: str, body: bytes, secret: str) -> httpx.Response:
    return httpx.post(
        f"{served.url}/api/workers/{worker_id}/heartbeat",
        content=body,
        headers={"Authorization": f"Bearer {secret}", "Content-Type": "application/json"},
    )


@pytest.fixture
def worker(served: Served, provisioned: Provisioned) -> HandWorker:
    worker = HandWorker(served, provisioned)
    worker.beat()
    return worker


@pytest.fixture(scope="module")
def host_form(served: Served) -> Mapping[str, Any]:
    return sign_up(served)


@pytest.fixture
def host(served: Served, host_form: dict[str, Any]) -> Browser:
    return log_in(served, host_form)


def start(host: Browser, **settings: object) -> dict[str, Any]:
    answer = host.post("/api/meetings", settings)
    assert answer.status_code == 201, answer.text
    meeting: dict[str, Any] = answer.json()
    return meeting


def join(browser: Browser, code: str, **body: object) -> httpx.Response:
    return browser.post(f"/api/meetings/{code}/joins", {"tab_key": TAB, **body})


def ticket(browser: Browser, worker: HandWorker, code: str, **body: object) -> JoinClaims:
    worker.beat()
    answer = join(browser, code, **body)
    assert answer.status_code == 200, answer.text
    return worker.claims(answer.json()["token"])


def problem(answer: httpx.Response, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    return body


def test_start_look_up_and_list_meetings(served: Served, host: Browser) -> None:
    first = start(host, title="Họp tuần")
    second = start(host)
    assert first["url"] == f"/m/{first['code']}"
    assert (first["title"], first["lobby"], first["state"]) == ("Họp tuần", True, "idle")
    page = host.get("/api/meetings", limit="1").json()
    assert [m["code"] for m in page["items"]] == [second["code"]]
    following = host.get("/api/meetings", limit="1", cursor=page["next_cursor"]).json()
    assert [m["code"] for m in following["items"]] == [first["code"]]
    seen = Browser(served.url).get(f"/api/meetings/{first['code']}").json()
    assert seen == {
        "code": first["code"],
        "title": "Họp tuần",
        "host_name": "Nguyễn Văn An",
        "has_password": False,
        "lobby": True,
        "is_host": False,
        "state": "idle",
    }
    assert host.get(f"/api/meetings/{first['code']}").json()["is_host"]


def test_a_cursor_of_anothers_list_shows_only_mine(served: Served, host: Browser) -> None:
    start(host)
    start(host)
    cursor = host.get("/api/meetings", limit="1").json()["next_cursor"]
    other = log_in(served, sign_up(served))
    assert other.get("/api/meetings", cursor=cursor).json()["items"] == []
    assert problem(other.get("/api/meetings", cursor="x"), 422)["fields"][0]["field"] == "cursor"


def test_only_the_host_changes_a_meeting(served: Served, host: Browser) -> None:
    code = start(host)["code"]
    changed = host.patch(f"/api/meetings/{code}", {"password": "2468", "lobby": False}).json()
    assert (changed["has_password"], changed["lobby"]) == (True, False)
    opened = host.patch(f"/api/meetings/{code}", {"password": None}).json()
    assert (opened["has_password"], opened["lobby"]) == (False, False)
    other = log_in(served, sign_up(served))
    assert problem(other.patch(f"/api/meetings/{code}", {"lobby": True}), 404)["code"] == (
        "meeting_not_found"
    )
    assert problem(Browser(served.url).post("/api/meetings", {}), 401)


def test_a_host_and_a_guest_join_the_same_room(
    served: Served, host: Browser, worker: HandWorker
) -> None:
    code = start(host)["code"]
    of_host = ticket(host, worker, code)
    guest = Browser(served.url)
    of_guest = ticket(guest, worker, code, name="Lê Thị Cúc")
    assert (of_host.role, of_host.lobby) == ("host", False)
    assert (of_guest.role, of_guest.lobby, of_guest.name) == ("guest", True, "Lê Thị Cúc")
    assert of_host.meeting_id == of_guest.meeting_id
    assert (of_host.limits.max_participants, of_host.limits.max_duration_s) == (100, 2400)
    assert "__Host-guest" in guest.cookies
    again = ticket(guest, worker, code, name="Lê Thị Cúc")
    assert again.participant_id == of_guest.participant_id
    with pytest.raises(InvalidTokenError):
        HandWorker(served, worker.provisioned, "another").claims(
            join(guest, code, name="An").json()["token"]
        )


def test_the_clock_holds_over_http(served: Served, host: Browser, worker: HandWorker) -> None:
    code = start(host)["code"]
    claims = ticket(host, worker, code)
    room = RoomStatus(claims.meeting_id, claims.epoch, 1, worker.beat().now_ms)
    order = worker.beat(room).rooms[0]
    assert (order.fate, order.started_at_ms) == ("keep", room.started_at_ms)
    assert host.get(f"/api/meetings/{code}").json()["state"] == "running"
    served.advance(2400)
    worker.beat(room)
    refused = problem(join(host, code), 403)
    assert refused["code"] == "time_limit_reached"
    assert 590 <= refused["retry_after_s"] <= 600
    assert refused["messages"]["vi"] != refused["messages"]["en"]


def test_reports_become_history(served: Served, host: Browser, worker: HandWorker) -> None:
    code = start(host)["code"]
    claims = ticket(Browser(served.url), worker, code, name="Khách")
    at_ms = claims.iat * 1000
    me = {"participant_id": claims.participant_id}
    worker.report_raw("not a report")
    worker.report(
        ParticipantLeft, claims, **me, joined_at_ms=at_ms, at_ms=at_ms + 61_000, reason="left"
    )
    for _ in range(2):
        worker.report(
            ParticipantJoined, claims, **me, person_id=claims.person_id, name="Khách", role="guest"
        )
    worker.report(RoomEnded, claims, reason="empty")

    def ended() -> str:
        listed = host.get("/api/meetings").json()["items"]
        meeting = next(m for m in listed if m["code"] == code)
        items = host.get(f"/api/meetings/{code}/attendance").json()["items"]
        return "yes" if items and meeting["ended_at_ms"] == at_ms else ""

    wait_for(ended)
    history = host.get(f"/api/meetings/{code}/attendance").json()
    assert history == {
        "items": [
            {
                "name": "Khách",
                "role": "guest",
                "joined_at_ms": at_ms,
                "left_at_ms": at_ms + 61_000,
                "minutes": 2,
                "reason": "left",
            }
        ],
        "next_cursor": None,
    }
    assert problem(Browser(served.url).get(f"/api/meetings/{code}/attendance"), 401)


def test_a_ban_survives_a_new_name_and_a_new_tab(
    served: Served, host: Browser, worker: HandWorker
) -> None:
    code = start(host)["code"]
    guest = Browser(served.url)
    claims = ticket(guest, worker, code, name="Khách")
    worker.report(PersonBanned, claims, person_id=claims.person_id)
    body = {"name": "Người khác", "tab_key": "tab-00000002"}

    def refused() -> str:
        worker.beat()
        answer = join(guest, code, **body)
        return str(answer.json()["code"]) if answer.status_code == 403 else ""

    assert wait_for(refused) == "banned"
    assert ticket(Browser(served.url), worker, code, name="Khách").role == "guest"


def test_ending_for_all(served: Served, host: Browser, worker: HandWorker) -> None:
    code = start(host)["code"]
    claims = ticket(host, worker, code)
    room = RoomStatus(claims.meeting_id, claims.epoch, 1, claims.iat * 1000)
    worker.beat(room)
    guest = Browser(served.url)
    assert problem(guest.post(f"/api/meetings/{code}/end", {}), 401)
    assert host.post(f"/api/meetings/{code}/end", {}).status_code == 204
    assert worker.beat(room).rooms[0].fate == "end"
    assert problem(join(guest, code, name="An"), 403)["code"] == "meeting_ended"


def test_a_host_who_is_back_before_the_worker_heard_does_not_undo_the_end(
    served: Served, host: Browser, worker: HandWorker
) -> None:
    code = start(host)["code"]
    first = ticket(host, worker, code)
    ended_room = RoomStatus(first.meeting_id, first.epoch, 1, first.iat * 1000)
    assert host.post(f"/api/meetings/{code}/end", {}).status_code == 204
    again = worker.claims(join(host, code).json()["token"])
    assert (again.epoch, again.ended_epoch) == (first.epoch + 1, first.epoch)
    next_room = RoomStatus(again.meeting_id, again.epoch, 1, None)
    assert [order.fate for order in worker.beat(ended_room, next_room).rooms] == ["end", "keep"]
    assert join(Browser(served.url), code, name="An").status_code == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "tab_key"),
        ({"tab_key": TAB, "name": "   "}, "name"),
        ({"tab_key": TAB}, "name"),
        ({"tab_key": TAB, "name": "x" * 61}, "name"),
        ({"tab_key": TAB, "name": "x" * 1000}, "name"),
        ({"tab_key": TAB, "name": 7}, "name"),
        ({"tab_key": "short", "name": "An"}, "tab_key"),
        ({"tab_key": "tab'; drop--", "name": "An"}, "tab_key"),
        ({"tab_key": TAB, "name": "Z" + "\u0335" * 30}, "name"),
    ],
)
def test_bad_joins_name_the_field(
    served: Served, host: Browser, worker: HandWorker, body: dict[str, Any], field: str
) -> None:
    code = start(host)["code"]
    worker.beat()
    answer = Browser(served.url).post(f"/api/meetings/{code}/joins", body)
    assert [f["field"] for f in problem(answer, 422)["fields"]] == [field]


@pytest.mark.parametrize("raw", ["", "{", "[]", '"x"', "null", '{"tab_key": "\\ud800"}'])
def test_what_is_no_json_object_is_refused(served: Served, raw: str) -> None:
    answer = Browser(served.url).send(
        "POST",
        "/api/meetings/4829317705/joins",
        headers={"Content-Type": "application/json"},
        content=raw.encode(),
    )
    assert answer.status_code in (400, 422)
    assert answer.json()["code"] in ("malformed_request", "invalid_request")


@pytest.mark.parametrize("code", ["0829317705", "abc", "1000000001", "%F0%9F%98%80", "x" * 40])
def test_an_unknown_code_is_no_meeting(served: Served, code: str) -> None:
    assert Browser(served.url).get(f"/api/meetings/{code}").status_code in (404, 422)


def test_a_heartbeat_needs_the_secret_and_the_shape(
    served: Served, worker: HandWorker, provisioned: Provisioned
) -> None:
    secret = provisioned.secrets["worker-secret"]
    beat = json.dumps({"signalling_url": "ws://evil", "state": "ready"}).encode()
    assert post_heartbeat(served, WORKER, beat, "wrong").status_code == 401
    assert post_heartbeat(served, WORKER, beat, secret[:-1]).status_code == 401
    assert post_heartbeat(served, WORKER, beat, secret).status_code == 422
    assert post_heartbeat(served, "bad/../id", beat, secret).status_code in (404, 422)
    assert worker.beat().lease_s == 3.0
