"""Whatever people do and in whatever order, a room keeps its promises (F1, F2, F3)."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from media_worker.room.effects import AnswerOffer, Publish, SessionId, SetView
from meeting_contract import signalling
from meeting_contract.reports import ParticipantJoined, ParticipantLeft, PersonBanned, RoomStarted
from meeting_contract.token import Limits
from tests.unit.room.scene import T0, Scene, claims

PEOPLE = [f"p{number}" for number in range(8)]
MAX_PARTICIPANTS = 4
DURATION_S = 600

person = st.sampled_from(PEOPLE)
anybody = st.integers(0, 200)


class AnyRoom(RuleBasedStateMachine):
    """A small room of four seats, eight persons with two tabs each, and a host."""

    @initialize()
    def open(self) -> None:
        limits = Limits(MAX_PARTICIPANTS, DURATION_S)
        self.scene = Scene(claims("host", "host", limits=limits))
        self.sessions: list[tuple[SessionId, str]] = []
        self.keys: dict[str, str] = {}
        self.enter_host()

    def _enter(self, name: str, **facts: object) -> None:
        if self.scene.end is not None:
            return  # the registry hands out no room that has ended
        session = self.scene.enter(claims(name, **facts))  # type: ignore[arg-type]
        self.sessions.append((session, name))
        self._learn_key(session, name)

    def _learn_key(self, session: SessionId, name: str) -> None:
        for joined in self.scene.all(session, signalling.Joined):
            self.keys[name] = joined.resume

    def _pick(self, index: int) -> tuple[SessionId, str]:
        return self.sessions[index % len(self.sessions)]

    @rule()
    def enter_host(self) -> None:
        self._enter("host", role="host")

    @rule(name=person, tab=st.integers(1, 2), lobby=st.booleans())
    def enter(self, name: str, tab: int, lobby: bool) -> None:
        self._enter(f"{name}/{tab}", person=name, lobby=lobby)

    @rule(index=anybody)
    def lose(self, index: int) -> None:
        self.scene.lose(self._pick(index)[0])

    @rule(index=anybody)
    def resume(self, index: int) -> None:
        _, name = self._pick(index)
        role = "host" if name == "host" else "guest"
        who = claims(name, role, person=name.partition("/")[0])  # type: ignore[arg-type]
        session = self.scene.resume(who, self.keys.get(name, "none"))
        self.sessions.append((session, name))
        self._learn_key(session, name)

    @rule(
        index=anybody,
        message=st.sampled_from(
            [
                signalling.Leave(),
                signalling.Offer("v=0"),
                signalling.MediaState(microphone=True, camera=True, screen=True),
                signalling.View(pinned=None, tiles=()),
                signalling.SendChat("c", "chào"),
                signalling.RaiseHand(raised=True),
                signalling.Admit(None),
                signalling.Mute(None),
                signalling.Lock(locked=True),
                signalling.Lock(locked=False),
            ]
        ),
    )
    def say(self, index: int, message: signalling.AnyClientMessage) -> None:
        session, name = self._pick(index)
        self.scene.say(session, message)
        self._learn_key(session, name)

    @rule(index=anybody, victim=anybody, ban=st.booleans())
    def remove(self, index: int, victim: int, ban: bool) -> None:
        self.scene.say(self._pick(index)[0], signalling.Remove(self._pick(victim)[1], ban))

    @precondition(lambda self: self.scene.end is None)
    @rule(passed_ms=st.integers(1, 120_000))
    def pass_time(self, passed_ms: int) -> None:
        self.scene.at(self.scene.now_ms - T0 + passed_ms)

    @invariant()
    def seats_are_not_exceeded(self) -> None:
        assert self.scene.room.status().participants <= MAX_PARTICIPANTS

    @invariant()
    def the_banned_are_not_in(self) -> None:
        banned = {report.person_id for report in self.scene.reported(PersonBanned)}
        assert not banned & {member.claims.person_id for member in self.scene.room.roster}

    @invariant()
    def nobody_who_was_never_seated_hears_the_room_or_moves_media(self) -> None:
        seated = {s for s in self.scene.heard if self.scene.all(s, signalling.Joined)}
        private = (signalling.Chat, signalling.ParticipantUpdate, signalling.Slots)
        for session, heard in self.scene.heard.items():
            if session not in seated:
                assert not [message for message in heard if isinstance(message, private)]
        names = {report.participant_id for report in self.scene.reported(ParticipantJoined)}
        for effect in self.scene.effects:
            if isinstance(effect, AnswerOffer | Publish | SetView):
                assert effect.participant_id in names

    @invariant()
    def there_is_one_clock(self) -> None:
        assert len(self.scene.reported(RoomStarted)) == 1
        ends = {
            joined.ends_at_ms
            for session in self.scene.heard
            for joined in self.scene.all(session, signalling.Joined)
        }
        assert ends == {T0 + DURATION_S * 1000}
        if self.scene.now_ms >= T0 + DURATION_S * 1000:
            assert self.scene.end is not None

    @invariant()
    def attendance_balances(self) -> None:
        joins = len(self.scene.reported(ParticipantJoined))
        leaves = len(self.scene.reported(ParticipantLeft))
        assert joins - leaves == self.scene.room.status().participants

    @invariant()
    def no_session_hears_anything_but_errors_after_its_end(self) -> None:
        last_words = (signalling.Ended, signalling.Refused)
        for messages in self.scene.heard.values():
            heard = [m for m in messages if not isinstance(m, signalling.Error)]
            assert not [m for m in heard[:-1] if isinstance(m, last_words)]


AnyRoom.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestAnyRoom = AnyRoom.TestCase
