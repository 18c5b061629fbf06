"""Signalling between the web client and its worker: JSON text frames on one WebSocket.

The client sends `hello` first. A person whom the lobby holds gets `waiting`, and `joined` once
admitted; everybody else gets `joined` at once. The client then offers (JSEP, RFC 9429) and gets
one answer; after that nothing is negotiated again: `slots` says which participant each receive
slot shows. A socket that returns within 15 s says `hello` with its old token and `resume`, and gets
`joined` anew while its media never stopped; in every other case a token is good for one `hello`.
After a new offer the client says `media_state` again. Unknown message types are refused, unknown
fields ignored.
"""

from typing import Annotated, Literal

import msgspec

from meeting_contract.token import Role

RESUME_WINDOW_S = 15
MAX_MESSAGE_BYTES = 256 * 1024
CHAT_MAX_CHARS = 2000
# One offer asks for these receive slots: the loudest voices, one stage, eight thumbnails.
AUDIO_SLOTS = 4
VIDEO_SLOTS = 9

Source = Literal["microphone", "camera", "screen"]
SlotKind = Literal["audio", "video"]

ErrorCode = Literal[
    "token_invalid",
    "token_expired",
    "token_foreign",
    "version_unsupported",
    "message_invalid",
    "message_too_large",
    "rate_limited",
    "not_joined",
    "not_allowed",
    "offer_invalid",
    "resume_failed",
    "no_such_participant",
    "server_error",
]
RefusalCode = Literal[
    "meeting_full",
    "meeting_locked",
    "meeting_ended",
    "time_limit",
    "banned",
    "refused_by_host",
    "lobby_full",
    "worker_draining",
    "fenced",
]
EndReason = Literal[
    "ended_by_host", "time_limit", "removed", "banned", "replaced", "left", "drained", "fenced"
]

ShortText = Annotated[str, msgspec.Meta(min_length=1, max_length=128)]


class ClientMessage(msgspec.Struct, frozen=True, tag_field="type"):
    """What a browser says."""


class Hello(ClientMessage, frozen=True, tag="hello"):
    """First message. `resume` is the key of the `joined` whose socket was lost."""

    version: int
    token: Annotated[str, msgspec.Meta(max_length=4096)]
    resume: Annotated[str, msgspec.Meta(max_length=128)] | None = None


class Offer(ClientMessage, frozen=True, tag="offer"):
    sdp: Annotated[str, msgspec.Meta(max_length=200_000)]


class MediaState(ClientMessage, frozen=True, tag="media_state"):
    """Which of my sources are on; the viewer sees no event when packets stop, so it is said."""

    microphone: bool
    camera: bool
    screen: bool


class Tile(msgspec.Struct, frozen=True):
    """A thumbnail the client shows, in CSS pixels times the device's pixel ratio."""

    participant_id: ShortText
    width: Annotated[int, msgspec.Meta(ge=0, le=8192)]
    height: Annotated[int, msgspec.Meta(ge=0, le=8192)]


class View(ClientMessage, frozen=True, tag="view"):
    """What this client shows: `pinned` overrides the active speaker on the stage."""

    pinned: ShortText | None
    tiles: Annotated[tuple[Tile, ...], msgspec.Meta(max_length=VIDEO_SLOTS)]


class SendChat(ClientMessage, frozen=True, tag="send_chat"):
    """`message_id` is the sender's own, so that a repeat after a reconnect is not shown twice."""

    message_id: ShortText
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=CHAT_MAX_CHARS)]


class RaiseHand(ClientMessage, frozen=True, tag="raise_hand"):
    raised: bool


class Admit(ClientMessage, frozen=True, tag="admit"):
    """Host only. None admits everybody who waits."""

    participant_id: ShortText | None


class Refuse(ClientMessage, frozen=True, tag="refuse"):
    participant_id: ShortText


class Mute(ClientMessage, frozen=True, tag="mute"):
    """Host only. None mutes everybody but hosts; the muted may unmute themselves."""

    participant_id: ShortText | None


class Remove(ClientMessage, frozen=True, tag="remove"):
    """Host only. With `ban` the person cannot come back to this meeting."""

    participant_id: ShortText
    ban: bool = False


class Lock(ClientMessage, frozen=True, tag="lock"):
    locked: bool


class EndForAll(ClientMessage, frozen=True, tag="end_for_all"):
    pass


class Leave(ClientMessage, frozen=True, tag="leave"):
    pass


class Ping(ClientMessage, frozen=True, tag="ping"):
    pass


AnyClientMessage = (
    Hello
    | Offer
    | MediaState
    | View
    | SendChat
    | RaiseHand
    | Admit
    | Refuse
    | Mute
    | Remove
    | Lock
    | EndForAll
    | Leave
    | Ping
)


class WorkerMessage(msgspec.Struct, frozen=True, tag_field="type"):
    """What a worker says."""


