"""A meeting's router: inputs in, orders and news out (F1, F2)."""

from media_worker.routing.forwarding import UpActivity
from media_worker.routing.router import (
    AskKeyframe,
    Effect,
    Point,
    Router,
    SlotChange,
    SlotTracks,
    SpeakerChange,
)
from media_worker.routing.slots import SourceKey, View, ViewTile

AN_CAMERA = SourceKey("an", "camera")
AN_MICROPHONE = SourceKey("an", "microphone")
BINH_CAMERA = SourceKey("binh", "camera")
AUDIO, STAGE, THUMBNAIL = 100, 200, 201
SILENT = -127


class Meeting:
    """A router, the clock, and a plane that switches when told."""

    def __init__(self) -> None:
        self.router = Router()
        self.now = 0.0
        self.activity: dict[int, UpActivity] = {}

    def watch(self, name: str = "viewer") -> None:
        self.router.add_subscriber(name, SlotTracks([AUDIO], [STAGE, THUMBNAIL]))

    def publish(self, key: SourceKey, up_id: int, rank: int = 0) -> None:
        self.router.set_published(key, published=True)
        self.router.add_track(key, rank, up_id)
        self.hear(up_id, SILENT)

    def hear(self, up_id: int, level: int, height: int = 0) -> None:
        self.activity[up_id] = UpActivity(self.now, level, height * 16 // 9, height)

    def run(self) -> list[Effect]:
        self.router.update(self.now)
        return self.router.take()

    def tick(self, seconds: float = 0.05) -> list[Effect]:
        """Everybody still sends unless the test said otherwise."""
        self.now += seconds
        self.router.tick(self.now, self.activity)
        return self.router.take()


def with_an_on_the_stage() -> Meeting:
    meeting = Meeting()
    meeting.watch()
    meeting.publish(AN_CAMERA, 1)
    meeting.run()
    meeting.router.switched(STAGE, 1, 9000)
    meeting.run()
    return meeting


def test_a_camera_is_shown_from_its_keyframe_on() -> None:
    meeting = Meeting()
    meeting.watch()
    meeting.publish(AN_CAMERA, 1)
    assert meeting.run() == [Point(STAGE, 1), AskKeyframe(1)]
    meeting.router.switched(STAGE, 1, 9000)
    assert meeting.run() == [SlotChange("viewer", "video", 0, AN_CAMERA, 9000)]


def test_nothing_is_forwarded_unless_it_is_published() -> None:
    meeting = Meeting()
    meeting.watch()
    meeting.router.add_track(AN_CAMERA, 0, 1)
    assert meeting.run() == []


def test_nobody_sees_himself() -> None:
    meeting = Meeting()
    meeting.watch("an")
    meeting.publish(AN_CAMERA, 1)
    assert meeting.run() == []


def test_muting_empties_the_slot_at_once() -> None:
    meeting = Meeting()
    meeting.watch()
    meeting.publish(AN_MICROPHONE, 5)
    assert meeting.run() == [Point(AUDIO, 5)]
    meeting.router.switched(AUDIO, 5, 480)
    meeting.run()
    meeting.router.set_published(AN_MICROPHONE, published=False)
    assert meeting.run() == [
        Point(AUDIO, None),
        SlotChange("viewer", "audio", 0, None, None),
    ]


def test_a_mute_in_a_large_meeting_does_not_wait_for_the_next_plan() -> None:
    meeting = Meeting()
    for number in range(100):
        slots = SlotTracks([1000 + number], [2000 + number])
        meeting.router.add_subscriber(f"viewer-{number}", slots)
    meeting.publish(AN_MICROPHONE, 5)
    assert len(meeting.run()) == 100
    meeting.router.switched(1000, 5, 480)
    meeting.run()
    meeting.publish(AN_CAMERA, 6)
    assert meeting.run() == [], "planned a moment ago"
    meeting.router.set_published(AN_MICROPHONE, published=False)
    effects = meeting.run()
    assert all(Point(1000 + number, None) in effects for number in range(100)), "armed ones too"
    assert SlotChange("viewer-0", "audio", 0, None, None) in effects


def test_who_waits_for_a_source_that_goes_keeps_what_is_shown() -> None:
    meeting = with_an_on_the_stage()
    meeting.publish(BINH_CAMERA, 2)
    meeting.router.set_view("viewer", View("binh", ()))
    assert Point(STAGE, 2) in meeting.run()
    meeting.router.set_published(BINH_CAMERA, published=False)
    assert Point(STAGE, 1) in meeting.run()
    meeting.router.switched(STAGE, 2, 18_000)
    assert meeting.run() == []


def test_keyframe_requests_repeat_until_the_slot_switched() -> None:
    meeting = Meeting()
    meeting.watch()
    meeting.publish(AN_CAMERA, 1)
    meeting.run()
    asked = [effect for _ in range(18) for effect in meeting.tick() if effect == AskKeyframe(1)]
    assert len(asked) == 2, "a burst of three in all, then one a second"
    assert AskKeyframe(1) in meeting.tick(0.3)
    meeting.router.switched(STAGE, 1, 9000)
    meeting.run()
    assert not any(isinstance(effect, AskKeyframe) for effect in meeting.tick(5.0))


def test_a_switch_costs_one_keyframe() -> None:
    meeting = Meeting()
    meeting.watch()
    meeting.publish(AN_CAMERA, 1)
    assert AskKeyframe(1) in meeting.run()
    meeting.router.switched(STAGE, 1, 9000)
    assert AskKeyframe(1) not in [effect for _ in range(40) for effect in meeting.tick()]


def test_the_old_source_is_shown_until_the_new_one_is_ready() -> None:
    meeting = Meeting()
    meeting.watch()
    meeting.router.set_view("viewer", View("an", ()))
    meeting.publish(AN_CAMERA, 1)
    meeting.publish(BINH_CAMERA, 2)
    meeting.run()
    meeting.router.switched(STAGE, 1, 9000)
    meeting.run()
    meeting.router.set_view("viewer", View("binh", ()))
    effects = meeting.run()
    assert Point(STAGE, 2) in effects
    assert not any(isinstance(effect, SlotChange) for effect in effects)
    meeting.router.switched(STAGE, 2, 18_000)
    assert meeting.run() == [SlotChange("viewer", "video", 0, BINH_CAMERA, 18_000)]


def test_a_source_that_goes_away_while_its_successor_is_awaited_is_not_shown_on() -> None:
    meeting = Meeting()
    meeting.watch()
    meeting.router.set_view("viewer", View("an", ()))
    meeting.publish(AN_CAMERA, 1)
    meeting.publish(BINH_CAMERA, 2)
    meeting.run()
    meeting.router.switched(STAGE, 1, 9000)
    meeting.router.set_published(AN_CAMERA, published=False)
    effects = meeting.run()
    assert effects.index(Point(STAGE, None)) < effects.index(Point(STAGE, 2))
    assert SlotChange("viewer", "video", 0, None, None) in effects


def test_a_better_layer_is_taken_without_telling_the_viewer() -> None:
    meeting = with_an_on_the_stage()
    meeting.publish(AN_CAMERA, 2, rank=1)
    assert Point(STAGE, 2) in meeting.run()
    meeting.router.switched(STAGE, 2, 10_000)
    assert not any(isinstance(effect, SlotChange) for effect in meeting.run())


def test_a_layer_that_stops_is_left() -> None:
    meeting = Meeting()
    meeting.watch()
    meeting.publish(AN_CAMERA, 1, rank=0)
    meeting.publish(AN_CAMERA, 2, rank=1)
    assert Point(STAGE, 2) in meeting.run()
    meeting.now += 1.0
    meeting.hear(1, SILENT)
    assert Point(STAGE, 1) in meeting.tick(0.1)


def test_thumbnails_get_the_lowest_layer_that_fits_their_tile() -> None:
    meeting = Meeting()
    meeting.watch()
    meeting.publish(AN_CAMERA, 1)
    meeting.publish(BINH_CAMERA, 2, rank=0)
    meeting.publish(BINH_CAMERA, 3, rank=1)
    for up_id, height in ((2, 180), (3, 360)):
        meeting.hear(up_id, SILENT, height)
    assert Point(THUMBNAIL, 2) in meeting.tick()
    meeting.router.set_view("viewer", View("an", (ViewTile("binh", 100),)))
    assert meeting.run() == []
    meeting.router.set_view("viewer", View("an", (ViewTile("binh", 300),)))
    assert Point(THUMBNAIL, 3) in meeting.run()


def test_the_speaker_takes_the_stage() -> None:
    meeting = Meeting()
    meeting.watch()
    meeting.publish(AN_CAMERA, 1)
    meeting.publish(BINH_CAMERA, 2)
    meeting.publish(SourceKey("binh", "microphone"), 3)
    assert Point(STAGE, 1) in meeting.run()
    effects: list[Effect] = []
    for _ in range(20):
        for up_id, level in ((1, SILENT), (2, SILENT), (3, -20)):
            meeting.hear(up_id, level)
        effects += meeting.tick()
    assert SpeakerChange("binh") in effects
    assert Point(STAGE, 2) in effects


def test_who_leaves_is_gone_from_every_slot() -> None:
    meeting = with_an_on_the_stage()
    meeting.router.forget("an")
    assert meeting.run() == [
        Point(STAGE, None),
        SlotChange("viewer", "video", 0, None, None),
    ]
    meeting.router.forget("viewer")
    assert meeting.router.empty


def test_a_lost_picture_asks_the_source_shown() -> None:
    meeting = with_an_on_the_stage()
    meeting.tick(3.0)
    meeting.tick(3.0)
    meeting.router.keyframe_lost(STAGE, meeting.now)
    assert meeting.run() == [AskKeyframe(1)]
    meeting.router.keyframe_lost(AUDIO, meeting.now)
    meeting.router.keyframe_lost(12345, meeting.now)
    assert meeting.run() == []
