"""What participants may ask of a room, who may ask it, and what happens: one table."""

from collections.abc import Callable
from dataclasses import dataclass

from media_worker.room.effects import AnswerOffer, Publish, Send, SessionId, SetView
from media_worker.room.member import Member, SlotMap
from media_worker.room.room import Room
from meeting_contract.signalling import (
    Admit,
    AnyClientMessage,
    Chat,
    ChatMessage,
    ClientMessage,
    EndForAll,
    Error,
    ErrorCode,
    Leave,
    Lock,
    MediaState,
    Mute,
    MutedByHost,
    Offer,
    RaiseHand,
    Refuse,
    Remove,
    SendChat,
    Source,
    View,
)
from meeting_contract.token import Role


class CommandError(Exception):
    """The asker is at fault; the session hears the code and goes on."""

    def __init__(self, code: ErrorCode) -> None:
        super().__init__(code)
        self.code = code


def execute(room: Room, session: SessionId, message: AnyClientMessage, now_ms: int) -> None:
    """Do what a session asks, or tell it why not; a refused command changes nothing."""
    try:
        asker = _asker(room, session)
        _allowed(asker, message).run(room, asker, message, now_ms)
    except CommandError as e:
        room.roster.emit(Send((session,), Error(e.code)))


def _asker(room: Room, session: SessionId) -> Member:
    asker = room.roster.of_session(session)
    if asker is None:
        raise CommandError("not_joined")
    return asker


def _allowed(asker: Member, message: AnyClientMessage) -> "Command":
    command = COMMANDS.get(type(message))
    if command is None:
        raise CommandError("message_invalid")
    if asker.claims.role not in command.who:
        raise CommandError("not_allowed")
    return command


def _offer(room: Room, asker: Member, message: Offer, _now_ms: int) -> None:
    """Connect the media (anew), then order again what a new connection does not know."""
    asker.slots = SlotMap()
    room.roster.emit(AnswerOffer(_session(asker), asker.participant_id, message.sdp))
    for source in sorted(asker.sources):
        room.roster.emit(Publish(asker.participant_id, source, published=True))
    if asker.view is not None:
        room.roster.emit(_set_view(asker, asker.view))


def _media_state(room: Room, asker: Member, message: MediaState, _now_ms: int) -> None:
    wanted: dict[Source, bool] = {
        "microphone": message.microphone,
        "camera": message.camera,
        "screen": message.screen,
    }
    room.publish(asker, frozenset(source for source, on in wanted.items() if on))


def _view(room: Room, asker: Member, message: View, _now_ms: int) -> None:
    asker.view = message
    room.roster.emit(_set_view(asker, message))


def _send_chat(room: Room, asker: Member, message: SendChat, now_ms: int) -> None:
    if not message.text.strip():
        raise CommandError("message_invalid")
    said = room.chat.find(asker.participant_id, message.message_id)
    if said is not None:
        room.roster.say(asker, Chat(said))
        return
    said = ChatMessage(
        message.message_id, asker.participant_id, asker.claims.name, message.text, now_ms
    )
    room.chat.add(said)
    room.roster.tell_all(Chat(said))


def _raise_hand(room: Room, asker: Member, message: RaiseHand, _now_ms: int) -> None:
    if message.raised != asker.hand_raised:
        asker.hand_raised = message.raised
        room.roster.tell_about(asker)


def _leave(room: Room, asker: Member, _message: Leave, now_ms: int) -> None:
    room.remove(asker, "left", now_ms)


def _admit(room: Room, _asker: Member, message: Admit, now_ms: int) -> None:
    """Seat those who wait while seats last; whoever finds none goes on waiting."""
    named = message.participant_id
    wanted = room.lobby.in_order() if named is None else (named,)
    for participant_id in wanted:
        if participant_id not in room.lobby:
            raise CommandError("no_such_participant")
        if room.full:
            room.tell_hosts_it_is_full()
            break
        visitor = room.lobby.take(participant_id)
        room.seat(visitor.session, visitor.claims, now_ms)
    room.tell_hosts_of_lobby()


def _refuse(room: Room, _asker: Member, message: Refuse, _now_ms: int) -> None:
    if message.participant_id not in room.lobby:
        raise CommandError("no_such_participant")
    room.roster.refuse(room.lobby.take(message.participant_id).session, "refused_by_host")
    room.tell_hosts_of_lobby()


def _mute(room: Room, _asker: Member, message: Mute, _now_ms: int) -> None:
    if message.participant_id is None:
        muted = [member for member in room.roster if not member.is_host]
    else:
        muted = [_member(room, message.participant_id)]
    for member in muted:
        if "microphone" in member.sources:
            room.publish(member, member.sources - {"microphone"})
            room.roster.say(member, MutedByHost())


def _remove(room: Room, _asker: Member, message: Remove, now_ms: int) -> None:
    member = _member(room, message.participant_id)
    if member.is_host:
        raise CommandError("not_allowed")
    if message.ban:
        room.ban(member.claims.person_id, now_ms)
    else:
        room.remove(member, "removed", now_ms)


def _lock(room: Room, _asker: Member, message: Lock, now_ms: int) -> None:
    room.lock(now_ms, locked=message.locked)


def _end_for_all(room: Room, _asker: Member, _message: EndForAll, now_ms: int) -> None:
    room.end("ended_by_host", now_ms)


def _member(room: Room, participant_id: str) -> Member:
    member = room.roster.get(participant_id)
    if member is None:
        raise CommandError("no_such_participant")
    return member


def _session(asker: Member) -> SessionId:
    """Return the socket of somebody who has just spoken through it."""
    if asker.session is None:
        raise CommandError("not_joined")
    return asker.session


def _set_view(member: Member, view: View) -> SetView:
    return SetView(member.participant_id, view.pinned, view.tiles)


@dataclass(frozen=True)
class Command:
    """`run` raises CommandError before it changes anything."""

    who: frozenset[Role]
    run: Callable[..., None]


_ALL: frozenset[Role] = frozenset({"host", "guest"})
_HOST: frozenset[Role] = frozenset({"host"})

COMMANDS: dict[type[ClientMessage], Command] = {
    Offer: Command(_ALL, _offer),
    MediaState: Command(_ALL, _media_state),
    View: Command(_ALL, _view),
    SendChat: Command(_ALL, _send_chat),
    RaiseHand: Command(_ALL, _raise_hand),
    Leave: Command(_ALL, _leave),
    Admit: Command(_HOST, _admit),
    Refuse: Command(_HOST, _refuse),
    Mute: Command(_HOST, _mute),
    Remove: Command(_HOST, _remove),
    Lock: Command(_HOST, _lock),
    EndForAll: Command(_HOST, _end_for_all),
}
