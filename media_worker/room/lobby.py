"""The lobby: people who wait for a host, in the order they came."""

from collections.abc import Callable
from dataclasses import dataclass

from media_worker.room.effects import SessionId
from meeting_contract.signalling import LobbyGuest
from meeting_contract.token import JoinClaims

# Half as many again as the largest room of the free plan: more is not a queue but an attack.
LOBBY_SIZE = 150


@dataclass(frozen=True)
class Visitor:
    session: SessionId
    claims: JoinClaims
    since_ms: int


class Lobby:
    def __init__(self) -> None:
        self._visitors: dict[str, Visitor] = {}

    def __len__(self) -> int:
        return len(self._visitors)

    def __contains__(self, participant_id: object) -> bool:
        return participant_id in self._visitors

    def add(self, session: SessionId, claims: JoinClaims, now_ms: int) -> Visitor | None:
        """Let somebody wait; return the earlier self whose place in the queue they keep."""
        earlier = self._visitors.get(claims.participant_id)
        since_ms = earlier.since_ms if earlier else now_ms
        self._visitors[claims.participant_id] = Visitor(session, claims, since_ms)
        return earlier

    def take(self, participant_id: str) -> Visitor:
        """Take somebody who waits out of the queue."""
        return self._visitors.pop(participant_id)

    def take_where(self, wanted: Callable[[Visitor], bool]) -> list[Visitor]:
        """Take everybody out of the queue whom `wanted` picks."""
        taken = [visitor for visitor in self._visitors.values() if wanted(visitor)]
        for visitor in taken:
            del self._visitors[visitor.claims.participant_id]
        return taken

    def in_order(self) -> tuple[str, ...]:
        return tuple(self._visitors)

    def sessions(self) -> tuple[SessionId, ...]:
        return tuple(visitor.session for visitor in self._visitors.values())

    def guests(self) -> tuple[LobbyGuest, ...]:
        return tuple(
            LobbyGuest(participant_id, visitor.claims.name, visitor.since_ms)
            for participant_id, visitor in self._visitors.items()
        )
