"""What a meeting may use: the plan of its owner, as numbers."""

from datetime import datetime

from chalicelib.domain.plans import plan_in_force
from chalicelib.ports.meetings import MeetingPorts
from meeting_contract.token import Limits


def meeting_limits(owner_id: str, ports: MeetingPorts, now: datetime) -> Limits:
    """Read afresh each time, so that an upgrade counts at once (F3)."""
    plan = plan_in_force(ports.accounts.entitlements(owner_id), now)
    return Limits(plan.max_participants, plan.max_duration_s)
