"""A host's meetings: create, list, change, end; and what anybody may see of one."""

from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.domain.errors import DomainError, ErrorCode
from chalicelib.domain.meetings import (
    TITLE_MAX_CHARS,
    Meeting,
    check_meeting_password,
    make_code,
    parse_code,
)
from chalicelib.domain.text import clean_line
from chalicelib.domain.times import to_ms
from chalicelib.ports.meetings import AttendancePage, CodeTakenError, MeetingPorts

_CODE_ATTEMPTS = 5


@dataclass(frozen=True)
class Keep:
    """Leave this setting as it is."""


KEEP = Keep()


@dataclass(frozen=True)
class MeetingSettings:
    """A host's wishes; a password of None is none, a title of None is the default one."""

    title: str | Keep | None = KEEP
    password: str | Keep | None = KEEP
    lobby: bool | Keep = KEEP


def create_meeting(
    owner_id: str, settings: MeetingSettings, ports: MeetingPorts, now: datetime
) -> Meeting:
    """Store a meeting that starts when somebody joins; the lobby is on unless said otherwise."""
    draft = Meeting(
        meeting_id=ports.edge.randomness.uuid7(now),
        code="",
        owner_id=owner_id,
        title=_default_title(ports.accounts.get(owner_id).person.full_name),
        lobby=True,
        password_hash=None,
        created_at_ms=to_ms(now),
    )
    draft = _apply(settings, draft, ports)
    for _ in range(_CODE_ATTEMPTS):
        meeting = replace(draft, code=make_code(ports.edge.randomness.digits))
        try:
            ports.meetings.add(meeting)
        except CodeTakenError:
            continue
        return meeting
    raise DomainError(ErrorCode.CONFLICT)


def update_meeting(
    code: str, owner_id: str, settings: MeetingSettings, ports: MeetingPorts
) -> Meeting:
    before = _own(code, owner_id, ports)
    after = _apply(settings, before, ports)
    ports.meetings.save_settings(before, after)
    return after


def end_meeting(code: str, owner_id: str, ports: MeetingPorts) -> None:
    """Send everybody out: the worker hears of it in its next heartbeat."""
    ports.meetings.close(_own(code, owner_id, ports).meeting_id)


def list_attendance(
    code: str, owner_id: str, limit: int, after: str | None, ports: MeetingPorts
) -> AttendancePage:
    return ports.attendance.page(_own(code, owner_id, ports).meeting_id, limit, after)


def _own(code: str, owner_id: str, ports: MeetingPorts) -> Meeting:
    """Another's meeting is as good as none: nobody finds out here which codes there are."""
    meeting = ports.meetings.find_by_code(parse_code(code))
    if meeting.owner_id != owner_id:
        raise DomainError(ErrorCode.MEETING_NOT_FOUND)
    return meeting


def _apply(settings: MeetingSettings, meeting: Meeting, ports: MeetingPorts) -> Meeting:
    if not isinstance(settings.title, Keep) and settings.title is not None:
        meeting = replace(meeting, title=clean_line(settings.title, "title", TITLE_MAX_CHARS))
    if not isinstance(settings.password, Keep):
        meeting = replace(meeting, password_hash=_hash(settings.password, ports))
    if not isinstance(settings.lobby, Keep):
        meeting = replace(meeting, lobby=settings.lobby)
    return meeting


def _hash(password: str | None, ports: MeetingPorts) -> str | None:
    return None if password is None else ports.passwords.hash(check_meeting_password(password))


def _default_title(host_name: str) -> str:
    """Vietnamese first; a host may write another."""
    return f"Cuộc họp của {host_name}"[:TITLE_MAX_CHARS]
