"""Meetings and their codes."""

from collections.abc import Collection, Mapping, Sequence
from typing import TypeVar

from pynamodb.attributes import Attribute, BooleanAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import TransactWriteError
from pynamodb.expressions.update import Action
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from chalicelib.domain.errors import DomainError, ErrorCode
from chalicelib.domain.meetings import Meeting
from chalicelib.ports.meetings import CodeTakenError, OwnedPage
from chalicelib.storage.tables import TableItem, table_name
from chalicelib.storage.writes import (
    past_conflicts,
    unless_condition_fails,
    was_cancelled,
    write_together,
)

T = TypeVar("T")


class MeetingsByOwner(GlobalSecondaryIndex["MeetingItem"]):  # type: ignore[no-untyped-call] # pynamodb's own hook
    class Meta:
        index_name = "by_owner"
        projection = AllProjection()

    owner_id = UnicodeAttribute(hash_key=True)
    created_at = NumberAttribute(range_key=True)


class MeetingsByWorker(GlobalSecondaryIndex["MeetingItem"]):  # type: ignore[no-untyped-call] # as above
    """Sparse: an unplaced meeting has no `worker_id`."""

    class Meta:
        index_name = "by_worker"
        projection = AllProjection()

    worker_id = UnicodeAttribute(hash_key=True)
    placed_at = NumberAttribute(range_key=True)


class MeetingItem(TableItem):
    """`locked_at` is when the lock last changed: reports may come in any order."""

    class Meta:
        table_name = table_name("meetings")

    meeting_id = UnicodeAttribute(hash_key=True)
    code = UnicodeAttribute()
    owner_id = UnicodeAttribute()
    title = UnicodeAttribute()
    lobby = BooleanAttribute()
    password_hash = UnicodeAttribute(null=True)
    created_at = NumberAttribute()
    epoch = NumberAttribute()
    worker_id = UnicodeAttribute(null=True)
    placed_at = NumberAttribute(null=True)
    started_at = NumberAttribute(null=True)
    ended_at = NumberAttribute(null=True)
    locked = BooleanAttribute()
    locked_at = NumberAttribute(null=True)
    ended_epoch = NumberAttribute(null=True)
    by_owner = MeetingsByOwner()
    by_worker = MeetingsByWorker()


class MeetingCodeItem(TableItem):
    class Meta:
        table_name = table_name("meeting_codes")

    code = UnicodeAttribute(hash_key=True)
    meeting_id = UnicodeAttribute()


class DynamoMeetingRepository:
    def add(self, meeting: Meeting) -> None:
        try:
            with write_together() as together:
                together.save(
                    MeetingCodeItem(meeting.code, meeting_id=meeting.meeting_id),
                    condition=MeetingCodeItem.code.does_not_exist(),
                )
                together.save(_to_item(meeting), condition=MeetingItem.meeting_id.does_not_exist())
        except TransactWriteError as error:
            if not was_cancelled(error):
                raise
            raise CodeTakenError(meeting.code) from error

    def find_by_code(self, code: str) -> Meeting:
        try:
            meeting_id = MeetingCodeItem.get(code).meeting_id
            return to_meeting(MeetingItem.get(meeting_id, consistent_read=True))
        except (MeetingCodeItem.DoesNotExist, MeetingItem.DoesNotExist) as error:
            raise DomainError(ErrorCode.MEETING_NOT_FOUND) from error

    def find_many(self, meeting_ids: Collection[str]) -> Mapping[str, Meeting]:
        items = MeetingItem.batch_get(list(meeting_ids), consistent_read=True)
        return {item.meeting_id: to_meeting(item) for item in items}

    def list_owned(self, owner_id: str, limit: int, after: tuple[int, str] | None) -> OwnedPage:
        start = None
        if after is not None:
            created_at, meeting_id = after
            start = {
                "owner_id": {"S": owner_id},
                "created_at": {"N": str(created_at)},
                "meeting_id": {"S": meeting_id},
            }
        query = MeetingItem.by_owner.query(
            owner_id, scan_index_forward=False, limit=limit, last_evaluated_key=start
        )
        meetings = [to_meeting(item) for item in query]
        more = query.last_evaluated_key is not None and bool(meetings)
        return OwnedPage(
            meetings, (meetings[-1].created_at_ms, meetings[-1].meeting_id) if more else None
        )

    def list_placed(self, worker_id: str) -> Sequence[Meeting]:
        return [to_meeting(item) for item in MeetingItem.by_worker.query(worker_id)]

    def save_settings(self, before: Meeting, after: Meeting) -> None:
        actions: list[Action] = []
        if after.title != before.title:
            actions.append(MeetingItem.title.set(after.title))
        if after.lobby != before.lobby:
            actions.append(MeetingItem.lobby.set(after.lobby))
        if after.password_hash != before.password_hash:
            actions.append(set_or_remove(MeetingItem.password_hash, after.password_hash))
        if actions:
            item = MeetingItem(after.meeting_id)
            condition = MeetingItem.meeting_id.exists()
            past_conflicts(lambda: item.update(actions=actions, condition=condition))

    def close(self, meeting_id: str) -> None:
        past_conflicts(
            lambda: MeetingItem(meeting_id).update(
                actions=[MeetingItem.ended_epoch.set(MeetingItem.epoch)],
                condition=MeetingItem.meeting_id.exists(),
            )
        )

    def set_locked(self, meeting_id: str, epoch: int, at_ms: int, *, locked: bool) -> None:
        with unless_condition_fails():
            MeetingItem(meeting_id).update(
                actions=[MeetingItem.locked.set(locked), MeetingItem.locked_at.set(at_ms)],
                condition=(MeetingItem.epoch == epoch)
                & (MeetingItem.locked_at.does_not_exist() | (MeetingItem.locked_at < at_ms)),
            )

    def set_started(self, meeting_id: str, worker_id: str, epoch: int, started_at_ms: int) -> None:
        with unless_condition_fails():
            MeetingItem(meeting_id).update(
                actions=[MeetingItem.started_at.set(started_at_ms)],
                condition=(MeetingItem.epoch == epoch)
                & (MeetingItem.worker_id == worker_id)
                & MeetingItem.started_at.does_not_exist(),
            )


def set_or_remove(attribute: Attribute[T], value: T | None) -> Action:
    return attribute.remove() if value is None else attribute.set(value)


def to_meeting(item: MeetingItem) -> Meeting:
    return Meeting(
        meeting_id=item.meeting_id,
        code=item.code,
        owner_id=item.owner_id,
        title=item.title,
        lobby=item.lobby,
        password_hash=item.password_hash,
        created_at_ms=int(item.created_at),
        epoch=int(item.epoch),
        worker_id=item.worker_id,
        placed_at_ms=_whole(item.placed_at),
        started_at_ms=_whole(item.started_at),
        ended_at_ms=_whole(item.ended_at),
        locked=item.locked,
        ended_epoch=_whole(item.ended_epoch) or 0,
    )


def _to_item(meeting: Meeting) -> MeetingItem:
    """A meeting that has not been placed yet."""
    return MeetingItem(
        meeting.meeting_id,
        code=meeting.code,
        owner_id=meeting.owner_id,
        title=meeting.title,
        lobby=meeting.lobby,
        password_hash=meeting.password_hash,
        created_at=meeting.created_at_ms,
        epoch=meeting.epoch,
        locked=meeting.locked,
    )


def _whole(number: float | None) -> int | None:
    return None if number is None else int(number)
