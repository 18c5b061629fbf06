"""Which worker gets a meeting, and what the sweep frees."""

from dataclasses import replace

from chalicelib.domain.meetings import Meeting
from chalicelib.domain.placement import (
    SEATS_PER_MEETING,
    Worker,
    can_take_meeting,
    rank_workers,
    seats_offered,
)
from chalicelib.domain.placement_sweep import (
    LOST_AFTER_MS,
    SETTLED_AFTER_MS,
    Correction,
    Release,
    plan_placement_sweep,
)
from hypothesis import given
from hypothesis import strategies as st

NOW_MS = 1_800_000_000_000


def worker(name: str, reserved: int = 0, **changes: object) -> Worker:
    plain = Worker(
        worker_id=name,
        signalling_url=f"wss://{name}.example/signal",
        state="ready",
        capacity=100,
        reserved=reserved,
        lease_until_ms=NOW_MS + 1,
        seen_at_ms=NOW_MS,
        seats_changed_at_ms=NOW_MS,
    )
    return replace(plain, **changes)  # type: ignore[arg-type] # a test's own fields


def ranked(*workers: Worker) -> list[str]:
    return [w.worker_id for w in rank_workers(workers, NOW_MS, lambda: 0.0)]


def test_the_fullest_comfortable_worker_comes_first() -> None:
    assert ranked(worker("quiet"), worker("busy", 50), worker("some", 30)) == [
        "busy",
        "some",
        "quiet",
    ]


def test_above_sixty_percent_the_emptiest_comes_first() -> None:
    assert ranked(worker("full", 80), worker("half", 51), worker("free", 0)) == [
        "free",
        "half",
        "full",
    ]


def test_who_cannot_take_a_meeting_is_left_out() -> None:
    assert not ranked(
        worker("drains", state="draining"),
        worker("dead", lease_until_ms=NOW_MS),
        worker("full", 91),
    )
    assert ranked(worker("last seats", 90)) == ["last seats"]


def test_equals_are_spread_by_the_tie_break() -> None:
    draws = iter([0.9, 0.1])
    first = rank_workers([worker("a"), worker("b")], NOW_MS, lambda: next(draws))[0]
    assert first.worker_id == "b"


def test_rooms_that_outgrew_their_seats_lower_the_offer() -> None:
    assert seats_offered(200, [1, 10, 100]) == 110
    assert seats_offered(50, [100]) == 0


@given(st.lists(st.builds(worker, st.sampled_from("abcdef"), st.integers(0, 120))))
def test_a_ranking_never_offers_a_worker_without_seats(workers: list[Worker]) -> None:
    ranking = rank_workers(workers, NOW_MS, lambda: 0.0)
    assert len(ranking) == sum(can_take_meeting(w, NOW_MS) for w in workers)
    assert all(w.reserved + SEATS_PER_MEETING <= w.capacity for w in ranking)


def placed(name: str, on: Worker, placed_at_ms: int) -> Meeting:
    return Meeting(
        meeting_id=name,
        code="4829317705",
        owner_id="a1",
        title="t",
        lobby=True,
        password_hash=None,
        created_at_ms=0,
        epoch=1,
        worker_id=on.worker_id,
        placed_at_ms=placed_at_ms,
    )


def test_the_sweep_frees_a_lost_workers_meetings_as_of_its_last_sign() -> None:
    lost = worker("lost", 10, lease_until_ms=NOW_MS - LOST_AFTER_MS, seen_at_ms=NOW_MS - 700_000)
    meeting = placed("m1", lost, NOW_MS - 900_000)
    plan = plan_placement_sweep([lost], {"lost": [meeting]}, NOW_MS, NOW_MS)
    assert plan.releases == (Release(meeting, NOW_MS - 700_000),)
    assert plan.forgotten == (lost,)
    assert not plan.corrections


def test_the_sweep_leaves_a_worker_that_may_come_back() -> None:
    silent = worker("silent", 10, lease_until_ms=NOW_MS - LOST_AFTER_MS + 1)
    meeting = placed("m1", silent, NOW_MS - 900_000)
    plan = plan_placement_sweep([silent], {"silent": [meeting]}, NOW_MS, NOW_MS)
    assert not plan.releases
    assert not plan.forgotten


def test_the_sweep_frees_placements_that_no_room_followed() -> None:
    w = worker("w", 30, room_ids=frozenset({"open"}))
    open_room = placed("open", w, NOW_MS - SETTLED_AFTER_MS)
    unused = placed("unused", w, NOW_MS - SETTLED_AFTER_MS)
    young = placed("young", w, NOW_MS - SETTLED_AFTER_MS + 1)
    plan = plan_placement_sweep([w], {"w": [open_room, unused, young]}, NOW_MS, NOW_MS)
    assert plan.releases == (Release(unused, NOW_MS),)


def test_the_sweep_corrects_seats_that_have_settled_wrong() -> None:
    settled = worker("w", 40, seats_changed_at_ms=NOW_MS - SETTLED_AFTER_MS)
    meeting = placed("m", settled, NOW_MS)
    plan = plan_placement_sweep([settled], {"w": [meeting]}, NOW_MS, NOW_MS)
    assert plan.corrections == (Correction(settled, SEATS_PER_MEETING),)
    busy = replace(settled, seats_changed_at_ms=NOW_MS - SETTLED_AFTER_MS + 1)
    assert not plan_placement_sweep([busy], {"w": [meeting]}, NOW_MS, NOW_MS).corrections
