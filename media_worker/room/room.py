"""A meeting while it lives on a worker: who is in, who waits, until when; rules without IO.

Every call takes the product's time and leaves effects in the roster, which `drain` hands out in
order. What participants may ask for is in `commands`.
"""

import hmac
from collections.abc import Callable, Iterable

from media_worker.room.chat import ChatLog
from media_worker.room.clock import MeetingClock
from media_worker.room.effects import (
    CloseMedia,
    CloseSession,
    Effect,
    HeartbeatNow,
    Publish,
    RoomClosed,
    RoomEnd,
    Send,
    SessionId,
)
from media_worker.room.journal import Journal
from media_worker.room.lobby import LOBBY_SIZE, Lobby
from media_worker.room.member import Member, SlotMap
from media_worker.room.roster import Roster
from meeting_contract import PROTOCOL_VERSION, reports, signalling
from meeting_contract.control import RoomOrder, RoomStatus
from meeting_contract.signalling import EndReason, RefusalCode, SlotAssignment, Source
from meeting_contract.token import JoinClaims

RESUME_WINDOW_MS = signalling.RESUME_WINDOW_S * 1000
# An empty room is kept for those who come straight back; with people in its lobby, as long as a
# reopened meeting keeps its clock (F3).
EMPTY_KEPT_MS = RESUME_WINDOW_MS
EMPTY_WITH_LOBBY_KEPT_MS = 600_000

_SAID_OF_LEAVING: dict[reports.LeaveReason, EndReason] = {"removed": "removed", "banned": "banned"}


