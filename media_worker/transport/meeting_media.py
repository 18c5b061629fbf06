"""One meeting on the media server: its router's effects, carried out and told."""

from collections.abc import Callable

from media_worker.room.media_plane import (
    MediaEvent,
    MediaEventSink,
    PeerKey,
    SlotsChanged,
    SpeakerChanged,
)
from media_worker.routing.forwarding import DataPlane
from media_worker.routing.router import AskKeyframe, Point, Router, SlotChange, SpeakerChange
from meeting_contract.signalling import SlotAssignment


class MeetingMedia:
    def __init__(
        self,
        meeting_id: str,
        plane: DataPlane,
        ask_keyframe: Callable[[int], None],
        sink: MediaEventSink,
    ) -> None:
        self.router = Router()
        self.up_ids: set[int] = set()
        self._meeting_id = meeting_id
        self._plane = plane
        self._ask_keyframe = ask_keyframe
        self._sink = sink

    def tick(self, now: float) -> None:
        self.router.tick(now, {up_id: self._plane.activity(up_id) for up_id in self.up_ids})
        self.carry_out()

    def update(self, now: float) -> None:
        self.router.update(now)
        self.carry_out()

    def carry_out(self) -> None:
        """Orders to the plane first, in order; then the news, one event a subscriber."""
        changes: dict[str, dict[tuple[str, int], SlotAssignment]] = {}
        news: list[MediaEvent] = []
        for effect in self.router.take():
            match effect:
                case Point(down_id, up_id):
                    self._plane.point(down_id, up_id)
                case AskKeyframe(up_id):
                    self._ask_keyframe(up_id)
                case SlotChange():
                    slots = changes.setdefault(effect.participant_id, {})
                    slots[effect.kind, effect.index] = _assignment(effect)
                case SpeakerChange(participant_id):
                    news.append(SpeakerChanged(self._meeting_id, participant_id))
        for participant_id, slots in changes.items():
            key = PeerKey(self._meeting_id, participant_id)
            news.append(SlotsChanged(key, tuple(slots.values())))
        for event in news:
            self._sink(event)


def _assignment(change: SlotChange) -> SlotAssignment:
    return SlotAssignment(
        kind=change.kind,
        index=change.index,
        participant_id=change.key.participant_id if change.key is not None else None,
        source=change.key.source if change.key is not None else None,
        rtp_timestamp=change.rtp_timestamp,
    )
