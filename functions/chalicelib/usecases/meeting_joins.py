"""Joining a meeting: from the code somebody typed to a token for the meeting's worker."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.attendance import was_let_in
from chalicelib.domain.errors import DomainError, ErrorCode, FieldCode, invalid_field
from chalicelib.domain.limits import MEETING_CODE_MISSES_BY_IP, MEETING_PASSWORD_MISSES
from chalicelib.domain.meeting_admission import Admission, PasswordCheck, Role, Visitor, admit
from chalicelib.domain.meetings import (
    GUEST_NAME_MAX_CHARS,
    Meeting,
    meeting_clock,
    parse_code,
    sitting_is_over,
)
from chalicelib.domain.passwords import normalize_password
from chalicelib.domain.placement import Worker
from chalicelib.domain.pseudonyms import participant_pseudonym, person_pseudonym
from chalicelib.domain.text import clean_line
from chalicelib.domain.times import to_ms, to_s
from chalicelib.ports.meetings import MeetingPorts, PlacementLostError
from chalicelib.usecases.meeting_limits import meeting_limits
from chalicelib.usecases.placements import RETRY_AFTER_S, locate, place
from meeting_contract.token import JOIN_TOKEN_LIFETIME_S, JoinClaims, Limits

_PLACEMENT_ATTEMPTS = 12
_PSEUDONYM_KEY = "pseudonym-key"


@dataclass(frozen=True)
class JoinCommand:
    """`guest_key` is the guest cookie's secret; `tab_key` the browser tab's own."""

    code: str
    account_id: str | None
    guest_key: str
    tab_key: str
    name: str | None
    password: str | None
    ip: str


@dataclass(frozen=True)
class Ticket:
    """What a browser needs to enter the room."""

    signalling_url: str
    token: str
    meeting: Meeting
    role: Role
    participant_id: str


@dataclass(frozen=True)
class _Person:
    """Who stands at the door, by the names the meeting's worker may know."""

    person_id: str
    participant_id: str
    name: str


@dataclass(frozen=True)
class _Arrival:
    """Somebody at the door, and what one look settles about them and the meeting."""

    command: JoinCommand
    person: _Person
    password: PasswordCheck
    limits: Limits
    now: datetime


def join_meeting(command: JoinCommand, ports: MeetingPorts, now: datetime) -> Ticket:
    """Decide, place and sign; who loses a placement's race looks again and joins the winner's."""
    meeting = find_meeting(command.code, command.ip, ports, now)
    arrival = _Arrival(
        command=command,
        person=_identify(command, meeting, ports),
        password=_check_password(command, meeting, ports, now),
        limits=meeting_limits(meeting.owner_id, ports, now),
        now=now,
    )
    for attempt in range(_PLACEMENT_ATTEMPTS):
        try:
            return _enter(arrival, meeting, ports, attempt)
        except PlacementLostError:
            meeting = ports.meetings.find_by_code(meeting.code)
    raise DomainError(ErrorCode.NO_WORKER_AVAILABLE, retry_after_s=RETRY_AFTER_S)


def _enter(arrival: _Arrival, meeting: Meeting, ports: MeetingPorts, attempt: int) -> Ticket:
    where = locate(meeting, ports)
    now_ms = to_ms(arrival.now)
    clock = meeting_clock(where.meeting, now_ms, arrival.limits.max_duration_s)
    admission = admit(where.meeting, clock, _visitor(arrival, where.meeting, ports), now_ms)
    placed, worker = place(where, ports, arrival.now, attempt)
    token_id = ports.edge.randomness.uuid7(arrival.now)
    return Ticket(
        signalling_url=worker.signalling_url,
        token=ports.signer.sign(_claims(arrival, admission, placed, worker, token_id)),
        meeting=placed,
        role=admission.role,
        participant_id=arrival.person.participant_id,
    )


