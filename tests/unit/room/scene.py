"""A room under test: people walk in by name, and what each of them heard is written down."""

from collections import defaultdict
from itertools import count
from typing import TYPE_CHECKING, TypeVar

from media_worker.room import commands
from media_worker.room.effects import CloseSession, Effect, RoomClosed, Send, SessionId, Tell
from media_worker.room.room import Room
from meeting_contract.signalling import AnyClientMessage, AnyWorkerMessage, Joined
from meeting_contract.token import JoinClaims, Limits, Role

if TYPE_CHECKING:
    from meeting_contract.reports import AnyReport

T0 = 1_893_456_000_000
MINUTE_MS = 60_000
FREE_PLAN = Limits(max_participants=100, max_duration_s=2400)

M = TypeVar("M")


def claims(
    name: str,
    role: Role = "guest",
    *,
    person: str | None = None,
    lobby: bool = False,
    limits: Limits = FREE_PLAN,
    started_at_ms: int | None = None,
    locked: bool = False,
    epoch: int = 1,
    meeting_id: str = "meeting-1",
) -> JoinClaims:
    """What the functions promise somebody; the name is the participant's id too."""
    return JoinClaims(
        aud="worker-1",
        jti=f"token-of-{name}",
        iat=T0 // 1000,
        exp=T0 // 1000 + 60,
        meeting_id=meeting_id,
        epoch=epoch,
        title="Họp nhóm",
        participant_id=name,
        person_id=person or f"person-{name}",
        name=name,
        role=role,
        lobby=lobby,
        limits=limits,
        started_at_ms=started_at_ms,
        locked=locked,
    )


class Scene:
    """Time stands still until `at` moves it."""

    def __init__(self, first: JoinClaims | None = None) -> None:
        ids = count(1)
        self.now_ms = T0
        self.room = Room(
            first or claims("An", "host"), "worker-1", lambda: f"id-{next(ids)}", self.now_ms
        )
        self.heard: dict[SessionId, list[AnyWorkerMessage]] = defaultdict(list)
        self.closed: set[SessionId] = set()
        self.reports: list[AnyReport] = []
        self.effects: list[Effect] = []
        self._session_ids = count(1)

    def enter(self, who: JoinClaims) -> SessionId:
        session = SessionId(next(self._session_ids))
        self.room.enter(session, who, self.now_ms)
        self.settle()
        return session

    def host(self, name: str = "An") -> SessionId:
        return self.enter(claims(name, "host"))

    def guest(self, name: str) -> SessionId:
        return self.enter(claims(name))

    def visitor(self, name: str) -> SessionId:
        """Somebody whom the lobby holds."""
        return self.enter(claims(name, lobby=True))

    def resume(self, who: JoinClaims, key: str) -> SessionId:
        session = SessionId(next(self._session_ids))
        self.room.resume(session, who, key, self.now_ms)
        self.settle()
        return session

    def say(self, session: SessionId, message: AnyClientMessage) -> None:
        commands.execute(self.room, session, message, self.now_ms)
        self.settle()

    def lose(self, session: SessionId) -> None:
        self.room.disconnected(session, self.now_ms)
        self.settle()

    def at(self, since_start_ms: int) -> None:
        """Move time to so long after the start, and let it take effect."""
        self.now_ms = T0 + since_start_ms
        self.room.tick(self.now_ms)
        self.settle()

    def settle(self) -> None:
        """Carry out what the room wants done."""
        for effect in self.room.drain():
            self.effects.append(effect)
            if isinstance(effect, Send):
                for session in effect.sessions:
                    self.heard[session].append(effect.message)
            elif isinstance(effect, CloseSession):
                self.closed.add(effect.session)
            elif isinstance(effect, Tell):
                self.reports.append(effect.report)

    def last(self, session: SessionId, kind: type[M]) -> M:
        """Return the newest message of a kind that a session heard."""
        return self.all(session, kind)[-1]

    def all(self, session: SessionId, kind: type[M]) -> list[M]:
        return [message for message in self.heard[session] if isinstance(message, kind)]

    def reported(self, kind: type[M]) -> list[M]:
        return [report for report in self.reports if isinstance(report, kind)]

    def resume_key(self, session: SessionId) -> str:
        return self.last(session, Joined).resume

    @property
    def end(self) -> str | None:
        return next((e.reason for e in self.effects if isinstance(e, RoomClosed)), None)
