"""The switchboard of a worker: sockets, sessions, rooms and media meet here, on one event loop.

It knows no sockets: a line has an `Outlet`, the media a `MediaPlane`, and time is a function.
"""

import logging
from contextlib import AbstractContextManager
from itertools import count

from media_worker.bulkhead import bulkhead
from media_worker.effect_executor import EffectExecutor, Surroundings
from media_worker.line import Line, Outlet
from media_worker.room import commands
from media_worker.room.effects import RoomEnd, SessionId
from media_worker.room.media_plane import (
    MediaEvent,
    MediaPlane,
    PeerConnected,
    PeerLost,
    SlotsChanged,
    SpeakerChanged,
)
from media_worker.room.registry import RoomRefusedError, RoomRegistry
from media_worker.room.room import Room
from media_worker.signalling.gate import TokenGate
from media_worker.signalling.session import Ask, Close, Enter, Output, Say, Session
from meeting_contract.control import HeartbeatReply, RoomStatus
from meeting_contract.signalling import Error, Refused

_log = logging.getLogger(__name__)


class Switchboard:
    def __init__(
        self, gate: TokenGate, rooms: RoomRegistry, media: MediaPlane, around: Surroundings
    ) -> None:
        self._gate = gate
        self._rooms = rooms
        self._around = around
        self._lines: dict[SessionId, Line] = {}
        self._line_ids = count(1)
        self._executor = EffectExecutor(self._lines, rooms, media, around)

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
        self._lines.pop(line.line_id, None)
        if line.room is not None:
            line.room.disconnected(line.line_id, self._around.now_ms())
            self._executor.settle(line.room)

    # What the functions, the media and the time bring.

    def obey(self, reply: HeartbeatReply) -> None:
        """Follow the orders for rooms that are still the ones the functions speak of."""
        now_ms = self._around.now_ms()
        for order in reply.rooms:
            room = self._rooms.get(order.meeting_id)
            if room is not None and room.epoch == order.epoch:
                with self._bulkhead(room):
                    room.obey(order, now_ms)
                    self._executor.settle(room)

    def media_event(self, event: MediaEvent) -> None:
        in_room = event.meeting_id if isinstance(event, SpeakerChanged) else event.peer.meeting_id
        room = self._rooms.get(in_room)
        if room is None:
            return
        with self._bulkhead(room):
            match event:
                case SlotsChanged(peer, slots):
                    room.slots_changed(peer.participant_id, slots)
                case SpeakerChanged(_, participant_id):
                    room.speaker_changed(participant_id)
                case PeerLost(peer):
                    room.media_lost(peer.participant_id)
                case PeerConnected():
                    return
            self._executor.settle(room)

    def tick(self) -> None:
        """Do what time made due; call it a few times a second."""
        now_ms = self._around.now_ms()
        for room in self._rooms:
            with self._bulkhead(room):
                room.tick(now_ms)
                self._executor.settle(room)
        self._rooms.forget_old(now_ms)
        self._gate.forget_expired(now_ms)

    def end_all(self, reason: RoomEnd) -> None:
        for room in self._rooms:
            with self._bulkhead(room):
                room.end(reason, self._around.now_ms())
                self._executor.settle(room)

    # What others ask.

    def statuses(self) -> tuple[RoomStatus, ...]:
        return tuple(room.status() for room in self._rooms)

    @property
    def lines(self) -> int:
        return len(self._lines)

    def _bulkhead(self, room: Room) -> AbstractContextManager[None]:
        return bulkhead(_log, "room", meeting_id=room.meeting_id)

    def _follow(self, line: Line, output: Output, now_ms: int) -> None:
        match output:
            case Enter():
                self._enter(line, output, now_ms)
            case Ask(message) if line.room is not None:
                commands.execute(line.room, line.line_id, message, now_ms)
                self._executor.settle(line.room)
            case Say(message):
                line.say(message)
            case Close():
                line.hang_up()

    def _enter(self, line: Line, enter: Enter, now_ms: int) -> None:
        stale = self._rooms.stale(enter.claims)
        if stale is not None:
            was_ended = stale.epoch <= enter.claims.ended_epoch
            stale.end("ended_by_host" if was_ended else "fenced", now_ms)
            self._executor.settle(stale)
        try:
            line.room = self._room_for(enter, now_ms)
        except RoomRefusedError as e:
            line.say(Refused(e.code))
            line.hang_up()
            return
        if line.room is None:
            line.say(Error("resume_failed"))
            line.hang_up()
            return
        if enter.resume is None:
            line.room.enter(line.line_id, enter.claims, now_ms)
        else:
            line.room.resume(line.line_id, enter.claims, enter.resume, now_ms)
        self._executor.settle(line.room)

    def _room_for(self, enter: Enter, now_ms: int) -> Room | None:
        """Find or open the room; who resumes never opens one, None if theirs is gone."""
        if enter.resume is not None:
            return self._rooms.get(enter.claims.meeting_id)
        may_open = self._around.may_open_rooms()
        return self._rooms.find(enter.claims, now_ms, may_open=may_open)
