"""Joining over HTTP: from a code and a name to the worker's address and a token for it."""

import re
from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.domain.errors import ErrorCode
from chalicelib.domain.limits import JOIN_BY_IP
from chalicelib.domain.meeting_admission import Role
from chalicelib.ports.meetings import MeetingPorts
from chalicelib.routes.api import Access, Call, Cookie, Reply, Routes
from chalicelib.routes.meetings import MeetingAddress, TypedLine, TypedPassword
from chalicelib.usecases import meeting_joins

GUEST_COOKIE = "__Host-guest"
GUEST_COOKIE_AGE_S = 30 * 86_400
_GUEST_KEY = re.compile(r"[A-Za-z0-9_-]{32,64}")
TabKey = Annotated[str, Meta(min_length=8, max_length=64, pattern="^[A-Za-z0-9_-]+$")]

routes = Routes[MeetingPorts]("meetings")


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


def _guest_cookie(call: Call[JoinRequest, MeetingAddress], ports: MeetingPorts) -> Cookie:
    """The same guest for a month, so that a ban survives rejoining."""
    key = call.cookies.get(GUEST_COOKIE, "")
    if not _GUEST_KEY.fullmatch(key):
        key = ports.edge.randomness.token()
    return Cookie(GUEST_COOKIE, key, GUEST_COOKIE_AGE_S)
