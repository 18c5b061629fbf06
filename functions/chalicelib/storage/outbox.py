"""The outbox: letters until they are delivered, then only the fact that they were."""

import zlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from heapq import nsmallest

import msgspec
from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import UpdateError
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from chalicelib.domain.outbox import CLAIM_LIFETIME, Letter
from chalicelib.domain.times import from_ms, to_ms, to_s
from chalicelib.storage.tables import TableItem, table_name
from chalicelib.storage.writes import unless_condition_fails

# A busy minute's letters spread over this many index partitions.
SHARDS = 4
_KEPT_FOR = timedelta(days=7)


class OutboxByDue(GlobalSecondaryIndex["OutboxItem"]):  # type: ignore[no-untyped-call] # pynamodb's own hook
    """Sparse: a settled letter has no shard."""

    class Meta:
        index_name = "by_due"
        projection = AllProjection()

    due_shard = UnicodeAttribute(hash_key=True)
    due_at = NumberAttribute(range_key=True)


class OutboxItem(TableItem):
    """`letter` is JSON with addressee and content; it goes when the letter is settled."""

    class Meta:
        table_name = table_name("outbox")

    outbox_id = UnicodeAttribute(hash_key=True)
    letter = UnicodeAttribute(null=True)
    attempts = NumberAttribute()
    due_shard = UnicodeAttribute(null=True)
    due_at = NumberAttribute(null=True)
    expires_at = NumberAttribute()

    by_due = OutboxByDue()


class DynamoOutbox:
    def claim(self, outbox_id: str, attempts: int, now: datetime) -> Letter | None:
        item = OutboxItem(outbox_id)
        try:
            item.update(
                actions=[
                    OutboxItem.attempts.set(attempts + 1),
                    OutboxItem.due_at.set(to_ms(now + CLAIM_LIFETIME)),
                ],
                condition=OutboxItem.letter.exists() & (OutboxItem.attempts == attempts),
            )
        except UpdateError as error:
            if error.cause_response_code == "ConditionalCheckFailedException":
                return None
            raise
        return _letter(item)

    def settle(self, letter: Letter) -> None:
        OutboxItem(letter.outbox_id).update(
            actions=[
                OutboxItem.letter.remove(),
                OutboxItem.due_shard.remove(),
                OutboxItem.due_at.remove(),
            ]
        )

    def postpone(self, letter: Letter, due_at: datetime) -> None:
        with unless_condition_fails():
            OutboxItem(letter.outbox_id).update(
                actions=[OutboxItem.due_at.set(to_ms(due_at))],
                condition=OutboxItem.attempts == letter.attempts,
            )

    def list_due(self, now: datetime, limit: int) -> Sequence[Letter]:
        due = [
            _letter(item)
            for shard in range(SHARDS)
            for item in OutboxItem.by_due.query(
                str(shard), OutboxItem.due_at <= to_ms(now), limit=limit
            )
        ]
        return nsmallest(limit, due, key=lambda letter: letter.due_at)


def letter_item(letter: Letter) -> OutboxItem:
    """What a causing transaction writes."""
    return OutboxItem(
        letter.outbox_id,
        letter=msgspec.json.encode(letter).decode(),
        attempts=letter.attempts,
        due_shard=str(zlib.crc32(letter.outbox_id.encode()) % SHARDS),
        due_at=to_ms(letter.due_at),
        expires_at=to_s(letter.due_at + _KEPT_FOR),
    )


def _letter(item: OutboxItem) -> Letter:
    letter = msgspec.json.decode(item.letter or "", type=Letter)
    return replace(letter, attempts=int(item.attempts), due_at=from_ms(int(item.due_at or 0)))
