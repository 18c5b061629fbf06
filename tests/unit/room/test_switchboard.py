"""The switchboard keeps rooms apart."""

from itertools import count
from typing import Any, cast

from media_worker.effect_executor import Surroundings
from media_worker.room.registry import RoomRegistry
from media_worker.signalling.gate import TokenGate
from media_worker.switchboard import Switchboard
from meeting_contract.control import HeartbeatReply, RoomOrder
from tests.fakes.media_plane import FakeMediaPlane
from tests.unit.room.scene import T0, claims


def test_an_order_that_breaks_one_room_leaves_the_others_alone() -> None:
    ids = count(1)
    rooms = RoomRegistry("worker-1", lambda: f"id-{next(ids)}")
    around = Surroundings(lambda: T0, lambda: True, lambda _: None, lambda: None)
    board = Switchboard(TokenGate({}, "worker-1"), rooms, FakeMediaPlane(lambda _: None), around)
    for meeting_id in ("broken", "healthy"):
        rooms.find(claims("An", "host", meeting_id=meeting_id), T0, may_open=True)

    broken = RoomOrder("broken", 1, "keep", limits=cast("Any", "no limits at all"))
    board.obey(HeartbeatReply(3.0, T0, (broken, RoomOrder("healthy", 1, "end"))))

    assert [room.meeting_id for room in rooms] == ["broken"]
