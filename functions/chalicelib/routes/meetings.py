"""Meetings over HTTP: start, list, look up, change and end."""

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from chalicelib.domain.cursors import decode_time_and_id, encode_cursor
from chalicelib.domain.errors import ErrorCode
from chalicelib.domain.limits import CREATE_MEETING_BY_IP
from chalicelib.domain.meetings import Meeting, MeetingState, is_locked, meeting_state
from chalicelib.domain.times import to_ms
from chalicelib.ports.meetings import MeetingPorts
from chalicelib.routes.api import Access, Call, Nothing, Reply, Routes
from chalicelib.usecases import meeting_joins, meetings
from chalicelib.usecases.meetings import KEEP, MeetingSettings

# Looser than the rules, which count cleaned characters: bounds for what is looked at at all.
TypedLine = Annotated[str, Meta(max_length=300)]
TypedPassword = Annotated[str, Meta(max_length=256)]
TypedCode = Annotated[str, Meta(max_length=32)]
Cursor = Annotated[str, Meta(max_length=512)]


class MeetingAddress(msgspec.Struct, frozen=True):
    code: TypedCode


class NewMeeting(msgspec.Struct, frozen=True):
    title: TypedLine | None = None
    password: TypedPassword | None = None
    lobby: bool = True


class MeetingChange(msgspec.Struct, frozen=True):
    """What is left out stays; a password of null takes the password away."""

    title: TypedLine | UnsetType = UNSET
    password: TypedPassword | UnsetType | None = UNSET
    lobby: bool | UnsetType = UNSET


class MeetingView(msgspec.Struct, frozen=True):
    """A meeting as its host sees it; times are UTC milliseconds."""

    meeting_id: str
    code: str
    url: str
    title: str
    lobby: bool
    has_password: bool
    locked: bool
    created_at_ms: int
    state: MeetingState
    started_at_ms: int | None
    ended_at_ms: int | None


class MeetingPage(msgspec.Struct, frozen=True):
    items: list[MeetingView]
    next_cursor: str | None


class PublicMeeting(msgspec.Struct, frozen=True):
    """A meeting as anybody with its link sees it."""

    code: str
    title: str
    host_name: str
    has_password: bool
    lobby: bool
    is_host: bool
    state: MeetingState


class PageQuery(msgspec.Struct, frozen=True):
    cursor: Cursor | None = None
    limit: Annotated[int, Meta(ge=1, le=100)] = 20


routes = Routes[MeetingPorts]("meetings")


@routes.route(
    "POST",
    "/api/meetings",
    access=Access.ACCOUNT,
    summary="Start a meeting",
    body=NewMeeting,
    answer=MeetingView,
    status=201,
    errors=(ErrorCode.CONFLICT,),
    limits=(CREATE_MEETING_BY_IP,),
)
def create_meeting(call: Call[NewMeeting, Nothing], ports: MeetingPorts) -> Reply[MeetingView]:
    settings = MeetingSettings(call.body.title, call.body.password, call.body.lobby)
    meeting = meetings.create_meeting(call.account_id, settings, ports, call.now)
    return Reply(_view(meeting, to_ms(call.now)))


@routes.route(
    "GET",
    "/api/meetings",
    access=Access.ACCOUNT,
    summary="List my meetings, the newest first",
    params=PageQuery,
    answer=MeetingPage,
)
def list_meetings(call: Call[Nothing, PageQuery], ports: MeetingPorts) -> Reply[MeetingPage]:
    cursor = call.params.cursor
    after = None if cursor is None else decode_time_and_id(cursor)
    page = ports.meetings.list_owned(call.account_id, call.params.limit, after)
    return Reply(
        MeetingPage(
            items=[_view(meeting, to_ms(call.now)) for meeting in page.meetings],
            next_cursor=None if page.next_key is None else encode_cursor(*page.next_key),
        )
    )


@routes.route(
    "GET",
    "/api/meetings/{code}",
    access=Access.PUBLIC,
    summary="Look a meeting up by its code",
    params=MeetingAddress,
    answer=PublicMeeting,
    errors=(ErrorCode.MEETING_NOT_FOUND,),
)
def get_meeting(call: Call[Nothing, MeetingAddress], ports: MeetingPorts) -> Reply[PublicMeeting]:
    meeting = meeting_joins.find_meeting(call.params.code, call.client.ip, ports, call.now)
    return Reply(
        PublicMeeting(
            code=meeting.code,
            title=meeting.title,
            host_name=ports.accounts.get(meeting.owner_id).person.full_name,
            has_password=meeting.password_hash is not None,
            lobby=meeting.lobby,
            is_host=call.session is not None and call.session.account_id == meeting.owner_id,
            state=meeting_state(meeting),
        )
    )


@routes.route(
    "PATCH",
    "/api/meetings/{code}",
    access=Access.ACCOUNT,
    summary="Change a meeting of mine",
    body=MeetingChange,
    params=MeetingAddress,
    answer=MeetingView,
    errors=(ErrorCode.MEETING_NOT_FOUND,),
)
def update_meeting(
    call: Call[MeetingChange, MeetingAddress], ports: MeetingPorts
) -> Reply[MeetingView]:
    change = call.body
    settings = MeetingSettings(
        title=KEEP if change.title is UNSET else change.title,
        password=KEEP if change.password is UNSET else change.password,
        lobby=KEEP if change.lobby is UNSET else change.lobby,
    )
    meeting = meetings.update_meeting(call.params.code, call.account_id, settings, ports)
    return Reply(_view(meeting, to_ms(call.now)))


@routes.route(
    "POST",
    "/api/meetings/{code}/end",
    access=Access.ACCOUNT,
    summary="End a meeting of mine for all",
    params=MeetingAddress,
    status=204,
    errors=(ErrorCode.MEETING_NOT_FOUND,),
)
def end_meeting(call: Call[Nothing, MeetingAddress], ports: MeetingPorts) -> Reply[None]:
    meetings.end_meeting(call.params.code, call.account_id, ports)
    return Reply(None)


def _view(meeting: Meeting, now_ms: int) -> MeetingView:
    return MeetingView(
        meeting_id=meeting.meeting_id,
        code=meeting.code,
        url=f"/m/{meeting.code}",
        title=meeting.title,
        lobby=meeting.lobby,
        has_password=meeting.password_hash is not None,
        locked=is_locked(meeting, now_ms),
        created_at_ms=meeting.created_at_ms,
        state=meeting_state(meeting),
        started_at_ms=meeting.started_at_ms,
        ended_at_ms=meeting.ended_at_ms,
    )
