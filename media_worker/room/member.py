"""One participant of a room: who they are, what they send, what they are shown."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from media_worker.room.effects import SessionId
from meeting_contract.signalling import Participant, SlotAssignment, SlotKind, Slots, Source, View
from meeting_contract.token import JoinClaims


class SlotMap:
    """What each receive slot of one client shows; the epoch lets the client order the changes."""

    def __init__(self) -> None:
        self._epoch = 0
        self._shown: dict[tuple[SlotKind, int], SlotAssignment] = {}

    def change(self, slots: Iterable[SlotAssignment]) -> Slots:
        changed = tuple(slots)
        self._shown.update({(slot.kind, slot.index): slot for slot in changed})
        self._epoch += 1
        return Slots(self._epoch, changed)

    def whole(self) -> Slots:
        """Return every slot that was ever used, for a client that missed changes."""
        self._epoch += 1
        return Slots(self._epoch, tuple(self._shown.values()))


@dataclass
class Member:
    """`session` is None, and `lost_at_ms` set, while the socket is lost."""

    claims: JoinClaims
    joined_at_ms: int
    session: SessionId | None
    resume: str
    lost_at_ms: int | None = None
    sources: frozenset[Source] = frozenset()
    hand_raised: bool = False
    view: View | None = None
    slots: SlotMap = field(default_factory=SlotMap)

    @property
    def participant_id(self) -> str:
        return self.claims.participant_id

    @property
    def is_host(self) -> bool:
        return self.claims.role == "host"

    def connect(self, session: SessionId, resume: str) -> None:
        self.session, self.resume, self.lost_at_ms = session, resume, None

    def disconnect(self, now_ms: int) -> None:
        self.session, self.lost_at_ms = None, now_ms

    def as_participant(self) -> Participant:
        return Participant(
            participant_id=self.participant_id,
            name=self.claims.name,
            role=self.claims.role,
            joined_at_ms=self.joined_at_ms,
            microphone="microphone" in self.sources,
            camera="camera" in self.sources,
            screen="screen" in self.sources,
            hand_raised=self.hand_raised,
            connected=self.session is not None,
        )
