"""A meeting through the real functions and a real worker, by signalling alone: no media.

The seam between the two: tokens, the clock that starts with the first participant, the limit's
end, fencing by heartbeat, and reports that become history.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import pytest
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from localstack.environment import WorkerAddress
from meeting_contract import PROTOCOL_VERSION
from meeting_contract.signalling import (
    AnyWorkerMessage,
    Clock,
    Ended,
    Hello,
    Joined,
    Leave,
    Waiting,
    decode_worker_message,
    encode,
)
from tests.conftest import Served
from tests.functional.browser import Browser
from tests.functional.sign_up import log_in, sign_up, wait_for

pytestmark = pytest.mark.local_cloud

_PATIENCE_S = 10.0
M = TypeVar("M", bound=AnyWorkerMessage)


@pytest.fixture(scope="module")
def host(served: Served, worker: WorkerAddress) -> Browser:  # noqa: ARG001 it must run
    return log_in(served, sign_up(served))


def start(host: Browser, **settings: object) -> str:
    code: str = host.post("/api/meetings", settings).json()["code"]
    return code


def ask_to_join(browser: Browser, code: str, name: str | None = None) -> dict[str, Any]:
    """Join, waiting for the worker's first heartbeat if need be."""
    body = {"tab_key": "tab-00000001", "name": name}

    def placed() -> str:
        answer = browser.post(f"/api/meetings/{code}/joins", body)
        return answer.text if answer.status_code == 200 else ""

    wait_for(placed)
    answer: dict[str, Any] = browser.post(f"/api/meetings/{code}/joins", body).json()
    return answer


@contextmanager
def in_room(browser: Browser, code: str, name: str | None = None) -> Iterator[ClientConnection]:
    ticket = ask_to_join(browser, code, name)
    with connect(ticket["signalling_url"], origin=Origin(browser.url)) as socket:
        socket.send(encode(Hello(PROTOCOL_VERSION, ticket["token"])))
        yield socket


def next_of(socket: ClientConnection, kind: type[M]) -> M:
    """The next message of this kind; others in between are not this test's concern."""
    deadline = time.monotonic() + _PATIENCE_S
    while (left_s := deadline - time.monotonic()) > 0:
        message = decode_worker_message(socket.recv(timeout=left_s))
        if isinstance(message, kind):
            return message
    raise AssertionError(f"no {kind.__name__} came")


def meeting_of(host: Browser, code: str) -> dict[str, Any]:
    items = host.get("/api/meetings").json()["items"]
    found: dict[str, Any] = next(item for item in items if item["code"] == code)
    return found


def test_the_first_participant_starts_the_clock_and_the_history_tells_of_it(
    served: Served, host: Browser
) -> None:
    code = start(host)
    with in_room(host, code) as socket:
        joined = next_of(socket, Joined)
        assert joined.ends_at_ms is not None
        assert joined.max_participants == 100
        wait_for(lambda: "yes" if meeting_of(host, code)["state"] == "running" else "")
        started_at_ms = meeting_of(host, code)["started_at_ms"]
        assert joined.ends_at_ms - started_at_ms == 2_400_000
        with in_room(Browser(served.url), code, "Khách") as waiting:
            assert next_of(waiting, Waiting).host_present
        socket.send(encode(Leave()))

    def left() -> str:
        items = host.get(f"/api/meetings/{code}/attendance").json()["items"]
        return "yes" if items and items[0]["reason"] == "left" else ""

    wait_for(left)
    with in_room(host, code) as socket:
        assert next_of(socket, Joined).ends_at_ms == joined.ends_at_ms


def test_ending_over_http_ends_the_room(host: Browser) -> None:
    code = start(host)
    with in_room(host, code) as socket:
        next_of(socket, Joined)
        assert host.post(f"/api/meetings/{code}/end", {}).status_code == 204
        assert next_of(socket, Ended).reason == "ended_by_host"
    wait_for(lambda: "yes" if meeting_of(host, code)["ended_at_ms"] else "")
    assert meeting_of(host, code)["state"] == "ended"


def test_the_server_warns_and_ends_at_forty_minutes(served: Served, host: Browser) -> None:
    code = start(host)
    with in_room(host, code) as socket:
        joined = next_of(socket, Joined)
        served.advance(31 * 60)
        assert next_of(socket, Clock).warning_min == 10
        served.advance(9 * 60)
        assert next_of(socket, Ended).reason == "time_limit"

    def refused() -> str:
        answer = host.post(f"/api/meetings/{code}/joins", {"tab_key": "tab-00000001"})
        return str(answer.json().get("code", ""))

    assert refused() == "time_limit_reached"
    wait_for(lambda: "yes" if meeting_of(host, code)["ended_at_ms"] else "")
    ended_at_ms = meeting_of(host, code)["ended_at_ms"]
    # The clock was moved past the end in one jump; nobody stayed to use the rest.
    assert ended_at_ms >= joined.ends_at_ms
    served.advance(10 * 60)
    with in_room(host, code) as socket:
        again = next_of(socket, Joined)
        assert again.ends_at_ms is not None
        assert again.ends_at_ms > ended_at_ms + 2_400_000
