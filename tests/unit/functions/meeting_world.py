"""One host with the free plan, some workers and guests: what the meetings' unit tests play with."""

from dataclasses import dataclass, field

import pytest
from chalicelib.domain.accounts import Account, Person
from chalicelib.domain.contacts import EmailAddress
from chalicelib.domain.errors import DomainError
from chalicelib.domain.meetings import Meeting
from chalicelib.domain.plans import grant_free
from chalicelib.domain.times import to_ms
from chalicelib.usecases.meeting_joins import JoinCommand, Ticket, join_meeting
from chalicelib.usecases.meetings import MeetingSettings, create_meeting
from chalicelib.usecases.worker_heartbeats import record_heartbeat
from chalicelib.usecases.worker_reports import apply_report

from meeting_contract.control import Heartbeat, RoomOrder, RoomStatus
from meeting_contract.reports import AnyReport
from meeting_contract.token import JoinClaims
from tests.fakes.accounts import FakeDatabase, fake_account_ports
from tests.fakes.edge import FakeClock
from tests.fakes.meetings import FakeJoinTokenSigner, FakeMeetingStore, fake_meeting_ports

HOST = "host-account"


@dataclass
class World:
    """One host with the free plan, and the workers that beat."""

    database: FakeDatabase = field(default_factory=FakeDatabase)
    store: FakeMeetingStore = field(default_factory=FakeMeetingStore)

    def __post_init__(self) -> None:
        accounts = fake_account_ports(self.database)
        self.ports = fake_meeting_ports(accounts, self.store)
        person = Person(
            "Trần Thị Bình",
            EmailAddress("b@example.vn", "b@example.vn"),
            "+84900000001",
            "VN",
            "vi",
        )
        now = self.clock.now()
        self.database.accounts[HOST] = Account(HOST, person, "hash", now)
        self.database.entitlements.append(grant_free(HOST, now))

    @property
    def clock(self) -> FakeClock:
        clock = self.ports.edge.clock
        assert isinstance(clock, FakeClock)
        return clock

    @property
    def last_claims(self) -> JoinClaims:
        signer = self.ports.signer
        assert isinstance(signer, FakeJoinTokenSigner)
        return signer.signed[-1]

    def now_ms(self) -> int:
        return to_ms(self.clock.now())

    def meeting(self, **settings: object) -> Meeting:
        wishes = MeetingSettings(**settings)  # type: ignore[arg-type] # a test's own fields
        return create_meeting(HOST, wishes, self.ports, self.clock.now())

    def stored(self, meeting: Meeting) -> Meeting:
        return self.store.meetings[meeting.meeting_id]

    def join(
        self,
        meeting: Meeting,
        *,
        account: str | None = None,
        name: str | None = "Khách",
        guest: str = "guest-1",
        tab: str = "tab-0001",
        password: str | None = None,
    ) -> Ticket:
        command = JoinCommand(meeting.code, account, guest, tab, name, password, "192.0.2.1")
        return join_meeting(command, self.ports, self.clock.now())

    def refusal(self, meeting: Meeting, **arguments: object) -> DomainError:
        with pytest.raises(DomainError) as refused:
            self.join(meeting, **arguments)  # type: ignore[arg-type] # a test's own fields
        return refused.value

    def beat(self, worker_id: str, *rooms: RoomStatus, **changes: object) -> tuple[RoomOrder, ...]:
        plain = Heartbeat(f"wss://{worker_id}.example", "ready", 100, 1.0, 0.0, rooms)
        beat = replace_struct(plain, changes)
        return record_heartbeat(worker_id, beat, self.ports, self.clock.now()).rooms

    def room(self, meeting: Meeting, started_at_ms: int | None = None) -> RoomStatus:
        stored = self.stored(meeting)
        return RoomStatus(stored.meeting_id, stored.epoch, 1, started_at_ms)

    def start(self, meeting: Meeting, worker_id: str = "w1") -> RoomStatus:
        """Place the meeting on a beating worker and let the host in."""
        self.beat(worker_id)
        self.join(meeting, account=HOST)
        room = self.room(meeting, self.now_ms())
        self.beat(worker_id, room)
        return room

    def report(self, kind: type[AnyReport], room: RoomStatus, **fields: object) -> None:
        common = {
            "report_id": "r",
            "worker_id": "w1",
            "meeting_id": room.meeting_id,
            "epoch": room.epoch,
            "at_ms": self.now_ms(),
        }
        apply_report(kind(**(common | fields)), self.ports, self.clock.now())  # type: ignore[arg-type]


def replace_struct(beat: Heartbeat, changes: dict[str, object]) -> Heartbeat:
    fields = {name: getattr(beat, name) for name in beat.__struct_fields__}
    return Heartbeat(**(fields | changes))
