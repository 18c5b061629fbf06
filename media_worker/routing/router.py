"""One meeting's media: who is shown and heard by whom, as orders to a data plane."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from media_worker.routing.forwarding import Kind, UpActivity
from media_worker.routing.keyframes import KeyframeRequests
from media_worker.routing.slots import (
    LiveSources,
    SourceKey,
    View,
    choose_stage,
    choose_thumbnails,
    choose_voices,
)
from media_worker.routing.sources import Sources
from media_worker.routing.speakers import Speakers

# Planning a room costs 0.03 ms a subscriber: with this pause it takes a tenth of a core at most.
PLAN_PAUSE_S = 0.0003


@dataclass(frozen=True)
class Point:
    """Order: the slot `down_id` carries `up_id` from its next keyframe on; None: nothing, now."""

    down_id: int
    up_id: int | None


@dataclass(frozen=True)
class AskKeyframe:
    """Order: a picture loss indication for this track."""

    up_id: int


@dataclass(frozen=True)
class SlotChange:
    """News for a subscriber: what slot `index` shows, from RTP timestamp on (None: at once)."""

    participant_id: str
    kind: Kind
    index: int
    key: SourceKey | None
    rtp_timestamp: int | None


@dataclass(frozen=True)
class SpeakerChange:
    participant_id: str | None


Effect = Point | AskKeyframe | SlotChange | SpeakerChange


@dataclass(frozen=True)
class SlotTracks:
    """A subscriber's slots, by index: ids of down tracks."""

    audio: Sequence[int]
    video: Sequence[int]


@dataclass(slots=True)
class _Slot:
    """`shown` is what the plane sends, `target` what it was told to send: key and track."""

    down_id: int
    subscriber: str
    kind: Kind
    index: int
    shown: SourceKey | None = None
    shown_up_id: int | None = None
    target: SourceKey | None = None
    target_up_id: int | None = None

    @property
    def waits(self) -> bool:
        return self.target_up_id is not None and self.target_up_id != self.shown_up_id


@dataclass(slots=True)
class _Subscriber:
    audio: list[_Slot]
    video: list[_Slot]


