"""Meetings over HTTP: start, list, look up, change, join, end, and who was there."""

import re
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from chalicelib.domain.attendance import LeaveReason, Stay
from chalicelib.domain.cursors import decode_id, decode_time_and_id, encode_cursor
from chalicelib.domain.errors import ErrorCode
from chalicelib.domain.limits import CREATE_MEETING_BY_IP, JOIN_BY_IP
from chalicelib.domain.meeting_admission import Role
from chalicelib.domain.meetings import Meeting, MeetingState, is_locked, meeting_state
from chalicelib.domain.times import to_ms
from chalicelib.ports.meetings import MeetingPorts
from chalicelib.routes.api import Access, Call, Cookie, Nothing, Reply, Routes
from chalicelib.usecases import meeting_joins, meetings
from chalicelib.usecases.meetings import KEEP, MeetingSettings

GUEST_COOKIE = "__Host-guest"
GUEST_COOKIE_AGE_S = 30 * 86_400
_GUEST_KEY = re.compile(r"[A-Za-z0-9_-]{32,64}")

# Looser than the rules, which count cleaned characters: bounds for what is looked at at all.
TypedLine = Annotated[str, Meta(max_length=300)]
TypedPassword = Annotated[str, Meta(max_length=256)]
TypedCode = Annotated[str, Meta(max_length=32)]
TabKey = Annotated[str, Meta(min_length=8, max_length=64, pattern="^[A-Za-z0-9_-]+$")]
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


class JoinRequest(msgspec.Struct, frozen=True):
    """`tab_key` is random, one a browser tab: a reload joins as the same participant."""

    tab_key: TabKey
    name: TypedLine | None = None
    password: TypedPassword | None = None


class IceServer(msgspec.Struct, frozen=True):
    urls: list[str]
    username: str
    credential: str


class JoinedMeeting(msgspec.Struct, frozen=True):
    title: str
    code: str


class JoinAnswer(msgspec.Struct, frozen=True):
    """Open `signalling_url` within 60 seconds and say `hello` with `token`."""

    signalling_url: str
    token: str
    ice_servers: list[IceServer]
    meeting: JoinedMeeting
    role: Role
    participant_id: str


class PageQuery(msgspec.Struct, frozen=True):
    cursor: Cursor | None = None
    limit: Annotated[int, Meta(ge=1, le=100)] = 20


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
    "/api/meetings/{code}/joins",
    access=Access.PUBLIC,
    summary="Join a meeting",
    body=JoinRequest,
    params=MeetingAddress,
    answer=JoinAnswer,
    errors=(
        ErrorCode.MEETING_NOT_FOUND,
        ErrorCode.PASSWORD_REQUIRED,
        ErrorCode.PASSWORD_WRONG,
        ErrorCode.BANNED,
        ErrorCode.MEETING_LOCKED,
        ErrorCode.MEETING_ENDED,
        ErrorCode.TIME_LIMIT_REACHED,
        ErrorCode.NO_WORKER_AVAILABLE,
    ),
    limits=(JOIN_BY_IP,),
)
def join_meeting(call: Call[JoinRequest, MeetingAddress], ports: MeetingPorts) -> Reply[JoinAnswer]:
    guest = _guest_cookie(call, ports)
    command = meeting_joins.JoinCommand(
        code=call.params.code,
        account_id=None if call.session is None else call.session.account_id,
        guest_key=guest.value,
        tab_key=call.body.tab_key,
        name=call.body.name,
        password=call.body.password,
        ip=call.client.ip,
    )
    ticket = meeting_joins.join_meeting(command, ports, call.now)
    answer = JoinAnswer(
        signalling_url=ticket.signalling_url,
        token=ticket.token,
        ice_servers=[],
        meeting=JoinedMeeting(ticket.meeting.title, ticket.meeting.code),
        role=ticket.role,
        participant_id=ticket.participant_id,
    )
    return Reply(answer, cookies=(guest,) if call.session is None else ())


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


def _guest_cookie(call: Call[JoinRequest, MeetingAddress], ports: MeetingPorts) -> Cookie:
    """The same guest for a month, so that a ban survives rejoining."""
    key = call.cookies.get(GUEST_COOKIE, "")
    if not _GUEST_KEY.fullmatch(key):
        key = ports.edge.randomness.token()
    return Cookie(GUEST_COOKIE, key, GUEST_COOKIE_AGE_S)


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


def _stay_view(stay: Stay, now_ms: int) -> AttendanceView:
    return AttendanceView(
        name=stay.name,
        role=stay.role,
        joined_at_ms=stay.joined_at_ms,
        left_at_ms=stay.left_at_ms,
        minutes=stay.minutes(now_ms),
        reason=stay.reason,
    )
