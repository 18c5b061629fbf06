"""A participant at the protocol's level: a real WebSocket, media by a light peer."""

import asyncio
import secrets
from collections.abc import Sequence
from typing import Self

from websockets.asyncio.client import ClientConnection, connect

from meeting_contract import PROTOCOL_VERSION
from meeting_contract.signalling import (
    AUDIO_SLOTS,
    MAX_MESSAGE_BYTES,
    VIDEO_SLOTS,
    Answer,
    AnyClientMessage,
    Hello,
    Joined,
    Leave,
    MediaState,
    Offer,
    Refused,
    SlotAssignment,
    Slots,
    Tile,
    View,
    Waiting,
    decode_worker_message,
    encode,
)
from tests.media.loadclient.peer import LightPeer
from tests.media.loadclient.sdp import Kind, Section, payload_type, read_description

ANSWER_TIMEOUT_S = 30


def _receive_slot(kind: Kind, mid: int) -> Section:
    return Section(kind, str(mid), "recvonly", payload_type(kind))


_RECEIVE_SLOTS = tuple(
    _receive_slot("audio" if mid < AUDIO_SLOTS else "video", mid)
    for mid in range(AUDIO_SLOTS + VIDEO_SLOTS)
)


class Participant:
    """`first` is what the worker said to hello: joined, waiting or refused."""

    def __init__(self, socket: ClientConnection, first: Joined | Waiting | Refused) -> None:
        self.first = first
        self.slots: dict[tuple[str, int], SlotAssignment] = {}
        self._socket = socket
        self._answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def enter(cls, signalling_url: str, token: str) -> Self:
        """Open the socket and say hello."""
        socket = await connect(
            signalling_url, origin=None, max_size=MAX_MESSAGE_BYTES, open_timeout=ANSWER_TIMEOUT_S
        )
        await socket.send(encode(Hello(PROTOCOL_VERSION, token)))
        async with asyncio.timeout(ANSWER_TIMEOUT_S):
            first = decode_worker_message(await socket.recv())
        if not isinstance(first, Joined | Waiting | Refused):
            raise TypeError(f"hello was answered by {first!r}")
        return cls(socket, first)

    async def say(self, message: AnyClientMessage) -> None:
        await self._socket.send(encode(message))

    async def publish(self, peer: LightPeer, kind: Kind) -> Section:
        """Connect media that sends one microphone or camera and receives nothing."""
        ssrc = secrets.randbits(31) | 1
        section = Section(kind, "0", "sendonly", payload_type(kind), ssrc)
        await self._connect(peer, [section])
        await self.say(MediaState(microphone=kind == "audio", camera=kind == "video", screen=False))
        return section

    async def watch(self, peer: LightPeer, stage: str, thumbnails: Sequence[str]) -> None:
        """Connect media that receives all slots and show these participants."""
        await self._connect(peer, _RECEIVE_SLOTS)
        tiles = tuple(Tile(participant_id, 320, 180) for participant_id in thumbnails)
        await self.say(View(stage, tiles))

    async def leave(self) -> None:
        """Say so, and wait until the worker has closed the socket."""
        await self.say(Leave())
        await self._socket.wait_closed()

    async def close(self) -> None:
        self._reader.cancel()
        await self._socket.close()

    async def _connect(self, peer: LightPeer, sections: Sequence[Section]) -> None:
        await self.say(Offer(peer.description(sections)))
        async with asyncio.timeout(ANSWER_TIMEOUT_S):
            answer = await self._answer
        await peer.connect(read_description(answer.sdp))

    async def _read(self) -> None:
        async for frame in self._socket:
            message = decode_worker_message(frame)
            if isinstance(message, Answer) and not self._answer.done():
                self._answer.set_result(message)
            elif isinstance(message, Slots):
                self.slots |= {(slot.kind, slot.index): slot for slot in message.slots}
