"""What the participants of a meeting publish, and the incoming streams behind it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from media_worker.routing.forwarding import UpActivity
from media_worker.routing.layers import ALIVE_S, Layer, choose_layer
from media_worker.routing.slots import LiveSources, SourceKey
from media_worker.routing.speakers import SILENCE_DBOV


@dataclass(slots=True)
class _Source:
    """`layers` by track id; a microphone or a screen has one."""

    published: bool = False
    layers: dict[int, Layer] = field(default_factory=dict)

    @property
    def live(self) -> bool:
        return self.published and bool(self.layers)


class Sources:
    """In the order in which they were published: the newest is the last."""

    def __init__(self) -> None:
        self._sources: dict[SourceKey, _Source] = {}
        self._key_of_track: dict[int, SourceKey] = {}
        # Hundreds of slots ask for the same few; forgotten when any layer changes.
        self._choices: dict[tuple[SourceKey, int | None], int | None] = {}

    def __bool__(self) -> bool:
        return bool(self._sources)

    def set_published(self, key: SourceKey, published: bool) -> bool:
        """Whether that changes anything."""
        source = self._sources.setdefault(key, _Source())
        if source.published == published:
            return False
        source.published = published
        if published:
            self._sources[key] = self._sources.pop(key)
        return True

    def add_track(self, key: SourceKey, rank: int, up_id: int) -> None:
        source = self._sources.setdefault(key, _Source())
        source.layers[up_id] = Layer(up_id, rank, alive=True)
        self._key_of_track[up_id] = key
        self._choices.clear()

    def remove_track(self, up_id: int) -> bool:
        """Whether there was one."""
        key = self._key_of_track.pop(up_id, None)
        if key is None:
            return False
        del self._sources[key].layers[up_id]
        self._choices.clear()
        return True

    def forget(self, participant_id: str) -> list[SourceKey]:
        """Remove what the participant published, once its tracks are removed."""
        keys = [key for key in self._sources if key.participant_id == participant_id]
        for key in keys:
            del self._sources[key]
        self._choices.clear()
        return keys

    def tracks_of(self, participant_id: str) -> list[int]:
        return [
            up_id
            for up_id, key in self._key_of_track.items()
            if key.participant_id == participant_id
        ]

    def key_of(self, up_id: int) -> SourceKey | None:
        return self._key_of_track.get(up_id)

    def is_live(self, key: SourceKey) -> bool:
        """Published, and its packets have been seen."""
        source = self._sources.get(key)
        return source is not None and source.live

    def live(self) -> LiveSources:
        return LiveSources(key for key, source in self._sources.items() if source.live)

    def choose_track(self, key: SourceKey, height: int | None) -> int | None:
        """The track for a slot `height` pixels high, see choose_layer."""
        choice = key, height
        if choice not in self._choices:
            layer = choose_layer(list(self._sources[key].layers.values()), height)
            self._choices[choice] = layer.track_id if layer is not None else None
        return self._choices[choice]

    def follow(self, now: float, activity: Mapping[int, UpActivity]) -> bool:
        """Note which layers send and their sizes; whether another choice may follow from it."""
        changed = False
        for source in self._sources.values():
            for up_id, layer in source.layers.items():
                seen = activity[up_id]
                alive = now - seen.last_arrival < ALIVE_S
                if (alive, seen.width, seen.height) != (layer.alive, layer.width, layer.height):
                    source.layers[up_id] = Layer(up_id, layer.rank, alive, seen.width, seen.height)
                    changed |= len(source.layers) > 1
        if changed:
            self._choices.clear()
        return changed

    def voice_levels(self, activity: Mapping[int, UpActivity]) -> dict[str, float]:
        """Of everybody whose microphone is on, in dBov."""
        return {
            key.participant_id: max(
                (activity[up_id].level_dbov for up_id in source.layers), default=SILENCE_DBOV
            )
            for key, source in self._sources.items()
            if key.source == "microphone" and source.published
        }
