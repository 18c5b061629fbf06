"""Media workers over HTTP: one heartbeat a second."""

from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.ports.meetings import MeetingPorts
from chalicelib.routes.api import Access, Call, Reply, Routes
from chalicelib.usecases.worker_heartbeats import record_heartbeat
from meeting_contract.control import Heartbeat, HeartbeatReply

# A few hundred rooms of about a hundred bytes.
_MAX_BODY_BYTES = 256 * 1024


class WorkerAddress(msgspec.Struct, frozen=True):
    worker_id: Annotated[str, Meta(min_length=1, max_length=128, pattern="^[A-Za-z0-9._:-]+$")]


routes = Routes[MeetingPorts]("workers")


@routes.route(
    "POST",
    "/api/workers/{worker_id}/heartbeat",
    access=Access.WORKER,
    summary="Renew a worker's lease and hear what became of its rooms",
    body=Heartbeat,
    params=WorkerAddress,
    answer=HeartbeatReply,
    # Workers share addresses and are known by their secret.
    limits=(),
    max_body_bytes=_MAX_BODY_BYTES,
)
def post_heartbeat(
    call: Call[Heartbeat, WorkerAddress], ports: MeetingPorts
) -> Reply[HeartbeatReply]:
    return Reply(record_heartbeat(call.params.worker_id, call.body, ports, call.now))
