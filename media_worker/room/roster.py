"""The participants of a room, and how things are said to them."""

from collections.abc import Iterable, Iterator

from media_worker.room.effects import CloseSession, Effect, Send, SessionId
from media_worker.room.member import Member
from meeting_contract.signalling import (
    AnyWorkerMessage,
    Ended,
    EndReason,
    ParticipantUpdate,
    RefusalCode,
    Refused,
)


class Roster:
    """Members by participant id in the order they joined, and the effects not yet drained."""

    def __init__(self) -> None:
        self._members: dict[str, Member] = {}
        self._effects: list[Effect] = []

    def __len__(self) -> int:
        return len(self._members)

    def __iter__(self) -> Iterator[Member]:
        """Iterate over a copy: members may go meanwhile."""
        return iter(list(self._members.values()))

    def __contains__(self, participant_id: object) -> bool:
        return participant_id in self._members

    def get(self, participant_id: str) -> Member | None:
        return self._members.get(participant_id)

    def of_session(self, session: SessionId) -> Member | None:
        """Return whose socket this is, None if it is nobody's any more."""
        return next((m for m in self._members.values() if m.session == session), None)

    def hosts(self) -> list[Member]:
        return [member for member in self._members.values() if member.is_host]

    def add(self, member: Member) -> None:
        self._members[member.participant_id] = member

    def drop(self, member: Member) -> None:
        del self._members[member.participant_id]

    def emit(self, *effects: Effect) -> None:
        self._effects.extend(effects)

    def drain(self) -> list[Effect]:
        effects, self._effects = self._effects, []
        return effects

    def say(self, member: Member, message: AnyWorkerMessage) -> None:
        self._tell((member,), message)

    def tell_all(self, message: AnyWorkerMessage, but: Member | None = None) -> None:
        self._tell((m for m in self._members.values() if m is not but), message)

    def tell_hosts(self, message: AnyWorkerMessage) -> None:
        self._tell(self.hosts(), message)

    def tell_about(self, member: Member, but: Member | None = None) -> None:
        self.tell_all(ParticipantUpdate(member.as_participant()), but)

    def refuse(self, session: SessionId, code: RefusalCode) -> None:
        self.emit(Send((session,), Refused(code)), CloseSession(session))

    def dismiss(self, session: SessionId | None, reason: EndReason) -> None:
        """Tell a session, if the socket is there, that it is over, and close it."""
        if session is not None:
            self.emit(Send((session,), Ended(reason)), CloseSession(session))

    def _tell(self, members: Iterable[Member], message: AnyWorkerMessage) -> None:
        sessions = tuple(m.session for m in members if m.session is not None)
        if sessions:
            self.emit(Send(sessions, message))
