"""Who is shown and heard, at which size, and when keyframes are asked for."""

import pytest

from media_worker.routing.keyframes import BURST, RETRY_S, KeyframeRequests
from media_worker.routing.layers import Layer, choose_layer
from media_worker.routing.slots import (
    LiveSources,
    SourceKey,
    View,
    ViewTile,
    choose_stage,
    choose_thumbnails,
    choose_voices,
)
from media_worker.routing.speakers import STICKY_S, VOICES, Speakers

AN_CAMERA = SourceKey("an", "camera")
BINH_CAMERA = SourceKey("binh", "camera")
BINH_SCREEN = SourceKey("binh", "screen")
CUC_SCREEN = SourceKey("cuc", "screen")


@pytest.mark.parametrize(
    ("view", "sources", "speaker", "previous", "expected"),
    [
        (View(), [], None, None, None),
        (View(), [AN_CAMERA, BINH_CAMERA], None, None, AN_CAMERA),
        (View(), [AN_CAMERA, BINH_CAMERA], "binh", AN_CAMERA, BINH_CAMERA),
        (View(), [AN_CAMERA, BINH_CAMERA], None, BINH_CAMERA, BINH_CAMERA),
        (View(), [AN_CAMERA, BINH_CAMERA, BINH_SCREEN], "an", AN_CAMERA, BINH_SCREEN),
        (View(), [BINH_SCREEN, CUC_SCREEN], None, BINH_SCREEN, CUC_SCREEN),
        (View(pinned="an"), [AN_CAMERA, BINH_SCREEN], "binh", None, AN_CAMERA),
        (View(pinned="binh"), [BINH_CAMERA, BINH_SCREEN], None, None, BINH_SCREEN),
        (View(pinned="gone"), [AN_CAMERA], None, None, AN_CAMERA),
    ],
)
def test_stage(
    view: View,
    sources: list[SourceKey],
    speaker: str | None,
    previous: SourceKey | None,
    expected: SourceKey | None,
) -> None:
    assert choose_stage(view, LiveSources(sources), speaker, previous, "viewer") == expected


def test_thumbnails_follow_the_view_and_keep_their_places() -> None:
    cameras = [SourceKey(name, "camera") for name in "abcd"]
    view = View(tiles=(ViewTile("c", 90), ViewTile("b", 90), ViewTile("gone", 90)))
    previous = [None, cameras[1], cameras[0]]
    thumbnails = choose_thumbnails(view, LiveSources(cameras), None, previous, "viewer")
    assert thumbnails == [cameras[2], cameras[1], None]


def test_without_a_view_everybody_is_shown_but_for_the_stage() -> None:
    cameras = [SourceKey(name, "camera") for name in "abcd"]
    live = LiveSources(cameras)
    assert choose_thumbnails(View(), live, cameras[0], [None, None], "viewer") == cameras[1:3]


def test_nobody_is_shown_or_heard_to_himself() -> None:
    live = LiveSources([AN_CAMERA, SourceKey("an", "microphone"), SourceKey("an", "screen")])
    assert choose_stage(View(pinned="an"), live, "an", AN_CAMERA, "an") is None
    assert choose_thumbnails(View(), live, None, [AN_CAMERA], "an") == [None]
    assert choose_voices(live, {"an"}, [None], "an") == [None]


def test_a_small_meeting_hears_everybody_and_a_large_one_the_loudest() -> None:
    microphones = [SourceKey(name, "microphone") for name in "abcdef"]
    few = choose_voices(LiveSources(microphones[:3]), [], [None] * 4, "viewer")
    assert few == [*microphones[:3], None]
    live = LiveSources(microphones)
    full = choose_voices(live, [], [None] * 4, "viewer")
    assert full == microphones[:4]
    voices = choose_voices(live, {"f", "b"}, full, "viewer")
    assert voices[1] == microphones[1]
    assert microphones[5] in voices


