"""Workers: their leases, and the seats that placements reserve on them."""

from collections.abc import Sequence

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UnicodeSetAttribute

from chalicelib.domain.placement import Worker
from chalicelib.storage.tables import TableItem, table_name
from chalicelib.storage.writes import past_conflicts, unless_condition_fails


class WorkerItem(TableItem):
    """`lease_until` is system time, `seen_at` the product's."""

    class Meta:
        table_name = table_name("workers")

    worker_id = UnicodeAttribute(hash_key=True)
    signalling_url = UnicodeAttribute()
    state = UnicodeAttribute()
    capacity = NumberAttribute()
    reserved = NumberAttribute()
    lease_until = NumberAttribute()
    seen_at = NumberAttribute()
    seats_changed_at = NumberAttribute()
    room_ids = UnicodeSetAttribute(null=True)


class DynamoWorkerRepository:
    def renew(self, worker: Worker) -> None:
        # A placement holds the item for a moment; the lease must not wait a second for it.
        past_conflicts(lambda: self._renew(worker))

    def _renew(self, worker: Worker) -> None:
        WorkerItem(worker.worker_id).update(
            actions=[
                WorkerItem.signalling_url.set(worker.signalling_url),
                WorkerItem.state.set(worker.state),
                WorkerItem.capacity.set(worker.capacity),
                WorkerItem.reserved.set(WorkerItem.reserved | 0),
                WorkerItem.seats_changed_at.set(WorkerItem.seats_changed_at | worker.seen_at_ms),
                WorkerItem.lease_until.set(worker.lease_until_ms),
                WorkerItem.seen_at.set(worker.seen_at_ms),
                WorkerItem.room_ids.set(set(worker.room_ids))
                if worker.room_ids
                else WorkerItem.room_ids.remove(),
            ]
        )

    def find(self, worker_id: str) -> Worker | None:
        try:
            return _to_worker(WorkerItem.get(worker_id, consistent_read=True))
        except WorkerItem.DoesNotExist:
            return None

    def list_all(self) -> Sequence[Worker]:
        return [_to_worker(item) for item in WorkerItem.scan(consistent_read=True)]

    def delete_dead(self, worker_id: str, system_now_ms: int) -> None:
        with unless_condition_fails():
            WorkerItem(worker_id).delete(condition=WorkerItem.lease_until <= system_now_ms)

    def correct_reserved(self, worker: Worker, reserved: int) -> None:
        with unless_condition_fails():
            WorkerItem(worker.worker_id).update(
                actions=[WorkerItem.reserved.set(reserved)],
                condition=WorkerItem.reserved == worker.reserved,
            )


def _to_worker(item: WorkerItem) -> Worker:
    return Worker(
        worker_id=item.worker_id,
        signalling_url=item.signalling_url,
        state="draining" if item.state == "draining" else "ready",
        capacity=int(item.capacity),
        reserved=int(item.reserved),
        lease_until_ms=int(item.lease_until),
        seen_at_ms=int(item.seen_at),
        seats_changed_at_ms=int(item.seats_changed_at),
        room_ids=frozenset(item.room_ids or ()),
    )
