"""The contract of the meetings' repositories, held by DynamoDB and by the fakes alike."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from chalicelib.domain.attendance import Stay
from chalicelib.domain.errors import DomainError
from chalicelib.domain.meetings import Meeting
from chalicelib.domain.placement import SEATS_PER_MEETING, Worker
from chalicelib.ports.meetings import (
    AttendanceRepository,
    BanRepository,
    CodeTakenError,
    MeetingRepository,
    PlacementLostError,
    PlacementRepository,
    WorkerRepository,
)
from chalicelib.storage.attendance import DynamoAttendanceRepository, DynamoBanRepository
from chalicelib.storage.meetings import DynamoMeetingRepository
from chalicelib.storage.placements import DynamoPlacementRepository
from chalicelib.storage.workers import DynamoWorkerRepository

from tests.fakes.meetings import (
    FakeAttendanceRepository,
    FakeBanRepository,
    FakeMeetingRepository,
    FakeMeetingStore,
    FakePlacementRepository,
    FakeWorkerRepository,
)

# Long past, so that no other test takes these workers for live ones.
NOW_MS = 1_700_000_000_000
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Repositories:
    meetings: MeetingRepository
    placements: PlacementRepository
    workers: WorkerRepository
    attendance: AttendanceRepository
    bans: BanRepository


@pytest.fixture(params=["fake", pytest.param("dynamo", marks=pytest.mark.local_cloud)])
def repositories(request: pytest.FixtureRequest) -> Iterator[Repositories]:
    if request.param == "fake":
        store = FakeMeetingStore()
        yield Repositories(
            FakeMeetingRepository(store),
            FakePlacementRepository(store),
            FakeWorkerRepository(store),
            FakeAttendanceRepository(store),
            FakeBanRepository(store),
        )
        return
    request.getfixturevalue("cloud_storage")

    yield Repositories(
        DynamoMeetingRepository(),
        DynamoPlacementRepository(),
        DynamoWorkerRepository(),
        DynamoAttendanceRepository(),
        DynamoBanRepository(),
    )


def new_meeting(**changes: object) -> Meeting:
    number = next(_numbers)
    plain = Meeting(
        meeting_id=f"m{number}",
        code=f"{5_000_000_000 + number}",
        owner_id=f"owner{number}",
        title="Giao ban",
        lobby=True,
        password_hash=None,
        created_at_ms=NOW_MS,
    )
    return replace(plain, **changes)  # type: ignore[arg-type] # a test's own fields


def new_worker(repositories: Repositories, **changes: object) -> Worker:
    plain = Worker(
        worker_id=f"w{next(_numbers)}",
        signalling_url="wss://w.example/signal",
        state="ready",
        capacity=2 * SEATS_PER_MEETING,
        reserved=0,
        lease_until_ms=NOW_MS + 3000,
        seen_at_ms=NOW_MS,
    )
    worker = replace(plain, **changes)  # type: ignore[arg-type] # a test's own fields
    repositories.workers.renew(worker)
    return worker


def stored(repositories: Repositories, meeting: Meeting) -> Meeting:
    return repositories.meetings.find_by_code(meeting.code)


def reserved(repositories: Repositories, worker: Worker) -> int:
    found = repositories.workers.find(worker.worker_id)
    assert found is not None
    return found.reserved


def place(
    repositories: Repositories, meeting: Meeting, worker: Worker, dead: Worker | None = None
) -> Meeting:
    return repositories.placements.place(
        meeting, worker, dead_worker=dead, now_ms=NOW_MS, system_now_ms=NOW_MS
    )


def placed_meeting(repositories: Repositories, worker: Worker, **changes: object) -> Meeting:
    meeting = new_meeting(**changes)
    repositories.meetings.add(meeting)
    return place(repositories, meeting, worker)


# Meetings


def test_a_meeting_comes_back_as_it_was_stored(repositories: Repositories) -> None:
    meeting = new_meeting(password_hash="hash", lobby=False)
    repositories.meetings.add(meeting)
    assert stored(repositories, meeting) == meeting
    assert repositories.meetings.find_many([meeting.meeting_id, "none"]) == {
        meeting.meeting_id: meeting
    }


def test_no_meetings_are_asked_for(repositories: Repositories) -> None:
    assert not repositories.meetings.find_many([])


def test_a_code_belongs_to_one_meeting(repositories: Repositories) -> None:
    first = new_meeting()
    repositories.meetings.add(first)
    second = new_meeting(code=first.code)
    with pytest.raises(CodeTakenError):
        repositories.meetings.add(second)
    assert stored(repositories, first) == first
    assert not repositories.meetings.find_many([second.meeting_id])


def test_an_unknown_code_is_not_found(repositories: Repositories) -> None:
    with pytest.raises(DomainError):
        repositories.meetings.find_by_code("9999999999")


def test_my_meetings_come_in_pages_the_newest_first(repositories: Repositories) -> None:
    owner = f"pager{next(_numbers)}"
    mine = [new_meeting(owner_id=owner, created_at_ms=NOW_MS + n) for n in range(5)]
    for meeting in [*mine, new_meeting()]:
        repositories.meetings.add(meeting)
    seen: list[str] = []
    after = None
    for _ in range(4):
        page = repositories.meetings.list_owned(owner, 2, after)
        seen += [meeting.meeting_id for meeting in page.meetings]
        after = page.next_key
        if after is None:
            break
    assert seen == [meeting.meeting_id for meeting in reversed(mine)]
    assert after is None


def test_settings_change_nothing_else(repositories: Repositories) -> None:
    worker = new_worker(repositories)
    meeting = placed_meeting(repositories, worker, password_hash="old")
    repositories.meetings.save_settings(
        meeting, replace(meeting, title="Mới", lobby=False, password_hash=None, epoch=9)
    )
    assert stored(repositories, meeting) == replace(
        meeting, title="Mới", lobby=False, password_hash=None
    )


def test_two_changes_at_once_both_last(repositories: Repositories) -> None:
    meeting = new_meeting()
    repositories.meetings.add(meeting)
    repositories.meetings.save_settings(meeting, replace(meeting, password_hash="hash"))
    repositories.meetings.save_settings(meeting, replace(meeting, title="Mới"))
    assert stored(repositories, meeting) == replace(meeting, password_hash="hash", title="Mới")


def test_the_clock_starts_once_and_only_from_the_meetings_worker(
    repositories: Repositories,
) -> None:
    worker = new_worker(repositories)
    meeting = placed_meeting(repositories, worker)
    start = repositories.meetings.set_started
    start(meeting.meeting_id, "another", meeting.epoch, 1)
    start(meeting.meeting_id, worker.worker_id, meeting.epoch - 1, 2)
    start(meeting.meeting_id, worker.worker_id, meeting.epoch, 3)
    start(meeting.meeting_id, worker.worker_id, meeting.epoch, 4)
    assert stored(repositories, meeting).started_at_ms == 3


def test_the_latest_lock_counts_whatever_comes_first(repositories: Repositories) -> None:
    meeting = placed_meeting(repositories, new_worker(repositories))
    lock = repositories.meetings.set_locked
    lock(meeting.meeting_id, meeting.epoch, 20, locked=True)
    lock(meeting.meeting_id, meeting.epoch, 10, locked=False)
    lock(meeting.meeting_id, meeting.epoch - 1, 30, locked=False)
    assert stored(repositories, meeting).locked


def test_an_end_for_all_holds_until_the_next_epoch(repositories: Repositories) -> None:
    worker = new_worker(repositories)
    meeting = placed_meeting(repositories, worker)
    repositories.meetings.close(meeting.meeting_id)
    closed = stored(repositories, meeting)
    assert closed == replace(meeting, ended_epoch=meeting.epoch)
    assert closed.closed
    opened = repositories.placements.reopen(closed, NOW_MS + 1)
    assert stored(repositories, meeting) == opened
    assert (opened.epoch, opened.worker_id, opened.closed) == (2, worker.worker_id, False)
    assert reserved(repositories, worker) == SEATS_PER_MEETING
    with pytest.raises(PlacementLostError):
        repositories.placements.reopen(closed, NOW_MS + 2)


def test_opening_again_keeps_a_clock_that_was_started_meanwhile(
    repositories: Repositories,
) -> None:
    """F3."""
    worker = new_worker(repositories)
    meeting = placed_meeting(repositories, worker, started_at_ms=None)
    repositories.meetings.close(meeting.meeting_id)
    read_before = stored(repositories, meeting)
    repositories.meetings.set_started(meeting.meeting_id, worker.worker_id, 1, NOW_MS)
    repositories.placements.reopen(read_before, NOW_MS + 1)
    assert stored(repositories, meeting).started_at_ms == NOW_MS


def test_an_idle_meeting_has_nothing_to_end(repositories: Repositories) -> None:
    meeting = new_meeting()
    repositories.meetings.add(meeting)
    repositories.meetings.close(meeting.meeting_id)
    assert stored(repositories, meeting) == meeting


# Placements


def test_a_placement_takes_seats_and_a_new_epoch(repositories: Repositories) -> None:
    worker = new_worker(repositories)
    meeting = placed_meeting(repositories, worker, started_at_ms=None)
    assert meeting.worker_id == worker.worker_id
    assert meeting.epoch == 1
    assert meeting.placed_at_ms == NOW_MS
    assert stored(repositories, meeting) == meeting
    assert reserved(repositories, worker) == SEATS_PER_MEETING
    assert repositories.meetings.list_placed(worker.worker_id) == [meeting]


def test_a_worker_never_gives_more_seats_than_it_has(repositories: Repositories) -> None:
    worker = new_worker(repositories)
    placed_meeting(repositories, worker)
    placed_meeting(repositories, worker)
    with pytest.raises(PlacementLostError):
        placed_meeting(repositories, worker)
    assert reserved(repositories, worker) == worker.capacity


@pytest.mark.parametrize("change", [{"state": "draining"}, {"lease_until_ms": NOW_MS}])
def test_a_worker_that_changed_meanwhile_gets_nothing(
    repositories: Repositories, change: dict[str, object]
) -> None:
    worker = new_worker(repositories)
    repositories.workers.renew(replace(worker, **change))  # type: ignore[arg-type]
    with pytest.raises(PlacementLostError):
        placed_meeting(repositories, worker)


def test_who_loses_a_placement_changes_nothing(repositories: Repositories) -> None:
    first, second = new_worker(repositories), new_worker(repositories)
    meeting = new_meeting()
    repositories.meetings.add(meeting)
    winner = place(repositories, meeting, first)
    with pytest.raises(PlacementLostError):
        place(repositories, meeting, second)
    assert stored(repositories, meeting) == winner
    assert reserved(repositories, second) == 0


def test_a_dead_workers_meeting_moves_with_its_seats(repositories: Repositories) -> None:
    dead, fresh = new_worker(repositories), new_worker(repositories)
    meeting = placed_meeting(repositories, dead)
    repositories.workers.renew(replace(dead, lease_until_ms=NOW_MS))
    moved = place(repositories, meeting, fresh, dead=dead)
    assert (moved.worker_id, moved.epoch) == (fresh.worker_id, 2)
    assert reserved(repositories, dead) == 0
    assert reserved(repositories, fresh) == SEATS_PER_MEETING


def test_a_worker_that_came_back_keeps_its_meeting(repositories: Repositories) -> None:
    back, fresh = new_worker(repositories), new_worker(repositories)
    meeting = placed_meeting(repositories, back)
    with pytest.raises(PlacementLostError):
        place(repositories, meeting, fresh, dead=replace(back, lease_until_ms=0))
    assert stored(repositories, meeting) == meeting


def test_a_release_gives_seats_back_once(repositories: Repositories) -> None:
    worker = new_worker(repositories)
    meeting = placed_meeting(repositories, worker)
    for _ in range(2):
        repositories.placements.release(meeting, NOW_MS + 5, NOW_MS + 6, closed=True)
    assert reserved(repositories, worker) == 0
    assert stored(repositories, meeting) == replace(
        meeting, worker_id=None, placed_at_ms=None, ended_at_ms=NOW_MS + 5, ended_epoch=1
    )
    assert not repositories.meetings.list_placed(worker.worker_id)


def test_a_late_release_does_not_touch_a_newer_placement(repositories: Repositories) -> None:
    worker = new_worker(repositories)
    first = placed_meeting(repositories, worker)
    repositories.placements.release(first, NOW_MS, NOW_MS, closed=False)
    second = place(repositories, stored(repositories, first), worker)
    repositories.placements.release(first, NOW_MS + 9, NOW_MS + 9, closed=True)
    assert stored(repositories, first) == second
    assert reserved(repositories, worker) == SEATS_PER_MEETING


def test_a_freed_meeting_can_be_adopted_by_the_worker_that_runs_it(
    repositories: Repositories,
) -> None:
    worker = new_worker(repositories)
    meeting = placed_meeting(repositories, worker)
    repositories.placements.release(meeting, NOW_MS, NOW_MS, closed=False)
    repositories.placements.adopt(stored(repositories, meeting), worker.worker_id, NOW_MS + 1)
    assert stored(repositories, meeting) == replace(meeting, placed_at_ms=NOW_MS + 1)
    assert reserved(repositories, worker) == SEATS_PER_MEETING
    with pytest.raises(PlacementLostError):
        repositories.placements.adopt(replace(meeting, worker_id=None), worker.worker_id, NOW_MS)


# Workers


def test_a_heartbeat_does_not_touch_reserved_seats(repositories: Repositories) -> None:
    worker = new_worker(repositories)
    placed_meeting(repositories, worker)
    repositories.workers.renew(
        replace(worker, capacity=7, room_ids=frozenset({"a", "b"}), seen_at_ms=NOW_MS + 1)
    )
    found = repositories.workers.find(worker.worker_id)
    assert found is not None
    assert (found.capacity, found.reserved, found.seen_at_ms) == (7, SEATS_PER_MEETING, NOW_MS + 1)
    assert found.room_ids == {"a", "b"}
    repositories.workers.renew(worker)
    found = repositories.workers.find(worker.worker_id)
    assert found is not None
    assert not found.room_ids
    assert found in repositories.workers.list_all()


def test_only_a_dead_worker_is_forgotten(repositories: Repositories) -> None:
    worker = new_worker(repositories)
    repositories.workers.delete_dead(worker.worker_id, NOW_MS)
    assert repositories.workers.find(worker.worker_id) is not None
    repositories.workers.delete_dead(worker.worker_id, worker.lease_until_ms)
    assert repositories.workers.find(worker.worker_id) is None


def test_seats_are_corrected_unless_they_moved(repositories: Repositories) -> None:
    worker = new_worker(repositories)
    repositories.workers.correct_reserved(replace(worker, reserved=99), 5)
    assert reserved(repositories, worker) == 0
    repositories.workers.correct_reserved(worker, 5)
    assert reserved(repositories, worker) == 5


# Attendance and bans


def stay(joined_at_ms: int, participant: str = "p1", epoch: int = 1) -> Stay:
    return Stay(participant, f"person of {participant}", "Ân", "guest", epoch, joined_at_ms)


@pytest.mark.parametrize("leave_first", [False, True])
def test_both_reports_of_a_stay_make_one_row_in_any_order(
    repositories: Repositories, leave_first: bool
) -> None:
    meeting_id = f"a{next(_numbers)}"
    if leave_first:
        repositories.attendance.left(meeting_id, "p1", 10, 30, "left")
    # Each report comes twice: the queue delivers at least once.
    for _ in range(2):
        repositories.attendance.joined(meeting_id, stay(10))
        repositories.attendance.left(meeting_id, "p1", 10, 30, "left")
    page = repositories.attendance.page(meeting_id, 10, None)
    assert page.stays == [replace(stay(10), left_at_ms=30, reason="left")]
    assert page.next_key is None


def test_a_leave_alone_is_nobody_yet(repositories: Repositories) -> None:
    meeting_id = f"a{next(_numbers)}"
    repositories.attendance.left(meeting_id, "p1", 10, 30, "left")
    assert not repositories.attendance.page(meeting_id, 10, None).stays


def test_attendance_comes_in_pages_by_time(repositories: Repositories) -> None:
    meeting_id = f"a{next(_numbers)}"
    for at in (30, 10, 20):
        repositories.attendance.joined(meeting_id, stay(at))
    first = repositories.attendance.page(meeting_id, 2, None)
    assert [s.joined_at_ms for s in first.stays] == [10, 20]
    assert first.next_key is not None
    second = repositories.attendance.page(meeting_id, 2, first.next_key)
    assert [s.joined_at_ms for s in second.stays] == [30]


def test_open_stays_of_a_lost_worker_are_closed(repositories: Repositories) -> None:
    meeting_id = f"a{next(_numbers)}"
    for at, participant, epoch in ((10, "p1", 1), (50, "p2", 1), (60, "p3", 2)):
        repositories.attendance.joined(meeting_id, stay(at, participant, epoch))
    repositories.attendance.close_open(meeting_id, 1, 40)
    closed = {
        s.participant_id: (s.left_at_ms, s.reason)
        for s in repositories.attendance.page(meeting_id, 10, None).stays
    }
    assert closed == {"p1": (40, "lost"), "p2": (50, "lost"), "p3": (None, None)}


def test_the_stays_of_a_person_since_the_clock_started(repositories: Repositories) -> None:
    meeting_id = f"a{next(_numbers)}"
    for at, participant in ((10, "p1"), (20, "p1"), (30, "p2")):
        repositories.attendance.joined(meeting_id, stay(at, participant))
    found = list(repositories.attendance.stays_of(meeting_id, "person of p1", 20))
    assert [s.joined_at_ms for s in found] == [20]


def test_a_ban_holds_for_its_meeting(repositories: Repositories) -> None:
    meeting_id = f"a{next(_numbers)}"
    for _ in range(2):
        repositories.bans.add(meeting_id, "someone", NOW_MS)
    assert repositories.bans.contains(meeting_id, "someone")
    assert not repositories.bans.contains(meeting_id, "another")
    assert not repositories.bans.contains(f"{meeting_id}x", "someone")