@pytest.mark.parametrize(
    ("heights", "alive", "wanted", "expected"),
    [
        ((180, 360, 720), "qhf", None, 2),
        ((180, 360, 720), "qh", None, 1),
        ((180, 360, 720), "qhf", 200, 1),
        ((180, 360, 720), "qhf", 0, 0),
        ((180, 360, 720), "qf", 200, 2),
        ((180, 360, 720), "q", 500, 0),
        ((180, 360, 720), "", None, 2),
        ((0, 0, 0), "qhf", 300, 1),
    ],
)
def test_layers(
    heights: tuple[int, int, int], alive: str, wanted: int | None, expected: int
) -> None:
    layers = [
        Layer(rank, rank, "qhf"[rank] in alive, height * 16 // 9, height)
        for rank, height in enumerate(heights)
    ]
    layer = choose_layer(layers, wanted)
    assert layer is not None
    assert layer.rank == expected


def test_no_layers_no_choice() -> None:
    assert choose_layer([], None) is None


def asked(requests: KeyframeRequests[str], now: float) -> list[str]:
    due = requests.due(now)
    for source in due:
        requests.asked(source, now)
    return due


def test_keyframes_are_asked_for_at_once_and_again_until_they_come() -> None:
    requests: KeyframeRequests[str] = KeyframeRequests()
    requests.want("camera", 0.0)
    assert asked(requests, 0.0) == ["camera"]
    assert asked(requests, RETRY_S / 2) == []
    assert asked(requests, RETRY_S) == ["camera"]
    requests.satisfied("camera")
    assert asked(requests, 9.0) == []


def test_a_crowd_that_joins_costs_one_keyframe_a_second() -> None:
    requests: KeyframeRequests[str] = KeyframeRequests()
    count = 0
    for tick in range(600):
        requests.want("camera", tick * 0.05)
        count += len(asked(requests, tick * 0.05))
    assert 29 <= count <= 30 + BURST


def speak(speakers: Speakers, levels: dict[str, float], start: float, seconds: float) -> float:
    """Run the 50 ms clockwork; the time afterwards."""
    steps = round(seconds / 0.05)
    for step in range(steps):
        speakers.update(levels, start + step * 0.05)
    return start + steps * 0.05


def test_the_loudest_voices_are_known_and_sticky() -> None:
    speakers = Speakers()
    levels = {"a": -20.0, "b": -25.0, "c": -30.0, "d": -127.0}
    now = speak(speakers, levels, 0.0, 1.0)
    assert speakers.loudest == {"a", "b", "c"}
    now = speak(speakers, levels | {"d": -10.0}, now, 0.5)
    assert "d" not in speakers.loudest, "who came in less than two seconds ago stays"
    speak(speakers, levels | {"d": -10.0}, now, STICKY_S)
    assert speakers.loudest == {"a", "b", "d"}
    assert len(speakers.loudest) == VOICES


def test_the_active_speaker_needs_more_than_a_cough_and_is_not_interrupted_at_once() -> None:
    speakers = Speakers()
    now = speak(speakers, {"a": -20.0, "b": -127.0}, 0.0, 0.2)
    assert speakers.active is None
    now = speak(speakers, {"a": -20.0, "b": -127.0}, now, 0.5)
    assert speakers.active == "a"
    now = speak(speakers, {"a": -20.0, "b": -10.0}, now, 0.5)
    assert speakers.active == "a"
    now = speak(speakers, {"a": -127.0, "b": -10.0}, now, 3.0)
    assert speakers.active == "b"
    speak(speakers, {"a": -127.0, "b": -127.0}, now, 5.0)
    assert speakers.active is None


def test_who_left_is_not_the_speaker() -> None:
    speakers = Speakers()
    now = speak(speakers, {"a": -20.0}, 0.0, 1.0)
    speak(speakers, {}, now, 0.1)
    assert speakers.active is None
    assert speakers.loudest == frozenset()
