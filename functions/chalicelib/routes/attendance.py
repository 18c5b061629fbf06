"""The history over HTTP: who was in a meeting, and for how long."""

from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.domain.attendance import LeaveReason, Stay
from chalicelib.domain.cursors import decode_id, encode_cursor
from chalicelib.domain.errors import ErrorCode
from chalicelib.domain.meeting_admission import Role
from chalicelib.domain.times import to_ms
from chalicelib.ports.meetings import MeetingPorts
from chalicelib.routes.api import Access, Call, Nothing, Reply, Routes
from chalicelib.routes.meetings import Cursor, TypedCode
from chalicelib.usecases import meetings

routes = Routes[MeetingPorts]("meetings")


class AttendanceQuery(msgspec.Struct, frozen=True):
    code: TypedCode
    cursor: Cursor | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 100


class AttendanceView(msgspec.Struct, frozen=True):
    """One stay; `left_at_ms` and `reason` are null while it lasts."""

    name: str
    role: Role
    joined_at_ms: int
    left_at_ms: int | None
    minutes: int
    reason: LeaveReason | None


class AttendanceList(msgspec.Struct, frozen=True):
    items: list[AttendanceView]
    next_cursor: str | None


@routes.route(
    "GET",
    "/api/meetings/{code}/attendance",
    access=Access.ACCOUNT,
    summary="Who was in a meeting of mine, and for how long",
    params=AttendanceQuery,
    answer=AttendanceList,
    errors=(ErrorCode.MEETING_NOT_FOUND,),
)
def list_attendance(
    call: Call[Nothing, AttendanceQuery], ports: MeetingPorts
) -> Reply[AttendanceList]:
    query = call.params
    after = None if query.cursor is None else decode_id(query.cursor)
    page = meetings.list_attendance(query.code, call.account_id, query.limit, after, ports)
    return Reply(
        AttendanceList(
            items=[_stay_view(stay, to_ms(call.now)) for stay in page.stays],
            next_cursor=None if page.next_key is None else encode_cursor(page.next_key),
        )
    )


def _stay_view(stay: Stay, now_ms: int) -> AttendanceView:
    return AttendanceView(
        name=stay.name,
        role=stay.role,
        joined_at_ms=stay.joined_at_ms,
        left_at_ms=stay.left_at_ms,
        minutes=stay.minutes(now_ms),
        reason=stay.reason,
    )
