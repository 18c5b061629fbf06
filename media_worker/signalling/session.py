"""One socket's conversation without the socket: what it may say when, and what to do with it."""

from dataclasses import dataclass
from typing import Literal

import msgspec

from media_worker.signalling.gate import TokenGate
from media_worker.signalling.rate_limit import TokenBucket
from meeting_contract import PROTOCOL_VERSION
from meeting_contract.signalling import (
    MAX_MESSAGE_BYTES,
    Admit,
    AnyClientMessage,
    AnyWorkerMessage,
    ClientMessage,
    Ended,
    EndForAll,
    Error,
    ErrorCode,
    Hello,
    Joined,
    Leave,
    Lock,
    MediaState,
    Mute,
    Offer,
    Ping,
    Pong,
    RaiseHand,
    Refuse,
    Refused,
    Remove,
    SendChat,
    View,
    Waiting,
    WorkerMessage,
    decode_client_message,
)
from meeting_contract.token import InvalidTokenError, JoinClaims

State = Literal["awaiting_hello", "greeted", "waiting", "joined", "closed"]


@dataclass(frozen=True)
class Enter:
    """Genuine claims ask for a seat; `resume` is the key of the seat they had."""

    claims: JoinClaims
    resume: str | None


@dataclass(frozen=True)
class Ask:
    """A participant asks something of the room."""

    message: AnyClientMessage


@dataclass(frozen=True)
class Say:
    """An answer that needs no room."""

    message: AnyWorkerMessage


@dataclass(frozen=True)
class Close:
    """Close the socket once everything said before has gone out."""


Output = Enter | Ask | Say | Close

_MEMBER_MESSAGES: frozenset[type[ClientMessage]] = frozenset(
    {Offer, MediaState, View, SendChat, RaiseHand, Admit, Refuse, Mute, Remove, Lock, EndForAll}
)
# What a client may say in each state.
ACCEPTED: dict[State, frozenset[type[ClientMessage]]] = {
    "awaiting_hello": frozenset({Hello}),
    "greeted": frozenset(),
    "waiting": frozenset({Leave, Ping}),
    "joined": _MEMBER_MESSAGES | {Leave, Ping},
    "closed": frozenset(),
}
# What the worker says moves the state; everything else leaves it.
NEXT: dict[State, dict[type[WorkerMessage], State]] = {
    "awaiting_hello": {},
    "greeted": {Waiting: "waiting", Joined: "joined", Refused: "closed", Ended: "closed"},
    "waiting": {Joined: "joined", Refused: "closed", Ended: "closed"},
    "joined": {Ended: "closed"},
    "closed": {},
}

# An offer costs parsing 58 kB of SDP and a DTLS handshake; a chat line is copied to everybody.
_COST: dict[type[ClientMessage], float] = {Offer: 20, SendChat: 4}
_INVALID_COST = 10
_BURST = 80
_REFILL_PER_S = 10
# So many messages over the limit in a row are not a person's.
_MAX_EXCESS = 100


class Session:
    """Feed it what arrives (`receive`) and what goes out (`sent`)."""

    def __init__(self, gate: TokenGate, now_ms: int) -> None:
        self.state: State = "awaiting_hello"
        self._gate = gate
        self._bucket = TokenBucket(_BURST, _REFILL_PER_S, now_ms)
        self._excess = 0

    def receive(self, data: str | bytes, now_ms: int) -> list[Output]:
        """Take one WebSocket message, whatever it is; never raise because of it."""
        if self.state == "closed":
            return []
        if len(data) > MAX_MESSAGE_BYTES:
            return self._invalid("message_too_large", now_ms)
        try:
            message = decode_client_message(data)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            return self._invalid("message_invalid", now_ms)
        if not self._bucket.take(_COST.get(type(message), 1), now_ms):
            return self._over_limit()
        self._excess = 0
        return self._accept(message, now_ms)

    def sent(self, message: AnyWorkerMessage) -> None:
        """Follow what the worker said to this session."""
        self.state = NEXT[self.state].get(type(message), self.state)

    def closed(self) -> None:
        self.state = "closed"

    def _accept(self, message: AnyClientMessage, now_ms: int) -> list[Output]:
        if type(message) not in ACCEPTED[self.state]:
            return self._out_of_turn(message)
        if isinstance(message, Hello):
            return self._greet(message, now_ms)
        if isinstance(message, Ping):
            return [Say(Pong(now_ms))]
        if isinstance(message, Leave) and self.state == "waiting":
            return self._end(Ended("left"))
        return [Ask(message)]

    def _greet(self, hello: Hello, now_ms: int) -> list[Output]:
        if hello.version != PROTOCOL_VERSION:
            return self._end(Error("version_unsupported"))
        try:
            claims = self._gate.open(hello, now_ms)
        except InvalidTokenError as e:
            return self._end(Error(e.code))
        self.state = "greeted"
        return [Enter(claims, hello.resume)]

    def _out_of_turn(self, message: AnyClientMessage) -> list[Output]:
        if self.state == "awaiting_hello":
            return self._end(Error("not_joined"))
        return [Say(Error("message_invalid" if isinstance(message, Hello) else "not_joined"))]

    def _invalid(self, code: ErrorCode, now_ms: int) -> list[Output]:
        if self.state == "awaiting_hello":
            return self._end(Error(code))
        if not self._bucket.take(_INVALID_COST, now_ms):
            return self._over_limit()
        return [Say(Error(code))]

    def _over_limit(self) -> list[Output]:
        """Drop a message; say so once a row of them, and give up on a flood."""
        self._excess += 1
        if self._excess > _MAX_EXCESS:
            return self._end(Error("rate_limited"))
        return [Say(Error("rate_limited"))] if self._excess == 1 else []

    def _end(self, last: AnyWorkerMessage) -> list[Output]:
        self.state = "closed"
        return [Say(last), Close()]
