"""The switchboard of a worker: sockets, sessions, rooms and media meet here, on one event loop.

It knows no sockets: a line has an `Outlet`, the media a `MediaPlane`, and time is a function.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any, Protocol

from media_worker.room import commands
from media_worker.room.effects import (
    AnswerOffer,
    CloseMedia,
    CloseSession,
    HeartbeatNow,
    Publish,
    RoomClosed,
    RoomEnd,
    Send,
    SessionId,
    SetView,
    Tell,
)
from media_worker.room.media_plane import (
    MediaEvent,
    MediaPlane,
    OfferError,
    PeerConnected,
    PeerKey,
    PeerLost,
    SlotsChanged,
    SpeakerChanged,
)
from media_worker.room.registry import RoomRefusedError, RoomRegistry
from media_worker.room.room import Room
from media_worker.signalling.gate import TokenGate
from media_worker.signalling.session import Ask, Close, Enter, Output, Say, Session
from meeting_contract.control import HeartbeatReply, RoomStatus
from meeting_contract.reports import AnyReport
from meeting_contract.signalling import Answer, AnyWorkerMessage, Error, Refused, encode

_log = logging.getLogger(__name__)


class Outlet(Protocol):
    """Where a line speaks; neither call waits."""

    def send(self, text: str) -> None:
        """Send a text frame."""

    def close(self) -> None:
        """Close after what was sent before."""


@dataclass(frozen=True)
class Surroundings:
    """What the switchboard needs of the process around it."""

    now_ms: Callable[[], int]
    may_open_rooms: Callable[[], bool]
    report: Callable[[AnyReport], None]
    heartbeat_soon: Callable[[], None]


class Line:
    """One client's end of the switchboard."""

    def __init__(
        self, board: "Switchboard", line_id: SessionId, outlet: Outlet, session: Session
    ) -> None:
        self._board = board
        self.line_id = line_id
        self.outlet = outlet
        self.session = session
        self.room: Room | None = None

    def received(self, data: str | bytes) -> None:
        self._board.received(self, data)

    def greeted(self) -> bool:
        return self.session.state != "awaiting_hello"

    def lost(self) -> None:
        self._board.lost(self)


