"""What a worker reports to the `worker-reports` queue: at least once, told apart by `report_id`.

Times are the product's time in UTC milliseconds. A report of an older epoch is history, never an
order: it may add attendance, it may not change a meeting that has moved on.
"""

from typing import Literal

import msgspec

from meeting_contract.token import Role

RoomEndReason = Literal["empty", "ended_by_host", "time_limit", "drained"]
LeaveReason = Literal["left", "lost", "removed", "banned", "replaced", "ended"]


class Report(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type"):
    """Common to all reports; one JSON object a queue message."""

    report_id: str
    worker_id: str
    meeting_id: str
    epoch: int
    at_ms: int


class RoomStarted(Report, frozen=True, tag="room_started"):
    """The first participant is in the room: the meeting's clock starts at `at_ms`."""


class RoomEnded(Report, frozen=True, tag="room_ended"):
    """The room is closed. `empty`: everybody left; `drained`: the worker went away in order."""

    reason: RoomEndReason


class ParticipantJoined(Report, frozen=True, tag="participant_joined"):
    participant_id: str
    person_id: str
    name: str
    role: Role


class ParticipantLeft(Report, frozen=True, tag="participant_left"):
    """`joined_at_ms` is the `at_ms` of the `participant_joined` that this ends."""

    participant_id: str
    joined_at_ms: int
    reason: LeaveReason


class PersonBanned(Report, frozen=True, tag="person_banned"):
    person_id: str


class MeetingLocked(Report, frozen=True, tag="meeting_locked"):
    locked: bool


AnyReport = (
    RoomStarted | RoomEnded | ParticipantJoined | ParticipantLeft | PersonBanned | MeetingLocked
)

_decoder: msgspec.json.Decoder[AnyReport] = msgspec.json.Decoder(AnyReport)
_encoder = msgspec.json.Encoder()


def encode_report(report: AnyReport) -> bytes:
    return _encoder.encode(report)


def decode_report(data: bytes | str) -> AnyReport:
    """Raise msgspec.DecodeError or ValidationError on anything that is not a report."""
    return _decoder.decode(data)
