"""Every minute: free meetings whose worker is lost, and seats that nobody came to."""

from chalicelib.logs import log
from chalicelib.ports.meetings import MeetingPorts
from chalicelib.usecases.placement_sweep import sweep_placements


def sweep_meetings(ports: MeetingPorts) -> None:
    plan = sweep_placements(ports, ports.edge.clock.now())
    log(
        "sweep_meetings",
        released=len(plan.releases),
        workers_forgotten=len(plan.forgotten),
        seats_corrected=len(plan.corrections),
    )
