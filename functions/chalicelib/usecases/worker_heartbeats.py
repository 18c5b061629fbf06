"""A worker's second: renew its lease, tell it what became of its rooms."""

from datetime import datetime, timedelta

from chalicelib.domain.meetings import Meeting
from chalicelib.domain.placement import Worker, seats_offered
from chalicelib.domain.times import to_ms
from chalicelib.ports.meetings import MeetingPorts, PlacementLostError
from chalicelib.usecases.meeting_limits import meeting_limits
from meeting_contract.control import LEASE_S, Heartbeat, HeartbeatReply, RoomOrder, RoomStatus
from meeting_contract.token import Limits


def record_heartbeat(
    worker_id: str, beat: Heartbeat, ports: MeetingPorts, now: datetime
) -> HeartbeatReply:
    """One write; with rooms a read of their meetings and one of each owner's plan.

    The first heartbeat registers.
    """
    ports.workers.renew(_to_worker(worker_id, beat, ports, now))
    meetings = ports.meetings.find_many({room.meeting_id for room in beat.rooms})
    owners = {meeting.owner_id for meeting in meetings.values()}
    limits = {owner_id: meeting_limits(owner_id, ports, now) for owner_id in owners}
    orders = []
    for room in beat.rooms:
        meeting = meetings.get(room.meeting_id)
        if meeting is not None and room.epoch <= meeting.ended_epoch:
            orders.append(RoomOrder(room.meeting_id, room.epoch, "end"))
        elif meeting is None or not _is_held(worker_id, room, meeting, ports, now):
            orders.append(RoomOrder(room.meeting_id, room.epoch, "fenced"))
        else:
            orders.append(_keep(worker_id, room, meeting, limits[meeting.owner_id], ports))
    return HeartbeatReply(lease_s=LEASE_S, now_ms=to_ms(now), rooms=tuple(orders))


def _to_worker(worker_id: str, beat: Heartbeat, ports: MeetingPorts, now: datetime) -> Worker:
    lease_until = ports.edge.clock.system_now() + timedelta(seconds=LEASE_S)
    return Worker(
        worker_id=worker_id,
        signalling_url=beat.signalling_url,
        state=beat.state,
        capacity=seats_offered(beat.capacity, [room.participants for room in beat.rooms]),
        reserved=0,
        lease_until_ms=to_ms(lease_until),
        seen_at_ms=to_ms(now),
        room_ids=frozenset(room.meeting_id for room in beat.rooms),
    )


def _keep(
    worker_id: str, room: RoomStatus, meeting: Meeting, limits: Limits, ports: MeetingPorts
) -> RoomOrder:
    started_at_ms = meeting.started_at_ms
    if started_at_ms is None and room.started_at_ms is not None:
        started_at_ms = room.started_at_ms
        ports.meetings.set_started(room.meeting_id, worker_id, room.epoch, started_at_ms)
    return RoomOrder(room.meeting_id, room.epoch, "keep", limits, started_at_ms)


def _is_held(
    worker_id: str, room: RoomStatus, meeting: Meeting, ports: MeetingPorts, now: datetime
) -> bool:
    """Whether the room is this worker's: its own, or freed meanwhile and nobody else's yet."""
    if meeting.epoch != room.epoch:
        return False
    if meeting.worker_id is not None:
        return meeting.worker_id == worker_id
    try:
        # It was cut off, or somebody came in while the report of the room's end was on its way.
        ports.placements.adopt(meeting, worker_id, to_ms(now))
    except PlacementLostError:
        return False
    return True
