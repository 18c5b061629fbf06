"""Attendance and bans: what workers report of people."""

from collections.abc import Iterable
from typing import get_args

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.domain.attendance import LeaveReason, Stay, stay_key
from chalicelib.ports.meetings import AttendancePage
from chalicelib.storage.tables import TableItem, table_name
from chalicelib.storage.writes import unless_condition_fails


class AttendanceItem(TableItem):
    """A leave may come before its join: then who it was is not known yet."""

    class Meta:
        table_name = table_name("attendance")

    meeting_id = UnicodeAttribute(hash_key=True)
    attendance_id = UnicodeAttribute(range_key=True)
    participant_id = UnicodeAttribute()
    joined_at = NumberAttribute()
    person_id = UnicodeAttribute(null=True)
    name = UnicodeAttribute(null=True)
    role = UnicodeAttribute(null=True)
    epoch = NumberAttribute(null=True)
    left_at = NumberAttribute(null=True)
    reason = UnicodeAttribute(null=True)


class BanItem(TableItem):
    class Meta:
        table_name = table_name("bans")

    meeting_id = UnicodeAttribute(hash_key=True)
    person_id = UnicodeAttribute(range_key=True)
    banned_at = NumberAttribute()


class DynamoAttendanceRepository:
    def joined(self, meeting_id: str, stay: Stay) -> None:
        key = stay_key(stay.participant_id, stay.joined_at_ms)
        AttendanceItem(meeting_id, key).update(
            actions=[
                AttendanceItem.participant_id.set(stay.participant_id),
                AttendanceItem.joined_at.set(stay.joined_at_ms),
                AttendanceItem.person_id.set(stay.person_id),
                AttendanceItem.name.set(stay.name),
                AttendanceItem.role.set(stay.role),
                AttendanceItem.epoch.set(stay.epoch),
            ]
        )

    def left(
        self,
        meeting_id: str,
        participant_id: str,
        joined_at_ms: int,
        left_at_ms: int,
        reason: LeaveReason,
    ) -> None:
        AttendanceItem(meeting_id, stay_key(participant_id, joined_at_ms)).update(
            actions=[
                AttendanceItem.participant_id.set(participant_id),
                AttendanceItem.joined_at.set(joined_at_ms),
                AttendanceItem.left_at.set(left_at_ms),
                AttendanceItem.reason.set(reason),
            ]
        )

    def close_open(self, meeting_id: str, up_to_epoch: int, left_at_ms: int) -> None:
        still_open = AttendanceItem.left_at.does_not_exist()
        for item in AttendanceItem.query(
            meeting_id,
            filter_condition=still_open & (AttendanceItem.epoch <= up_to_epoch),
            consistent_read=True,
        ):
            with unless_condition_fails():
                item.update(
                    actions=[
                        AttendanceItem.left_at.set(max(left_at_ms, int(item.joined_at))),
                        AttendanceItem.reason.set("lost"),
                    ],
                    condition=still_open,
                )

    def stays_of(self, meeting_id: str, person_id: str, since_ms: int) -> Iterable[Stay]:
        items = AttendanceItem.query(
            meeting_id,
            AttendanceItem.attendance_id >= stay_key("", since_ms),
            filter_condition=AttendanceItem.person_id == person_id,
            consistent_read=True,
        )
        return [_to_stay(item) for item in items]

    def page(self, meeting_id: str, limit: int, after: str | None) -> AttendancePage:
        query = AttendanceItem.query(
            meeting_id,
            limit=limit,
            last_evaluated_key=None
            if after is None
            else {"meeting_id": {"S": meeting_id}, "attendance_id": {"S": after}},
        )
        items = list(query)
        more = query.last_evaluated_key is not None and bool(items)
        return AttendancePage(
            [_to_stay(item) for item in items if item.name is not None],
            items[-1].attendance_id if more else None,
        )


class DynamoBanRepository:
    def add(self, meeting_id: str, person_id: str, at_ms: int) -> None:
        BanItem(meeting_id, person_id, banned_at=at_ms).save()

    def contains(self, meeting_id: str, person_id: str) -> bool:
        try:
            BanItem.get(meeting_id, person_id, consistent_read=True)
        except BanItem.DoesNotExist:
            return False
        return True


def _to_stay(item: AttendanceItem) -> Stay:
    return Stay(
        participant_id=item.participant_id,
        person_id=item.person_id or "",
        name=item.name or "",
        role="host" if item.role == "host" else "guest",
        epoch=int(item.epoch or 0),
        joined_at_ms=int(item.joined_at),
        left_at_ms=None if item.left_at is None else int(item.left_at),
        reason=_to_reason(item.reason),
    )


def _to_reason(text: str | None) -> LeaveReason | None:
    for reason in get_args(LeaveReason):
        if text == reason:
            return reason  # type: ignore[no-any-return] # get_args is untyped
    return None
