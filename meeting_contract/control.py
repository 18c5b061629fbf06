"""The exchange between a worker and the functions: one heartbeat a second, both ways.

POST /api/workers/{worker_id}/heartbeat with `Authorization: Bearer <worker secret>`. The answer
renews the lease and carries everything that changed for the rooms the worker named.
"""

from typing import Literal

import msgspec

from meeting_contract.token import Limits

HEARTBEAT_INTERVAL_S = 1.0
LEASE_S = 3.0


class RoomStatus(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A room as its worker sees it. `started_at_ms` is set once the first participant is in."""

    meeting_id: str
    epoch: int
    participants: int
    started_at_ms: int | None


class Heartbeat(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`signalling_url` is the ws(s) address browsers use; `capacity` is in seats."""

    signalling_url: str
    state: Literal["ready", "draining"]
    capacity: int
    loop_lag_ms: float
    packets_per_s: float
    rooms: tuple[RoomStatus, ...]


class RoomOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the functions say about one room the worker named.

    keep: go on, with these limits and this clock. fenced: another worker has the meeting (a newer
    epoch), close without reporting an end. end: the host ended it elsewhere.
    """

    meeting_id: str
    epoch: int
    fate: Literal["keep", "fenced", "end"]
    limits: Limits | None = None
    started_at_ms: int | None = None


class HeartbeatReply(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`now_ms` is the product's time (UTC): the worker's own clock follows it."""

    lease_s: float
    now_ms: int
    rooms: tuple[RoomOrder, ...]
