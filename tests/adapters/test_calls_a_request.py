"""How often busy requests ask DynamoDB: each call is a round trip that somebody waits for."""

from dataclasses import replace

import pytest
from chalicelib.domain.plans import grant_free
from chalicelib.domain.registrations import Registration
from chalicelib.domain.times import to_ms
from chalicelib.ports.accounts import AccountPorts
from chalicelib.ports.meetings import MeetingPorts
from chalicelib.storage.accounts import DynamoAccountRepository
from chalicelib.storage.attendance import DynamoAttendanceRepository, DynamoBanRepository
from chalicelib.storage.meetings import DynamoMeetingRepository
from chalicelib.storage.placements import DynamoPlacementRepository
from chalicelib.storage.rate_limits import DynamoRateLimiter
from chalicelib.storage.registrations import DynamoRegistrationRepository
from chalicelib.storage.sessions import DynamoSessionRepository
from chalicelib.storage.workers import DynamoWorkerRepository
from chalicelib.usecases.meeting_joins import JoinCommand, join_meeting
from chalicelib.usecases.meetings import MeetingSettings, create_meeting
from chalicelib.usecases.sessions import Credentials, current_plan, log_in
from chalicelib.usecases.worker_heartbeats import record_heartbeat

from localstack.cloud import Cloud
from meeting_contract.control import Heartbeat, RoomStatus
from tests.adapters.dynamodb_calls import counted_calls
from tests.adapters.test_account_repositories import new_account, new_registration
from tests.fakes.accounts import FakeDatabase, fake_account_ports
from tests.fakes.edge import START
from tests.fakes.meetings import FakeJoinTokenSigner

pytestmark = pytest.mark.local_cloud


@pytest.fixture(scope="module")
def accounts(cloud_storage: Cloud) -> AccountPorts:  # noqa: ARG001 the tables
    fakes = fake_account_ports(FakeDatabase())
    repository = DynamoAccountRepository()
    limiter = DynamoRateLimiter(fakes.edge.secrets)
    return replace(
        fakes,
        edge=replace(fakes.edge, limiter=limiter, sessions=DynamoSessionRepository()),
        registrations=DynamoRegistrationRepository(repository),
        accounts=repository,
    )


@pytest.fixture(scope="module")
def owner(accounts: AccountPorts) -> tuple[str, Registration]:
    registration = new_registration()
    accounts.registrations.add(registration, [])
    hashed = replace(new_account(registration), password_hash=accounts.passwords.hash("secret"))
    entitlement = grant_free(hashed.account_id, START)
    accounts.registrations.activate(registration, hashed, entitlement, [])
    return hashed.account_id, registration


@pytest.fixture(scope="module")
def meetings(accounts: AccountPorts) -> MeetingPorts:
    return MeetingPorts(
        meetings=DynamoMeetingRepository(),
        placements=DynamoPlacementRepository(),
        workers=DynamoWorkerRepository(),
        attendance=DynamoAttendanceRepository(),
        bans=DynamoBanRepository(),
        accounts=accounts.accounts,
        passwords=accounts.passwords,
        signer=FakeJoinTokenSigner(),
        edge=accounts.edge,
    )


def running_meeting(owner_id: str, ports: MeetingPorts, *, lobby: bool) -> str:
    """Placed and begun; returns its code."""
    settings = MeetingSettings(title="t", password=None, lobby=lobby)
    meeting = create_meeting(owner_id, settings, ports, START)
    beat(ports)
    join_meeting(command(meeting.code, owner_id), ports, START)
    placed = ports.meetings.find_by_code(meeting.code)
    beat(ports, RoomStatus(placed.meeting_id, placed.epoch, 1, to_ms(START)))
    return meeting.code


def beat(ports: MeetingPorts, *rooms: RoomStatus) -> None:
    heartbeat = Heartbeat("wss://w.example", "ready", 500, 0.0, 0.0, rooms)
    record_heartbeat("worker-of-calls", heartbeat, ports, START)


def command(code: str, account_id: str | None = None) -> JoinCommand:
    return JoinCommand(code, account_id, "guest-key", "tab-0001", "An", None, "192.0.2.1")


@pytest.mark.parametrize(
    ("lobby", "calls"),
    [
        # The code's misses, code, meeting, plan, worker, ban; the history only for a lobby.
        (False, ["GetItem", "GetItem", "GetItem", "Query", "GetItem", "GetItem"]),
        (True, ["GetItem", "GetItem", "GetItem", "Query", "GetItem", "GetItem", "Query"]),
    ],
)
def test_a_guest_joins_a_running_meeting(
    owner: tuple[str, Registration], meetings: MeetingPorts, calls: list[str], *, lobby: bool
) -> None:
    code = running_meeting(owner[0], meetings, lobby=lobby)
    with counted_calls() as asked:
        join_meeting(command(code), meetings, START)
    assert asked == calls


def test_a_host_joins_a_running_meeting(
    owner: tuple[str, Registration], meetings: MeetingPorts
) -> None:
    """The same, with the host's name in the place of the ban."""
    code = running_meeting(owner[0], meetings, lobby=True)
    with counted_calls() as asked:
        join_meeting(command(code, owner[0]), meetings, START)
    assert len(asked) == 6


def test_a_log_in(owner: tuple[str, Registration], accounts: AccountPorts) -> None:
    """Two limits taken and given back, address, account, session, plan."""
    account_id, registration = owner
    credentials = Credentials(registration.person.email.address, "secret")
    with counted_calls() as asked:
        log_in(credentials, None, "192.0.2.1", accounts, START)
        current_plan(account_id, accounts, START)
    assert sorted(asked) == ["GetItem", "GetItem", "PutItem", "Query", *["UpdateItem"] * 4]
