"""The rooms of one worker, by meeting; what to answer when a token's room is not here."""

from collections.abc import Callable, Iterator

from media_worker.room.effects import RoomEnd
from media_worker.room.room import Room
from meeting_contract.signalling import RefusalCode
from meeting_contract.token import JOIN_TOKEN_LIFETIME_S, JoinClaims

# A token signed just before a room ended must not open it again.
_REMEMBERED_MS = 2 * JOIN_TOKEN_LIFETIME_S * 1000
_REFUSAL_AFTER: dict[RoomEnd, RefusalCode] = {
    "ended_by_host": "meeting_ended",
    "time_limit": "time_limit",
    "fenced": "fenced",
    "drained": "worker_draining",
}


class RoomRefusedError(Exception):
    """The token is good, but this worker does not have, or no longer opens, its room."""

    def __init__(self, code: RefusalCode) -> None:
        super().__init__(code)
        self.code = code


class RoomRegistry:
    def __init__(self, worker_id: str, new_id: Callable[[], str]) -> None:
        self._worker_id = worker_id
        self._new_id = new_id
        self._rooms: dict[str, Room] = {}
        self._ended: dict[str, tuple[int, RefusalCode, int]] = {}

    def __iter__(self) -> Iterator[Room]:
        """Iterate over a copy: rooms may close meanwhile."""
        return iter(list(self._rooms.values()))

    def __len__(self) -> int:
        return len(self._rooms)

    def get(self, meeting_id: str) -> Room | None:
        return self._rooms.get(meeting_id)

    def stale(self, claims: JoinClaims) -> Room | None:
        """Return the room that a token of a newer epoch proves to be placed anew, None if fine."""
        room = self._rooms.get(claims.meeting_id)
        return room if room is not None and room.epoch < claims.epoch else None

    def find(self, claims: JoinClaims, now_ms: int, *, may_open: bool) -> Room:
        """Return the room a token is for, opening it if need be; raise RoomRefusedError."""
        room = self._rooms.get(claims.meeting_id)
        if room is not None:
            if room.epoch != claims.epoch:
                raise RoomRefusedError("fenced")
            return room
        epoch, refusal, _ = self._ended.get(claims.meeting_id, (-1, "fenced", 0))
        if claims.epoch <= epoch:
            raise RoomRefusedError(refusal)
        if not may_open:
            raise RoomRefusedError("worker_draining")
        room = Room(claims, self._worker_id, self._new_id, now_ms)
        self._rooms[claims.meeting_id] = room
        return room

    def close(self, room: Room, reason: RoomEnd, now_ms: int) -> None:
        """Forget a room; remember why, unless it was only empty and may open again."""
        del self._rooms[room.meeting_id]
        if reason != "empty":
            forget_at_ms = now_ms + _REMEMBERED_MS
            self._ended[room.meeting_id] = (room.epoch, _REFUSAL_AFTER[reason], forget_at_ms)

    def forget_old(self, now_ms: int) -> None:
        self._ended = {key: end for key, end in self._ended.items() if end[2] > now_ms}