def find_meeting(code: str, ip: str, ports: MeetingPorts, now: datetime) -> Meeting:
    """The meeting of a code; addresses that guess too many wrong ones get no further answers."""
    ports.edge.limiter.check(MEETING_CODE_MISSES_BY_IP, ip, now)
    try:
        return ports.meetings.find_by_code(parse_code(code))
    except DomainError:
        ports.edge.limiter.take(MEETING_CODE_MISSES_BY_IP, ip, now)
        raise


def _identify(command: JoinCommand, meeting: Meeting, ports: MeetingPorts) -> _Person:
    key = ports.edge.secrets.get(_PSEUDONYM_KEY)
    account_id = command.account_id
    person = f"guest:{command.guest_key}" if account_id is None else f"account:{account_id}"
    return _Person(
        person_id=person_pseudonym(key, meeting.meeting_id, person),
        participant_id=participant_pseudonym(key, meeting.meeting_id, person, command.tab_key),
        name=_name(command, meeting, ports),
    )


def _name(command: JoinCommand, meeting: Meeting, ports: MeetingPorts) -> str:
    """Hosts go by their account's name; others may choose one, and guests must."""
    if command.account_id is not None and (
        command.name is None or command.account_id == meeting.owner_id
    ):
        return ports.accounts.get(command.account_id).person.full_name
    if command.name is None:
        raise invalid_field("name", FieldCode.REQUIRED)
    return clean_line(command.name, "name", GUEST_NAME_MAX_CHARS)


def _check_password(
    command: JoinCommand, meeting: Meeting, ports: MeetingPorts, now: datetime
) -> PasswordCheck:
    if meeting.password_hash is None or command.account_id == meeting.owner_id:
        return "right"
    if not command.password:
        return "missing"
    # Counted as a miss before it is looked at, so that parallel guesses cannot slip under.
    key = f"{command.ip}|{meeting.meeting_id}"
    ports.edge.limiter.take(MEETING_PASSWORD_MISSES, key, now)
    if not ports.passwords.verify(meeting.password_hash, normalize_password(command.password)):
        return "wrong"
    ports.edge.limiter.give_back(MEETING_PASSWORD_MISSES, key, now)
    return "right"


def _visitor(arrival: _Arrival, meeting: Meeting, ports: MeetingPorts) -> Visitor:
    if arrival.command.account_id == meeting.owner_id:
        return Visitor(is_owner=True, banned=False, returning=False, password="right")  # noqa: S106 a state
    person_id = arrival.person.person_id
    return Visitor(
        is_owner=False,
        banned=ports.bans.contains(meeting.meeting_id, person_id),
        returning=_is_returning(arrival, meeting, ports),
        password=arrival.password,
    )


def _is_returning(arrival: _Arrival, meeting: Meeting, ports: MeetingPorts) -> bool:
    """Asked only where a door is in the way: a room open to all costs no look at its history.

    Who was there in an earlier sitting, or before a host ended the meeting for all, does not walk
    into what follows.
    """
    has_door = meeting.lobby or meeting.locked
    since_ms = meeting.started_at_ms
    if not has_door or since_ms is None or sitting_is_over(meeting, to_ms(arrival.now)):
        return False
    stays = ports.attendance.stays_of(meeting.meeting_id, arrival.person.person_id, since_ms)
    return was_let_in(stay for stay in stays if stay.epoch > meeting.ended_epoch)


def _claims(
    arrival: _Arrival, admission: Admission, meeting: Meeting, worker: Worker, token_id: str
) -> JoinClaims:
    issued_at_s = to_s(arrival.now)
    return JoinClaims(
        aud=worker.worker_id,
        jti=token_id,
        iat=issued_at_s,
        exp=issued_at_s + JOIN_TOKEN_LIFETIME_S,
        meeting_id=meeting.meeting_id,
        epoch=meeting.epoch,
        title=meeting.title,
        participant_id=arrival.person.participant_id,
        person_id=arrival.person.person_id,
        name=arrival.person.name,
        role=admission.role,
        lobby=admission.lobby,
        limits=arrival.limits,
        started_at_ms=meeting.started_at_ms,
        locked=meeting.locked,
        ended_epoch=meeting.ended_epoch,
    )