class Switchboard:
    def __init__(
        self, gate: TokenGate, rooms: RoomRegistry, media: MediaPlane, around: Surroundings
    ) -> None:
        self._gate = gate
        self._rooms = rooms
        self._media = media
        self._around = around
        self._lines: dict[SessionId, Line] = {}
        self._line_ids = count(1)
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

    # What sockets bring.

    def open_line(self, outlet: Outlet) -> Line:
        session = Session(self._gate, self._around.now_ms())
        line = Line(self, SessionId(next(self._line_ids)), outlet, session)
        self._lines[line.line_id] = line
        return line

    def received(self, line: Line, data: str | bytes) -> None:
        now_ms = self._around.now_ms()
        for output in line.session.receive(data, now_ms):
            self._follow(line, output, now_ms)

    def lost(self, line: Line) -> None:
        line.session.closed()
        self._lines.pop(line.line_id, None)
        if line.room is not None:
            line.room.disconnected(line.line_id, self._around.now_ms())
            self._settle(line.room)

    # What the functions, the media and the time bring.

    def obey(self, reply: HeartbeatReply) -> None:
        """Follow the orders for rooms that are still the ones the functions speak of."""
        now_ms = self._around.now_ms()
        for order in reply.rooms:
            room = self._rooms.get(order.meeting_id)
            if room is not None and room.epoch == order.epoch:
                room.obey(order, now_ms)
                self._settle(room)

    def media_event(self, event: MediaEvent) -> None:
        in_room = event.meeting_id if isinstance(event, SpeakerChanged) else event.peer.meeting_id
        room = self._rooms.get(in_room)
        if room is None:
            return
        match event:
            case SlotsChanged(peer, slots):
                room.slots_changed(peer.participant_id, slots)
            case SpeakerChanged(_, participant_id):
                room.speaker_changed(participant_id)
            case PeerLost(peer):
                room.media_lost(peer.participant_id)
            case PeerConnected():
                return
        self._settle(room)

    def tick(self) -> None:
        """Do what time made due; call it a few times a second."""
        now_ms = self._around.now_ms()
        for room in self._rooms:
            try:
                room.tick(now_ms)
                self._settle(room)
            except Exception:  # noqa: BLE001 (a defect in one meeting must not end the others)
                _log.exception("room failed", extra={"meeting_id": room.meeting_id})
        self._rooms.forget_old(now_ms)
        self._gate.forget_expired(now_ms)

    def end_all(self, reason: RoomEnd) -> None:
        for room in self._rooms:
            room.end(reason, self._around.now_ms())
            self._settle(room)

    # What others ask.

    def statuses(self) -> tuple[RoomStatus, ...]:
        return tuple(room.status() for room in self._rooms)

    @property
    def lines(self) -> int:
        return len(self._lines)

    def _follow(self, line: Line, output: Output, now_ms: int) -> None:
        match output:
            case Enter():
                self._enter(line, output, now_ms)
            case Ask(message) if line.room is not None:
                commands.execute(line.room, line.line_id, message, now_ms)
                self._settle(line.room)
            case Say(message):
                self._say(line, message)
            case Close():
                line.outlet.close()

    def _enter(self, line: Line, enter: Enter, now_ms: int) -> None:
        stale = self._rooms.stale(enter.claims)
        if stale is not None:
            stale.end("fenced", now_ms)
            self._settle(stale)
        try:
            line.room = self._room_for(enter, now_ms)
        except RoomRefusedError as e:
            self._say(line, Refused(e.code))
            line.outlet.close()
            return
        if line.room is None:
            self._say(line, Error("resume_failed"))
            line.outlet.close()
            return
        if enter.resume is None:
            line.room.enter(line.line_id, enter.claims, now_ms)
        else:
            line.room.resume(line.line_id, enter.claims, enter.resume, now_ms)
        self._settle(line.room)

    def _room_for(self, enter: Enter, now_ms: int) -> Room | None:
        """Find or open the room; who resumes never opens one, None if theirs is gone."""
        if enter.resume is not None:
            return self._rooms.get(enter.claims.meeting_id)
        may_open = self._around.may_open_rooms()
        return self._rooms.find(enter.claims, now_ms, may_open=may_open)

    def _settle(self, room: Room) -> None:
        """Execute what a room wants done; what that causes is executed after it, in order."""
        self._unsettled.append(room)
        if self._settling:
            return
        self._settling = True
        try:
            while self._unsettled:
                unsettled = self._unsettled.pop(0)
                for effect in unsettled.drain():
                    self._do[type(effect)](unsettled, effect)
        finally:
            self._settling = False

    def _send(self, _room: Room, effect: Send) -> None:
        text = encode(effect.message)
        for line in map(self._lines.get, effect.sessions):
            if line is not None:
                line.session.sent(effect.message)
                line.outlet.send(text)

    def _say(self, line: Line, message: AnyWorkerMessage) -> None:
        line.session.sent(message)
        line.outlet.send(encode(message))

    def _close_session(self, _room: Room, effect: CloseSession) -> None:
        line = self._lines.get(effect.session)
        if line is not None:
            line.session.closed()
            line.outlet.close()

    def _answer(self, room: Room, effect: AnswerOffer) -> None:
        line = self._lines.get(effect.session)
        if line is None:
            return
        try:
            answer = self._media.answer(_peer(room, effect.participant_id), effect.sdp)
        except OfferError as e:
            _log.info("offer refused", extra={"cause": str(e)})
            self._say(line, Error("offer_invalid"))
        else:
            self._say(line, Answer(answer.sdp, answer.slots))

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