class Participant(msgspec.Struct, frozen=True):
    """`joined_at_ms` orders the list; `connected` is false while the socket is lost."""

    participant_id: str
    name: str
    role: Role
    joined_at_ms: int
    microphone: bool = False
    camera: bool = False
    screen: bool = False
    hand_raised: bool = False
    connected: bool = True


class ChatMessage(msgspec.Struct, frozen=True):
    message_id: str
    participant_id: str
    name: str
    text: str
    at_ms: int


class Waiting(WorkerMessage, frozen=True, tag="waiting"):
    """You are in the lobby; `host_present` says whether anybody can let you in yet."""

    title: str
    host_present: bool


class Joined(WorkerMessage, frozen=True, tag="joined"):
    """You are in. `ends_at_ms` is the product's time; `now_ms` lets the client correct its own."""

    version: int
    participant_id: str
    role: Role
    resume: str
    resumed: bool
    title: str
    locked: bool
    now_ms: int
    ends_at_ms: int | None
    max_participants: int
    participants: tuple[Participant, ...]
    chat: tuple[ChatMessage, ...]


class Refused(WorkerMessage, frozen=True, tag="refused"):
    """You cannot come in; the socket closes after this."""

    code: RefusalCode


class Slot(msgspec.Struct, frozen=True):
    """One receive slot: `mid` of the client's own transceiver."""

    kind: SlotKind
    index: int
    mid: str


class Answer(WorkerMessage, frozen=True, tag="answer"):
    sdp: str
    slots: tuple[Slot, ...]


class ParticipantUpdate(WorkerMessage, frozen=True, tag="participant"):
    """Somebody joined, or what is known of them changed: the whole of it."""

    participant: Participant


class ParticipantGone(WorkerMessage, frozen=True, tag="participant_gone"):
    participant_id: str
    reason: EndReason


class SlotAssignment(msgspec.Struct, frozen=True):
    """Slot `index` shows this source from RTP timestamp `rtp_timestamp` on; None: it is empty."""

    kind: SlotKind
    index: int
    participant_id: str | None
    source: Source | None
    rtp_timestamp: int | None


class Slots(WorkerMessage, frozen=True, tag="slots"):
    """The slots that changed; `epoch` rises by one a message to this client."""

    epoch: int
    slots: tuple[SlotAssignment, ...]


class ActiveSpeaker(WorkerMessage, frozen=True, tag="active_speaker"):
    participant_id: str | None


class Chat(WorkerMessage, frozen=True, tag="chat"):
    message: ChatMessage


class LobbyGuest(msgspec.Struct, frozen=True):
    participant_id: str
    name: str
    waiting_since_ms: int


class RoomFull(WorkerMessage, frozen=True, tag="room_full"):
    """To hosts: somebody found all seats taken (a larger plan would let them in)."""

    max_participants: int


class Lobby(WorkerMessage, frozen=True, tag="lobby"):
    """To hosts: everybody who waits."""

    waiting: tuple[LobbyGuest, ...]


class Locked(WorkerMessage, frozen=True, tag="locked"):
    locked: bool


class Clock(WorkerMessage, frozen=True, tag="clock"):
    """The meeting's end moved, or a warning is due: `warning_min` is 10, 5, 1, or None."""

    now_ms: int
    ends_at_ms: int | None
    warning_min: Literal[10, 5, 1] | None


class MutedByHost(WorkerMessage, frozen=True, tag="muted_by_host"):
    pass


class Ended(WorkerMessage, frozen=True, tag="ended"):
    """It is over for you; the socket closes after this. `drained`: join again at once."""

    reason: EndReason


class Error(WorkerMessage, frozen=True, tag="error"):
    """What you said could not be done; the session goes on unless the socket closes."""

    code: ErrorCode


class Pong(WorkerMessage, frozen=True, tag="pong"):
    now_ms: int


AnyWorkerMessage = (
    Waiting
    | Joined
    | Refused
    | Answer
    | ParticipantUpdate
    | ParticipantGone
    | Slots
    | ActiveSpeaker
    | Chat
    | RoomFull
    | Lobby
    | Locked
    | Clock
    | MutedByHost
    | Ended
    | Error
    | Pong
)

_client_decoder: msgspec.json.Decoder[AnyClientMessage] = msgspec.json.Decoder(AnyClientMessage)
_worker_decoder: msgspec.json.Decoder[AnyWorkerMessage] = msgspec.json.Decoder(AnyWorkerMessage)
_encoder = msgspec.json.Encoder()


def encode(message: AnyClientMessage | AnyWorkerMessage) -> str:
    return _encoder.encode(message).decode()


def decode_client_message(data: str | bytes) -> AnyClientMessage:
    """Raise msgspec.DecodeError (ValidationError is one) on anything else."""
    return _client_decoder.decode(data)


def decode_worker_message(data: str | bytes) -> AnyWorkerMessage:
    """Raise msgspec.DecodeError (ValidationError is one) on anything else."""
    return _worker_decoder.decode(data)
