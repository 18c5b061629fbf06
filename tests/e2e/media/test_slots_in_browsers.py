"""Three Chromium participants through the media server: they see, hear, share, switch."""

import asyncio
from functools import partial

from media_worker.room.media_plane import PeerConnected, PeerLost, SlotsChanged
from tests.e2e.media.studio import Player, Studio, in_studio
from tests.media.waiting import eventually

# How fast it is, `make bench` measures (media.slot_switch).
SWITCHES = 4


async def sees_and_hears(player: Player, others: int) -> bool:
    """Frames rise and audio has energy in as many slots as there are others."""
    before = await player.inbound()
    await asyncio.sleep(0.5)
    after = await player.inbound()
    seeing = [
        place
        for place, report in after.items()
        if place[0] == "video" and report["frames"] > before.get(place, report)["frames"]
    ]
    hearing = [
        place
        for place, report in after.items()
        if place[0] == "audio" and report["energy"] > before.get(place, report)["energy"]
    ]
    return len(seeing) == len(hearing) == others


def shown(studio: Studio, player: Player, kind: str) -> set[tuple[str | None, str | None]]:
    slots = studio.slots_of(player.key)
    return {(slot.participant_id, slot.source) for place, slot in slots.items() if place[0] == kind}


def test_three_participants_see_and_hear_each_other() -> None:
    async def scenario(room: Studio) -> None:
        names = ("an", "binh", "cuc")
        players = [await room.join(name) for name in names]
        for player in players:
            await eventually(partial(sees_and_hears, player, 2))
            others = set(names) - {player.key.participant_id}
            assert shown(room, player, "video") == {(name, "camera") for name in others}
            assert shown(room, player, "audio") == {(name, "microphone") for name in others}
            assert PeerConnected(player.key) in room.events

        an, binh, cuc = players
        await an.page.evaluate("() => shareScreen()")
        an.publish("screen")
        await eventually(lambda: stage_is(room, binh, "an", "screen"))
        await eventually(lambda: stage_width(cuc, 800))
        an.publish("screen", published=False)
        await eventually(lambda: stage_has_camera(room, binh))

        binh.publish("microphone", published=False)
        assert ("binh", "microphone") not in shown(room, an, "audio")

        await cuc.page.close()
        room.server.close(cuc.key)
        await eventually(lambda: sees_and_hears_only(room, an, "binh"))
        assert PeerLost(an.key) not in room.events

    in_studio(scenario)


async def stage_is(studio: Studio, player: Player, name: str, source: str) -> bool:
    slot = studio.slots_of(player.key).get(("video", 0))
    return slot is not None and (slot.participant_id, slot.source) == (name, source)


async def stage_has_camera(studio: Studio, player: Player) -> bool:
    slot = studio.slots_of(player.key).get(("video", 0))
    return slot is not None and slot.source == "camera"


async def stage_width(player: Player, width: int) -> bool:
    report = (await player.inbound()).get(("video", 0))
    return report is not None and report["width"] == width


async def sees_and_hears_only(studio: Studio, player: Player, name: str) -> bool:
    return {slot.participant_id for slot in studio.slots_of(player.key).values()} == {name}


def test_a_slot_is_pointed_elsewhere_at_a_keyframe() -> None:
    """The new picture comes with the RTP timestamp that was told."""

    async def scenario(room: Studio) -> None:
        names = ("an", "binh")
        for name in names:
            await room.join(name, width=960, height=540)
        viewer = await room.join("viewer", width=320, height=180)
        await eventually(lambda: sees_and_hears(viewer, 2))
        room.server.set_view(viewer.key, "binh", ())
        await eventually(lambda: stage_is(room, viewer, "binh", "camera"))
        for number in range(SWITCHES):
            await switch(room, viewer, names[number % 2])

    in_studio(scenario)


async def switch(room: Studio, viewer: Player, name: str) -> None:
    """Pin `name`, and wait until its first frame was on the screen."""
    told_before = len(room.events)
    room.server.set_view(viewer.key, name, ())
    await eventually(lambda: stage_is(room, viewer, name, "camera"))
    timestamp = next(
        slot.rtp_timestamp
        for event in room.events[told_before:]
        if isinstance(event, SlotsChanged) and event.peer == viewer.key
        for slot in event.slots
        if (slot.kind, slot.index) == ("video", 0) and slot.rtp_timestamp is not None
    )
    await eventually(lambda: frame_shown(viewer, timestamp))


async def frame_shown(player: Player, timestamp: int) -> bool:
    """Whether the stage showed a frame of this RTP timestamp or later."""
    return any(
        frame["index"] == 0 and (frame["rtpTimestamp"] - timestamp) % (1 << 32) < 1 << 31
        for frame in await player.frames()
    )
