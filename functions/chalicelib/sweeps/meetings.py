"""Every minute: free meetings whose worker is lost, and seats that nobody came to."""

from datetime import datetime

from chalicelib.logs import log
from chalicelib.ports.meetings import MeetingPorts
from chalicelib.usecases.placement_sweep import sweep_placements


def sweep_meetings(ports: MeetingPorts, now: datetime) -> None:
    plan = sweep_placements(ports, now)
    if plan.releases or plan.forgotten or plan.corrections:
        log(
            "placements_swept",
            released=len(plan.releases),
            workers_forgotten=len(plan.forgotten),
            seats_corrected=len(plan.corrections),
        )
