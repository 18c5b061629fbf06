"""Eighty people at once, on real transactions: nothing overcommitted, nobody in two places."""

from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from chalicelib.domain.errors import DomainError, ErrorCode
from chalicelib.domain.meetings import Meeting
from chalicelib.domain.placement import SEATS_PER_MEETING
from chalicelib.storage.meetings import DynamoMeetingRepository
from chalicelib.storage.placements import DynamoPlacementRepository
from chalicelib.storage.workers import DynamoWorkerRepository
from chalicelib.usecases.meeting_joins import JoinCommand, join_meeting
from chalicelib.usecases.worker_heartbeats import record_heartbeat

from localstack.cloud import Cloud
from meeting_contract.control import Heartbeat
from meeting_contract.token import JoinClaims
from tests.fakes.meetings import FakeJoinTokenSigner
from tests.unit.functions.meeting_world import World

pytestmark = pytest.mark.local_cloud

RACERS = 80
WORKERS = 8


@pytest.fixture
def world(cloud_storage: Cloud) -> World:  # noqa: ARG001 the tables behind the repositories
    world = World()
    world.ports = replace(
        world.ports,
        meetings=DynamoMeetingRepository(),
        placements=DynamoPlacementRepository(),
        workers=DynamoWorkerRepository(),
    )
    return world


def race(world: World, name: str, meetings: list[Meeting], capacity: int) -> list[JoinClaims]:
    """Two racers a meeting, all at once; returns the tokens of those who got in."""
    for number in range(WORKERS):
        beat = Heartbeat(f"wss://{name}{number}.example", "ready", capacity, 0.0, 0.0, ())
        record_heartbeat(f"{name}{number}", beat, world.ports, world.clock.now())
    signer = world.ports.signer
    assert isinstance(signer, FakeJoinTokenSigner)
    signer.signed.clear()

    def join(number: int) -> None:
        meeting = meetings[number % len(meetings)]
        command = JoinCommand(meeting.code, None, f"g{number}", "tab-0001", "An", None, "192.0.2.1")
        try:
            join_meeting(command, world.ports, world.clock.now())
        except DomainError as error:
            if error.code != ErrorCode.NO_WORKER_AVAILABLE:
                raise

    with ThreadPoolExecutor(RACERS) as pool:
        list(pool.map(join, range(RACERS)))
    return signer.signed


def check_seats(world: World, name: str, claims: list[JoinClaims], capacity: int) -> None:
    held = Counter({(c.aud, c.meeting_id) for c in claims})
    by_worker = Counter(worker for worker, _ in held)
    places = defaultdict(set)
    for claim in claims:
        places[claim.meeting_id].add((claim.aud, claim.epoch))
    assert all(len(found) == 1 for found in places.values()), "one meeting, two workers"
    for number in range(WORKERS):
        worker = world.ports.workers.find(f"{name}{number}")
        assert worker is not None
        assert worker.reserved == SEATS_PER_MEETING * by_worker[worker.worker_id] <= capacity


def test_eighty_racers_for_forty_meetings_all_get_in(world: World) -> None:
    capacity = 5 * SEATS_PER_MEETING
    meetings = [world.meeting(lobby=False) for _ in range(RACERS // 2)]
    claims = race(world, "roomy", meetings, capacity)
    assert len(claims) == RACERS
    check_seats(world, "roomy", claims, capacity)


def test_eighty_racers_for_too_few_seats_overcommit_nothing(world: World) -> None:
    # The workers of other tests are dead by then.
    world.clock.advance(timedelta(hours=1))
    capacity = 2 * SEATS_PER_MEETING
    meetings = [world.meeting(lobby=False) for _ in range(RACERS // 2)]
    claims = race(world, "tight", meetings, capacity)
    assert len({claim.meeting_id for claim in claims}) == WORKERS * 2
    check_seats(world, "tight", claims, capacity)
