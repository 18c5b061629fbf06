"""Which source each receive slot of a subscriber shows: pure choices over names.

Video slot 0 is the stage, the others are thumbnails; a source is never in two slots at once.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from meeting_contract.signalling import Source


class SourceKey(NamedTuple):
    participant_id: str
    source: Source


@dataclass(frozen=True)
class ViewTile:
    participant_id: str
    height: int


@dataclass(frozen=True)
class View:
    """What a client shows; `tiles` None until it has said so, which means everybody, small."""

    pinned: str | None = None
    tiles: tuple[ViewTile, ...] | None = None


class LiveSources:
    """What can be shown and heard now, each kind the oldest first: sorted once for all viewers."""

    def __init__(self, keys: Iterable[SourceKey]) -> None:
        self._keys = frozenset(live := list(keys))
        self.microphones = [key for key in live if key.source == "microphone"]
        self.cameras = [key for key in live if key.source == "camera"]
        self.screens = [key for key in live if key.source == "screen"]

    def first(
        self, count: int, choices: Iterable[SourceKey | None], viewer: str
    ) -> list[SourceKey]:
        """The first `count` choices that are live and not the viewer's own, none twice."""
        found: dict[SourceKey, None] = {}
        for key in choices:
            if len(found) == count:
                break
            if key is not None and key in self._keys and key.participant_id != viewer:
                found[key] = None
        return list(found)


def choose_stage(
    view: View, live: LiveSources, speaker: str | None, previous: SourceKey | None, viewer: str
) -> SourceKey | None:
    """The pin, else the newest screen, else the speaker, else whoever is there."""
    pins: list[SourceKey | None] = []
    if view.pinned is not None:
        pins = [SourceKey(view.pinned, "screen"), SourceKey(view.pinned, "camera")]
    faces = [SourceKey(speaker, "camera") if speaker is not None else None, previous]
    choices = chain(pins, reversed(live.screens), faces, live.cameras)
    return next(iter(live.first(1, choices, viewer)), None)


def choose_thumbnails(
    view: View,
    live: LiveSources,
    stage: SourceKey | None,
    previous: Sequence[SourceKey | None],
    viewer: str,
) -> list[SourceKey | None]:
    """Cameras of the wanted tiles; who has a slot keeps it."""
    cameras: Iterable[SourceKey] = live.cameras
    if view.tiles is not None:
        cameras = (SourceKey(tile.participant_id, "camera") for tile in view.tiles)
    wanted = live.first(len(previous), (key for key in cameras if key != stage), viewer)
    return _keep_places(wanted, previous)


def choose_voices(
    live: LiveSources,
    loudest: Collection[str],
    previous: Sequence[SourceKey | None],
    viewer: str,
) -> list[SourceKey | None]:
    """The loudest others, then, while slots are free, whoever has one or came first.

    In a small meeting so everybody keeps a slot and no first syllable waits for a switch.
    """
    loud = (SourceKey(name, "microphone") for name in sorted(loudest))
    choices = chain(loud, previous, live.microphones)
    return _keep_places(live.first(len(previous), choices, viewer), previous)


def _keep_places(
    wanted: Sequence[SourceKey], previous: Sequence[SourceKey | None]
) -> list[SourceKey | None]:
    places = [key if key in wanted else None for key in previous]
    newcomers = iter([key for key in wanted if key not in previous])
    return [next(newcomers, None) if key is None else key for key in places]