class Room:
    """One epoch of one meeting. `new_id` gives unguessable, unique ids."""

    def __init__(
        self, claims: JoinClaims, worker_id: str, new_id: Callable[[], str], now_ms: int
    ) -> None:
        """Open the room that the first token for it describes."""
        self.meeting_id = claims.meeting_id
        self.epoch = claims.epoch
        self.title = claims.title
        self.limits = claims.limits
        self.clock = MeetingClock(claims.started_at_ms, claims.limits.max_duration_s, now_ms)
        self.chat = ChatLog()
        self.lobby = Lobby()
        self.roster = Roster()
        self.closed: RoomEnd | None = None
        self._journal = Journal(claims, worker_id, new_id)
        self._new_id = new_id
        self._locked = claims.locked
        self._banned: set[str] = set()
        # Persons who were in, and since when: they need no second admission, and read the chat
        # from then on.
        self._known: dict[str, int] = {}
        self._speaker: str | None = None
        self._empty_since_ms: int | None = now_ms

    @property
    def full(self) -> bool:
        return len(self.roster) >= self.limits.max_participants

    def status(self) -> RoomStatus:
        return RoomStatus(self.meeting_id, self.epoch, len(self.roster), self.clock.started_at_ms)

    def drain(self) -> list[Effect]:
        """Hand out what has to be done since the last call."""
        return self.roster.drain()

    def enter(self, session: SessionId, claims: JoinClaims, now_ms: int) -> None:
        """Seat the bearer of a token, let them wait in the lobby, or refuse them with a reason."""
        refusal = self._refusal(claims, now_ms)
        present = self.roster.get(claims.participant_id)
        if refusal is not None:
            self.roster.refuse(session, refusal)
        elif present is not None:
            self._replace(present, session, claims, now_ms)
        elif claims.lobby and claims.role != "host" and claims.person_id not in self._known:
            self._let_wait(session, claims, now_ms)
        elif self.full:
            self.roster.refuse(session, "meeting_full")
            self.tell_hosts_it_is_full()
        else:
            self.seat(session, claims, now_ms)

    def resume(self, session: SessionId, claims: JoinClaims, key: str, now_ms: int) -> None:
        """Give a lost socket's successor its seat back; its media never stopped."""
        member = self.roster.get(claims.participant_id)
        if member is None or not hmac.compare_digest(member.resume.encode(), key.encode()):
            error = signalling.Error("resume_failed")
            self.roster.emit(Send((session,), error), CloseSession(session))
            return
        self.roster.dismiss(member.session, "replaced")
        member.connect(session, self._new_id())
        self._welcome(member, now_ms, resumed=True)
        self.roster.say(member, member.slots.whole())

    def seat(self, session: SessionId, claims: JoinClaims, now_ms: int) -> None:
        """Make somebody a participant; the caller has checked that a seat is free."""
        host_was_present = bool(self.roster.hosts())
        member = Member(claims, now_ms, session, self._new_id())
        self.roster.add(member)
        self._known.setdefault(claims.person_id, now_ms)
        self._empty_since_ms = None
        if self.clock.start(now_ms):
            self.roster.emit(self._journal.started(now_ms), HeartbeatNow())
        self.roster.emit(self._journal.joined(member))
        self._welcome(member, now_ms, resumed=False)
        self._tell_lobby_of_host(host_was_present)

    def disconnected(self, session: SessionId, now_ms: int) -> None:
        """Keep a participant's seat for the resume window; forget somebody who only waited."""
        member = self.roster.of_session(session)
        if member is not None:
            member.disconnect(now_ms)
            self.roster.tell_about(member)
        elif self.lobby.take_where(lambda visitor: visitor.session == session):
            self.tell_hosts_of_lobby()

    def remove(self, member: Member, reason: reports.LeaveReason, now_ms: int) -> None:
        """Take a participant out of the room: socket, media, attendance."""
        said = _SAID_OF_LEAVING.get(reason, "left")
        self.roster.drop(member)
        self.roster.dismiss(member.session, said)
        self._leave(member, reason, now_ms)
        self.roster.tell_all(signalling.ParticipantGone(member.participant_id, said))
        self._tell_lobby_of_host(host_was_present=member.is_host or bool(self.roster.hosts()))
        if self._speaker == member.participant_id:
            self.speaker_changed(None)
        if not self.roster:
            self._empty_since_ms = now_ms
        if reason == "removed":
            self._known.pop(member.claims.person_id, None)

    def ban(self, person_id: str, now_ms: int) -> None:
        """Take a person out in every tab they have, and keep them out."""
        self._banned.add(person_id)
        self.roster.emit(self._journal.banned(person_id, now_ms))
        for member in self.roster:
            if member.claims.person_id == person_id:
                self.remove(member, "banned", now_ms)
        for visitor in self.lobby.take_where(lambda v: v.claims.person_id == person_id):
            self.roster.refuse(visitor.session, "banned")
        self.tell_hosts_of_lobby()

    def end(self, reason: RoomEnd, now_ms: int) -> None:
        """Close the room for everybody; a fenced room reports no end, its meeting goes on."""
        if self.closed is not None:
            return
        self.closed = reason
        said: EndReason = "drained" if reason == "empty" else reason
        for member in self.roster:
            self.roster.drop(member)
            self.roster.dismiss(member.session, said)
            self._leave(member, "ended", now_ms)
        for visitor in self.lobby.take_where(lambda _: True):
            self.roster.dismiss(visitor.session, said)
        if reason != "fenced":
            self.roster.emit(self._journal.ended(reason, now_ms))
        self.roster.emit(RoomClosed(reason))

    def tick(self, now_ms: int) -> None:
        """Do what is due: end, warn, give up lost sockets, close an empty room."""
        if self.clock.expired(now_ms):
            self.end("time_limit", now_ms)
            return
        if (warning := self.clock.warning(now_ms)) is not None:
            self.roster.tell_all(signalling.Clock(now_ms, self.clock.ends_at_ms, warning))
        for member in self.roster:
            if member.lost_at_ms is not None and now_ms - member.lost_at_ms >= RESUME_WINDOW_MS:
                self.remove(member, "lost", now_ms)
        if self._empty_for_too_long(now_ms):
            self.end("empty", now_ms)

    def obey(self, order: RoomOrder, now_ms: int) -> None:
        """Follow the functions: the meeting moved or ended, or its limits and clock are these."""
        if order.fate == "fenced":
            self.end("fenced", now_ms)
        elif order.fate == "end":
            self.end("ended_by_host", now_ms)
        elif order.limits is not None:
            self.limits = order.limits
            if self.clock.correct(order.started_at_ms, order.limits.max_duration_s, now_ms):
                clock = signalling.Clock(now_ms, self.clock.ends_at_ms, self.clock.warned)
                self.roster.tell_all(clock)

    def slots_changed(self, participant_id: str, slots: Iterable[SlotAssignment]) -> None:
        member = self.roster.get(participant_id)
        if member is not None:
            self.roster.say(member, member.slots.change(slots))

    def speaker_changed(self, participant_id: str | None) -> None:
        self._speaker = participant_id
        self.roster.tell_all(signalling.ActiveSpeaker(participant_id))

    def media_lost(self, participant_id: str) -> None:
        """Show everybody that nothing comes from there; the next offer starts it again."""
        member = self.roster.get(participant_id)
        if member is not None:
            self.publish(member, frozenset())

    def publish(self, member: Member, sources: frozenset[Source]) -> None:
        """Forward exactly these sources of a participant, and say so to everybody."""
        for source in sorted(sources ^ member.sources):
            self.roster.emit(Publish(member.participant_id, source, source in sources))
        if sources != member.sources:
            member.sources = sources
            self.roster.tell_about(member)

    def lock(self, now_ms: int, *, locked: bool) -> None:
        if locked != self._locked:
            self._locked = locked
            self.roster.emit(self._journal.locked(locked, now_ms))
            self.roster.tell_all(signalling.Locked(locked))

    def tell_hosts_of_lobby(self) -> None:
        self.roster.tell_hosts(signalling.Lobby(self.lobby.guests()))

    def tell_hosts_it_is_full(self) -> None:
        self.roster.tell_hosts(signalling.RoomFull(self.limits.max_participants))

    def _refusal(self, claims: JoinClaims, now_ms: int) -> RefusalCode | None:
        if claims.person_id in self._banned:
            return "banned"
        if self.clock.expired(now_ms):
            return "time_limit"
        present = claims.participant_id in self.roster or claims.participant_id in self.lobby
        if self._locked and claims.role != "host" and not present:
            return "meeting_locked"
        return None

    def _let_wait(self, session: SessionId, claims: JoinClaims, now_ms: int) -> None:
        if len(self.lobby) >= LOBBY_SIZE and claims.participant_id not in self.lobby:
            self.roster.refuse(session, "lobby_full")
            return
        earlier = self.lobby.add(session, claims, now_ms)
        if earlier is not None:
            self.roster.dismiss(earlier.session, "replaced")
        host_present = bool(self.roster.hosts())
        self.roster.emit(Send((session,), signalling.Waiting(self.title, host_present)))
        self.tell_hosts_of_lobby()

    def _replace(self, member: Member, session: SessionId, claims: JoinClaims, now_ms: int) -> None:
        """Seat the same tab anew (a reload): its media starts afresh, its seat and time stay."""
        self.roster.dismiss(member.session, "replaced")
        self.roster.emit(CloseMedia(member.participant_id))
        member.claims, member.sources, member.slots = claims, frozenset(), SlotMap()
        member.connect(session, self._new_id())
        self._welcome(member, now_ms, resumed=False)

    def _welcome(self, member: Member, now_ms: int, *, resumed: bool) -> None:
        joined = signalling.Joined(
            version=PROTOCOL_VERSION,
            participant_id=member.participant_id,
            role=member.claims.role,
            resume=member.resume,
            resumed=resumed,
            title=self.title,
            locked=self._locked,
            now_ms=now_ms,
            ends_at_ms=self.clock.ends_at_ms,
            max_participants=self.limits.max_participants,
            participants=tuple(other.as_participant() for other in self.roster),
            chat=self.chat.since(self._known.get(member.claims.person_id, member.joined_at_ms)),
        )
        self.roster.say(member, joined)
        self.roster.say(member, signalling.ActiveSpeaker(self._speaker))
        if member.is_host:
            self.roster.say(member, signalling.Lobby(self.lobby.guests()))
        self.roster.tell_about(member, but=member)

    def _leave(self, member: Member, reason: reports.LeaveReason, now_ms: int) -> None:
        self.roster.emit(
            CloseMedia(member.participant_id), self._journal.left(member, reason, now_ms)
        )

    def _empty_for_too_long(self, now_ms: int) -> bool:
        if self._empty_since_ms is None:
            return False
        empty_ms = now_ms - self._empty_since_ms
        if not self.lobby:
            return empty_ms >= EMPTY_KEPT_MS
        return self.clock.started_at_ms is not None and empty_ms >= EMPTY_WITH_LOBBY_KEPT_MS

    def _tell_lobby_of_host(self, host_was_present: bool) -> None:
        """Tell those who wait when the first host came or the last one went."""
        host_present = bool(self.roster.hosts())
        sessions = self.lobby.sessions()
        if sessions and host_present != host_was_present:
            self.roster.emit(Send(sessions, signalling.Waiting(self.title, host_present)))
