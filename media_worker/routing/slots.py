"""Which source each receive slot of a subscriber shows: pure choices over names.

Video slot 0 is the stage, the others are thumbnails; a source is never in two slots at once.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
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


def choose_stage(
    view: View,
    sources: Sequence[SourceKey],
    speaker: str | None,
    previous: SourceKey | None,
) -> SourceKey | None:
    """`sources` are the others' cameras and screens, the oldest first."""
    choices: list[SourceKey | None] = []
    if view.pinned is not None:
        choices += [SourceKey(view.pinned, "screen"), SourceKey(view.pinned, "camera")]
    choices += [key for key in reversed(sources) if key.source == "screen"]
    if speaker is not None:
        choices.append(SourceKey(speaker, "camera"))
    choices.append(previous)
    choices += sources
    available = set(sources)
    return next((choice for choice in choices if choice in available), None)


def choose_thumbnails(
    view: View,
    sources: Sequence[SourceKey],
    stage: SourceKey | None,
    previous: Sequence[SourceKey | None],
) -> list[SourceKey | None]:
    """Cameras of the wanted tiles; who has a slot keeps it."""
    cameras = [key for key in sources if key.source == "camera" and key != stage]
    if view.tiles is not None:
        available = set(cameras)
        asked = dict.fromkeys(SourceKey(tile.participant_id, "camera") for tile in view.tiles)
        cameras = [key for key in asked if key in available]
    return _keep_places(cameras[: len(previous)], previous)


def choose_voices(
    microphones: Sequence[SourceKey],
    loudest: Collection[str],
    previous: Sequence[SourceKey | None],
) -> list[SourceKey | None]:
    """The loudest others, then, while slots are free, whoever has one or came first.

    In a small meeting so everybody keeps a slot and no first syllable waits for a switch.
    """
    available = set(microphones)
    wanted = dict.fromkeys(key for key in microphones if key.participant_id in loudest)
    wanted |= dict.fromkeys(key for key in previous if key in available)
    wanted |= dict.fromkeys(microphones)
    return _keep_places(list(wanted)[: len(previous)], previous)


def _keep_places(
    wanted: Sequence[SourceKey | None], previous: Sequence[SourceKey | None]
) -> list[SourceKey | None]:
    places = [key if key in wanted else None for key in previous]
    newcomers = [key for key in wanted if key not in places]
    for index, key in enumerate(places):
        if key is None and newcomers:
            places[index] = newcomers.pop(0)
    return places
