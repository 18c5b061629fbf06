"""Freeing what lost workers and unused tokens hold: plan, then execute."""

from datetime import datetime

from chalicelib.domain.placement_sweep import SweepPlan, plan_placement_sweep
from chalicelib.domain.times import to_ms
from chalicelib.ports.meetings import MeetingPorts


def sweep_placements(ports: MeetingPorts, now: datetime) -> SweepPlan:
    """Every step is conditional, so late, doubled and parallel sweeps change nothing twice."""
    system_now_ms = to_ms(ports.edge.clock.system_now())
    workers = ports.workers.list_all()
    placed = {worker.worker_id: ports.meetings.list_placed(worker.worker_id) for worker in workers}
    plan = plan_placement_sweep(workers, placed, to_ms(now), system_now_ms)
    _execute(plan, ports, now, system_now_ms)
    return plan


def _execute(plan: SweepPlan, ports: MeetingPorts, now: datetime, system_now_ms: int) -> None:
    for release in plan.releases:
        meeting = release.meeting
        ports.placements.release(meeting, release.ended_at_ms, to_ms(now), closed=False)
        ports.attendance.close_open(meeting.meeting_id, meeting.epoch, release.ended_at_ms)
    for worker in plan.forgotten:
        ports.workers.delete_dead(worker.worker_id, system_now_ms)
    for correction in plan.corrections:
        ports.workers.correct_reserved(correction.worker, correction.reserved)
