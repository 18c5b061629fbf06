"""Carries out what rooms want done: says it to lines, orders it of the media, reports it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from media_worker.line import Line
from media_worker.room.effects import (
    AnswerOffer,
    CloseMedia,
    CloseSession,
    Effect,
    HeartbeatNow,
    Publish,
    RoomClosed,
    Send,
    SessionId,
    SetView,
    Tell,
)
from media_worker.room.media_plane import MediaPlane, OfferError, PeerKey
from media_worker.room.registry import RoomRegistry
from media_worker.room.room import Room
from meeting_contract.reports import AnyReport
from meeting_contract.signalling import Answer, Error, encode

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Surroundings:
    """What the switchboard needs of the process around it."""

    now_ms: Callable[[], int]
    may_open_rooms: Callable[[], bool]
    report: Callable[[AnyReport], None]
    heartbeat_soon: Callable[[], None]


class EffectExecutor:
    def __init__(
        self,
        lines: dict[SessionId, Line],
        rooms: RoomRegistry,
        media: MediaPlane,
        around: Surroundings,
    ) -> None:
        """`lines` stays the switchboard's, which adds and removes."""
        self._lines = lines
        self._rooms = rooms
        self._media = media
        self._around = around
        self._unsettled: list[Room] = []
        self._settling = False
        self._do: dict[type[Any], Callable[[Room, Any], None]] = {
            Send: self._send,
            CloseSession: self._close_session,
            AnswerOffer: self._answer,
            Publish: self._publish,
            SetView: self._set_view,
            CloseMedia: self._close_media,
            Tell: self._tell,
            HeartbeatNow: self._heartbeat_now,
            RoomClosed: self._room_closed,
        }

    def settle(self, room: Room) -> None:
        """Execute what a room wants done; what that causes is executed after it, in order."""
        self._unsettled.append(room)
        if self._settling:
            return
        self._settling = True
        try:
            while self._unsettled:
                unsettled = self._unsettled.pop(0)
                for effect in unsettled.drain():
                    self._execute(unsettled, effect)
        finally:
            self._settling = False

    def _execute(self, room: Room, effect: Effect) -> None:
        try:
            self._do[type(effect)](room, effect)
        except Exception:  # noqa: BLE001 (what one effect breaks must not keep back the next)
            _log.exception("effect failed", extra={"effect": type(effect).__name__})

    def _send(self, _room: Room, effect: Send) -> None:
        text = encode(effect.message)
        for line in map(self._lines.get, effect.sessions):
            if line is not None:
                line.say_encoded(effect.message, text)

    def _close_session(self, _room: Room, effect: CloseSession) -> None:
        line = self._lines.get(effect.session)
        if line is not None:
            line.hang_up()

    def _answer(self, room: Room, effect: AnswerOffer) -> None:
        line = self._lines.get(effect.session)
        if line is None:
            return
        try:
            answer = self._media.answer(_peer(room, effect.participant_id), effect.sdp)
        except OfferError as e:
            _log.info("offer refused", extra={"cause": str(e)})
            line.say(Error("offer_invalid"))
        else:
            line.say(Answer(answer.sdp, answer.slots))

    def _publish(self, room: Room, effect: Publish) -> None:
        peer = _peer(room, effect.participant_id)
        self._media.set_published(peer, effect.source, effect.published)

    def _set_view(self, room: Room, effect: SetView) -> None:
        self._media.set_view(_peer(room, effect.participant_id), effect.pinned, effect.tiles)

    def _close_media(self, room: Room, effect: CloseMedia) -> None:
        self._media.close(_peer(room, effect.participant_id))

    def _tell(self, _room: Room, effect: Tell) -> None:
        self._around.report(effect.report)

    def _heartbeat_now(self, _room: Room, _effect: HeartbeatNow) -> None:
        self._around.heartbeat_soon()

    def _room_closed(self, room: Room, effect: RoomClosed) -> None:
        self._rooms.close(room, effect.reason, self._around.now_ms())


def _peer(room: Room, participant_id: str) -> PeerKey:
    return PeerKey(room.meeting_id, participant_id)