class Router:
    """Inputs change the state; `update` and `tick` turn it into effects, which `take` drains."""

    def __init__(self) -> None:
        self._sources = Sources()
        self._subscribers: dict[str, _Subscriber] = {}
        self._slots: dict[int, _Slot] = {}
        self._views: dict[str, View] = {}
        self._speakers = Speakers()
        self._keyframes: KeyframeRequests[SourceKey] = KeyframeRequests()
        self._broken: dict[SourceKey, set[int]] = {}
        self._effects: list[Effect] = []
        self._stale = False
        self._planned_at = float("-inf")

    @property
    def empty(self) -> bool:
        return not (self._subscribers or self._sources or self._views)

    def take(self) -> list[Effect]:
        effects, self._effects = self._effects, []
        return effects

    # Inputs

    def add_subscriber(self, participant_id: str, tracks: SlotTracks) -> None:
        """A connected peer, ready to receive."""
        subscriber = _Subscriber(
            [_Slot(down, participant_id, "audio", i) for i, down in enumerate(tracks.audio)],
            [_Slot(down, participant_id, "video", i) for i, down in enumerate(tracks.video)],
        )
        self._subscribers[participant_id] = subscriber
        self._slots |= {slot.down_id: slot for slot in subscriber.audio + subscriber.video}
        self._stale = True

    def remove_subscriber(self, participant_id: str) -> None:
        """Its connection is gone; what it published and looked at is kept for the next one."""
        subscriber = self._subscribers.pop(participant_id, None)
        if subscriber is not None:
            for slot in subscriber.audio + subscriber.video:
                del self._slots[slot.down_id]

    def forget(self, participant_id: str) -> None:
        """The participant left."""
        self.remove_subscriber(participant_id)
        self._views.pop(participant_id, None)
        for up_id in self._sources.tracks_of(participant_id):
            self.remove_track(up_id)
        for key in self._sources.forget(participant_id):
            self._keyframes.forget(key)
            self._broken.pop(key, None)
        self._stale = True

    def set_published(self, key: SourceKey, published: bool) -> None:
        if self._sources.set_published(key, published):
            self._stale = True
            self._clear_dead(key)

    def set_view(self, participant_id: str, view: View) -> None:
        self._views[participant_id] = view
        self._stale = True

    def add_track(self, key: SourceKey, rank: int, up_id: int) -> None:
        self._sources.add_track(key, rank, up_id)
        self._stale = True

    def remove_track(self, up_id: int) -> None:
        """The plane has emptied the slots that carried it."""
        key = self._sources.key_of(up_id)
        if key is None:
            return
        self._sources.remove_track(up_id)
        for slot in self._slots.values():
            if slot.shown_up_id == up_id:
                slot.shown_up_id = None
            if slot.target_up_id == up_id:
                slot.target_up_id = None
        self._stale = True
        self._clear_dead(key)

    def switched(self, down_id: int, up_id: int, rtp_timestamp: int) -> None:
        slot = self._slots.get(down_id)
        if slot is None or slot.target_up_id != up_id:
            return
        slot.shown_up_id = up_id
        if slot.shown != slot.target:
            slot.shown = slot.target
            self._tell(slot, rtp_timestamp)

    def keyframe_lost(self, down_id: int, now: float) -> None:
        """A subscriber cannot decode what this slot shows (PLI, FIR)."""
        slot = self._slots.get(down_id)
        if slot is not None and slot.kind == "video" and slot.shown_up_id is not None:
            self.track_broken(slot.shown_up_id, now)

    def track_broken(self, up_id: int, now: float) -> None:
        """Packets of this track are lost for good: only a keyframe helps."""
        key = self._sources.key_of(up_id)
        if key is not None and key.source != "microphone":
            self._broken.setdefault(key, set()).add(up_id)
            self._keyframes.want(key, now)

    # Decisions

    def tick(self, now: float, activity: Mapping[int, UpActivity]) -> None:
        """`activity` has every track of this meeting."""
        self._stale |= self._sources.follow(now, activity)
        self._follow_speakers(now, activity)
        self.update(now)

    def update(self, now: float) -> None:
        """Bring all slots in line with what changed, and ask for the keyframes that are due.

        A large room is planned less often than it changes; the next tick makes up for it. What is
        gone does not wait for the plan.
        """
        if self._stale and now - self._planned_at >= PLAN_PAUSE_S * (len(self._subscribers) - 1):
            self._stale = False
            self._planned_at = now
            live = self._sources.live()
            for viewer, subscriber in self._subscribers.items():
                self._plan(viewer, subscriber, live, now)
        self._ask_keyframes(now)

    def _follow_speakers(self, now: float, activity: Mapping[int, UpActivity]) -> None:
        before = (self._speakers.loudest, self._speakers.active)
        self._speakers.update(self._sources.voice_levels(activity), now)
        if before != (self._speakers.loudest, self._speakers.active):
            self._stale = True
        if before[1] != self._speakers.active:
            self._effects.append(SpeakerChange(self._speakers.active))

    def _plan(self, viewer: str, subscriber: _Subscriber, live: LiveSources, now: float) -> None:
        heard = [slot.target for slot in subscriber.audio]
        voices = choose_voices(live, self._speakers.loudest, heard, viewer)
        for slot, key in zip(subscriber.audio, voices, strict=True):
            self._aim(slot, key, None, now)
        if subscriber.video:
            self._plan_pictures(viewer, subscriber, live, now)

    def _plan_pictures(
        self, viewer: str, subscriber: _Subscriber, live: LiveSources, now: float
    ) -> None:
        view = self._views.get(viewer, View())
        stage_slot, *thumbnail_slots = subscriber.video
        stage = choose_stage(view, live, self._speakers.active, stage_slot.target, viewer)
        previous = [slot.target for slot in thumbnail_slots]
        thumbnails = choose_thumbnails(view, live, stage, previous, viewer)
        heights = {tile.participant_id: tile.height for tile in view.tiles or ()}
        self._aim(stage_slot, stage, None, now)
        for slot, key in zip(thumbnail_slots, thumbnails, strict=True):
            height = heights.get(key.participant_id, 0) if key is not None else 0
            self._aim(slot, key, height, now)

    def _aim(self, slot: _Slot, key: SourceKey | None, height: int | None, now: float) -> None:
        up_id = self._sources.choose_track(key, height) if key is not None else None
        if up_id is None:
            if slot.target is not None or slot.shown is not None:
                self._empty(slot)
            return
        if key == slot.target and up_id == slot.target_up_id:
            return
        slot.target, slot.target_up_id = key, up_id
        self._effects.append(Point(slot.down_id, up_id))
        if key is not None and slot.kind == "video" and slot.waits:
            self._keyframes.want(key, now)
        elif slot.shown_up_id == up_id:
            slot.shown = key

    def _clear_dead(self, key: SourceKey) -> None:
        """A muted voice, a camera switched off, a leaver: gone now, not with the next plan."""
        if self._sources.is_live(key):
            return
        for slot in self._slots.values():
            if slot.shown == key:
                self._empty(slot)
            elif slot.target == key:
                slot.target, slot.target_up_id = slot.shown, slot.shown_up_id
                self._effects.append(Point(slot.down_id, slot.shown_up_id))

    def _empty(self, slot: _Slot) -> None:
        slot.target = slot.target_up_id = slot.shown_up_id = None
        self._effects.append(Point(slot.down_id, None))
        if slot.shown is not None:
            slot.shown = None
            self._tell(slot, None)

    def _tell(self, slot: _Slot, rtp_timestamp: int | None) -> None:
        self._effects.append(
            SlotChange(slot.subscriber, slot.kind, slot.index, slot.shown, rtp_timestamp)
        )

    # Keyframes

    def _ask_keyframes(self, now: float) -> None:
        """Ask for what is broken once, for what slots wait for until all have switched."""
        for key in self._keyframes.due(now):
            up_ids = self._broken.pop(key, set()) | self._awaited(key)
            if up_ids:
                self._effects += [AskKeyframe(up_id) for up_id in sorted(up_ids)]
                self._keyframes.asked(key, now)
            else:
                self._keyframes.satisfied(key)

    def _awaited(self, key: SourceKey) -> set[int]:
        return {
            slot.target_up_id
            for slot in self._slots.values()
            if slot.target == key and slot.target_up_id is not None and slot.waits
        }
