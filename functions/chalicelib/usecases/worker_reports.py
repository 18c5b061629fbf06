"""What workers report: applied as often and in whatever order the queue brings it."""

from datetime import datetime

from chalicelib.domain.attendance import Stay
from chalicelib.domain.times import to_ms
from chalicelib.ports.meetings import MeetingPorts
from meeting_contract.reports import (
    AnyReport,
    MeetingLocked,
    ParticipantJoined,
    ParticipantLeft,
    PersonBanned,
    RoomEnded,
    RoomStarted,
)


def apply_report(report: AnyReport, ports: MeetingPorts, now: datetime) -> None:
    """Each branch is one idempotent write; an older epoch only adds to the history."""
    match report:
        case RoomStarted():
            ports.meetings.set_started(
                report.meeting_id, report.worker_id, report.epoch, report.at_ms
            )
        case RoomEnded():
            _end_room(report, ports, now)
        case ParticipantJoined():
            ports.attendance.joined(report.meeting_id, _to_stay(report))
        case ParticipantLeft():
            ports.attendance.left(
                report.meeting_id,
                report.participant_id,
                report.joined_at_ms,
                report.at_ms,
                report.reason,
            )
        case PersonBanned():
            ports.bans.add(report.meeting_id, report.person_id, report.at_ms)
        case MeetingLocked():
            ports.meetings.set_locked(
                report.meeting_id, report.epoch, report.at_ms, locked=report.locked
            )


def _end_room(report: RoomEnded, ports: MeetingPorts, now: datetime) -> None:
    meeting = ports.meetings.find_many([report.meeting_id]).get(report.meeting_id)
    if meeting is None or (meeting.epoch, meeting.worker_id) != (report.epoch, report.worker_id):
        return
    closed = report.reason == "ended_by_host"
    ports.placements.release(meeting, report.at_ms, to_ms(now), closed=closed)


def _to_stay(report: ParticipantJoined) -> Stay:
    return Stay(
        participant_id=report.participant_id,
        person_id=report.person_id,
        name=report.name,
        role=report.role,
        epoch=report.epoch,
        joined_at_ms=report.at_ms,
    )
