"""Placements: a meeting, its worker and the seats change together or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from pynamodb.exceptions import TransactWriteError, UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.domain.meetings import Meeting
from chalicelib.domain.placement import SEATS_PER_MEETING, Worker
from chalicelib.ports.meetings import PlacementLostError
from chalicelib.storage.meetings import MeetingItem, set_or_remove
from chalicelib.storage.workers import WorkerItem
from chalicelib.storage.writes import was_cancelled, write_together

_RELEASE_ATTEMPTS = 3
_MOVED_ON = ("ConditionalCheckFailedException", "TransactionConflictException")


class DynamoPlacementRepository:
    def place(
        self,
        meeting: Meeting,
        worker: Worker,
        *,
        dead_worker: Worker | None,
        now_ms: int,
        system_now_ms: int,
    ) -> Meeting:
        placed = replace(
            meeting,
            epoch=meeting.epoch + 1,
            worker_id=worker.worker_id,
            placed_at_ms=now_ms,
            ended_at_ms=None,
        )
        with _lost_when_cancelled(), write_together() as together:
            together.update(
                WorkerItem(worker.worker_id),
                actions=_seat_actions(SEATS_PER_MEETING, now_ms),
                condition=_has_seats(worker, system_now_ms),
            )
            together.update(
                MeetingItem(meeting.meeting_id),
                actions=_placement_actions(placed),
                condition=_is_still(meeting),
            )
            if dead_worker is not None:
                together.update(
                    WorkerItem(dead_worker.worker_id),
                    actions=_seat_actions(-SEATS_PER_MEETING, now_ms),
                    condition=WorkerItem.lease_until <= system_now_ms,
                )
        return placed

    def reopen(self, meeting: Meeting, now_ms: int) -> Meeting:
        opened = replace(meeting, epoch=meeting.epoch + 1, placed_at_ms=now_ms)
        # Nothing else: the worker is alive and may just have started the clock.
        actions: list[Action] = [
            MeetingItem.epoch.set(opened.epoch),
            MeetingItem.placed_at.set(now_ms),
        ]
        try:
            MeetingItem(meeting.meeting_id).update(actions=actions, condition=_is_still(meeting))
        except UpdateError as error:
            if error.cause_response_code not in _MOVED_ON:
                raise
            raise PlacementLostError from error
        return opened

    def adopt(self, meeting: Meeting, worker_id: str, now_ms: int) -> None:
        with _lost_when_cancelled(), write_together() as together:
            together.update(
                WorkerItem(worker_id),
                actions=_seat_actions(SEATS_PER_MEETING, now_ms),
                condition=WorkerItem.worker_id.exists(),
            )
            together.update(
                MeetingItem(meeting.meeting_id),
                actions=[
                    MeetingItem.worker_id.set(worker_id),
                    MeetingItem.placed_at.set(now_ms),
                    MeetingItem.ended_at.remove(),
                ],
                condition=_is_still(meeting),
            )

    def release(self, meeting: Meeting, ended_at_ms: int, now_ms: int, *, closed: bool) -> None:
        if meeting.worker_id is None:
            return
        for attempt in range(_RELEASE_ATTEMPTS):
            try:
                _release(meeting, meeting.worker_id, ended_at_ms, now_ms, closed=closed)
            except TransactWriteError as error:
                if _failed_on_condition(error):
                    return
                # A heartbeat held the worker's item; the queue would only try again in a minute.
                if attempt == _RELEASE_ATTEMPTS - 1:
                    raise
            else:
                return


def _release(
    meeting: Meeting, worker_id: str, ended_at_ms: int, now_ms: int, *, closed: bool
) -> None:
    actions: list[Action] = [
        MeetingItem.worker_id.remove(),
        MeetingItem.placed_at.remove(),
        MeetingItem.ended_at.set(ended_at_ms),
    ]
    if closed:
        actions.append(MeetingItem.ended_epoch.set(meeting.epoch))
    with write_together() as together:
        together.update(
            MeetingItem(meeting.meeting_id), actions=actions, condition=_is_still(meeting)
        )
        together.update(
            WorkerItem(worker_id),
            actions=_seat_actions(-SEATS_PER_MEETING, now_ms),
            condition=WorkerItem.worker_id.exists(),
        )


def _seat_actions(seats: int, now_ms: int) -> list[Action]:
    return [WorkerItem.reserved.add(seats), WorkerItem.seats_changed_at.set(now_ms)]


def _has_seats(worker: Worker, system_now_ms: int) -> Condition:
    """Conditions cannot add: the bound is computed from a capacity that must not have shrunk."""
    condition: Condition = (
        (WorkerItem.state == "ready")
        & (WorkerItem.lease_until > system_now_ms)
        & (WorkerItem.capacity >= worker.capacity)
        & (WorkerItem.reserved <= worker.capacity - SEATS_PER_MEETING)
    )
    return condition


def _is_still(meeting: Meeting) -> Condition:
    """Nobody has placed or released the meeting since it was read."""
    same_worker: Condition = (
        MeetingItem.worker_id.does_not_exist()
        if meeting.worker_id is None
        else MeetingItem.worker_id == meeting.worker_id
    )
    unmoved: Condition = (MeetingItem.epoch == meeting.epoch) & same_worker
    return unmoved


def _placement_actions(placed: Meeting) -> list[Action]:
    return [
        MeetingItem.epoch.set(placed.epoch),
        set_or_remove(MeetingItem.worker_id, placed.worker_id),
        set_or_remove(MeetingItem.placed_at, placed.placed_at_ms),
        set_or_remove(MeetingItem.started_at, placed.started_at_ms),
        set_or_remove(MeetingItem.ended_at, placed.ended_at_ms),
        MeetingItem.locked.set(placed.locked),
    ]


@contextmanager
def _lost_when_cancelled() -> Iterator[None]:
    try:
        yield
    except TransactWriteError as error:
        if not was_cancelled(error):
            raise
        raise PlacementLostError from error


def _failed_on_condition(error: TransactWriteError) -> bool:
    """As opposed to a collision with another transaction, which is worth another try."""
    return was_cancelled(error) and any(
        reason is not None and reason.code == "ConditionalCheckFailed"
        for reason in error.cancellation_reasons
    )
