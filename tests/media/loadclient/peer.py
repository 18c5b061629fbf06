"""One light peer: a UDP socket, an ICE check that is answered, a DTLS handshake, SRTP keys."""

import asyncio
import contextlib
import secrets
import socket
import struct
from collections.abc import Sequence

from aioice import stun

from tests.media.loadclient.dtls import DtlsClient, SrtpKeys
from tests.media.loadclient.sdp import (
    AUDIO_LEVEL_EXTENSION,
    MID_EXTENSION,
    IceCredentials,
    Remote,
    Section,
    write_description,
)

CONNECT_TIMEOUT_S = 20
RETRANSMIT_S = 0.25
# Below the 15 s after which a silent peer is given up, with room for two lost checks.
CONSENT_INTERVAL_S = 4
RECEIVE_BUFFER_BYTES = 2 * 1024 * 1024
# RFC 6464: bit 7 says voice, the rest is -dBov: a voice at -20 dBov.
SPEAKING_LEVEL = 0x80 | 20


class ConnectError(Exception):
    """No answer to ICE checks, or DTLS did not complete, in time."""


class LightPeer:
    """Offer or answer with `description`, then `connect` to what the server described."""

    def __init__(self, local_address: str) -> None:
        self.ice = IceCredentials(secrets.token_hex(4), secrets.token_hex(12))
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
        self._socket.bind((local_address, 0))
        self._local_address = local_address
        self._keys: SrtpKeys | None = None
        self._consent: asyncio.Task[None] | None = None

    @property
    def keys(self) -> SrtpKeys:
        if self._keys is None:
            raise ConnectError("not connected yet")
        return self._keys

    def fileno(self) -> int:
        return self._socket.fileno()

    def description(self, sections: Sequence[Section]) -> str:
        return write_description(sections, self.ice, self._local_address, secrets.randbits(40))

    async def connect(self, remote: Remote) -> None:
        """Reach the server; from then on the socket belongs to whoever moves packets."""
        self._socket.connect(remote.address)
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT_S):
                await self._check(remote)
                self._keys = await self._handshake(remote)
        except TimeoutError:
            raise ConnectError("no answer in time") from None
        self._consent = asyncio.create_task(self._keep_consent(remote))

    def close(self) -> None:
        if self._consent:
            self._consent.cancel()
        self._socket.close()

    async def _check(self, remote: Remote) -> None:
        while True:
            self._send(self._binding_request(remote))
            datagram = await self._receive()
            if datagram and datagram[0] < 4 and _is_response(datagram):
                return

    async def _handshake(self, remote: Remote) -> SrtpKeys:
        dtls = DtlsClient(remote.fingerprint)
        while dtls.keys is None:
            for datagram in dtls.outgoing():
                self._send(datagram)
            answer = await self._receive()
            if answer is None:
                dtls.handle_timeout()
            elif 20 <= answer[0] <= 63:  # RFC 7983: DTLS
                dtls.receive(answer)
        for datagram in dtls.outgoing():
            self._send(datagram)
        return dtls.keys

    async def _receive(self) -> bytes | None:
        """One datagram, or None after a while; the server's own checks are answered on the way."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(RETRANSMIT_S):
                datagram = await loop.sock_recv(self._socket, 2048)
        except (TimeoutError, ConnectionRefusedError):
            return None
        if datagram and datagram[0] < 4 and not _is_response(datagram):
            self._answer_check(datagram)
        return datagram or None

    def _answer_check(self, datagram: bytes) -> None:
        request = stun.parse_message(datagram)
        response = stun.Message(
            message_method=stun.Method.BINDING,
            message_class=stun.Class.RESPONSE,
            transaction_id=request.transaction_id,
        )
        response.attributes["XOR-MAPPED-ADDRESS"] = self._socket.getpeername()
        response.add_message_integrity(self.ice.password.encode())
        self._send(bytes(response))

    def _binding_request(self, remote: Remote) -> bytes:
        request = stun.Message(message_method=stun.Method.BINDING, message_class=stun.Class.REQUEST)
        request.attributes["USERNAME"] = f"{remote.ice.ufrag}:{self.ice.ufrag}"
        request.attributes["PRIORITY"] = 1853824767
        request.attributes["ICE-CONTROLLING"] = 1
        request.attributes["USE-CANDIDATE"] = None
        request.add_message_integrity(remote.ice.password.encode())
        return bytes(request)

    def _send(self, datagram: bytes) -> None:
        with contextlib.suppress(BlockingIOError, ConnectionRefusedError):
            self._socket.send(datagram)

    async def _keep_consent(self, remote: Remote) -> None:
        while True:
            await asyncio.sleep(CONSENT_INTERVAL_S)
            self._send(self._binding_request(remote))


def _is_response(datagram: bytes) -> bool:
    return datagram[0] == 0x01 and datagram[1] == 0x01  # binding success response


def rtp_header(section: Section) -> bytes:
    """The header of every packet of a section: MID, and for audio the level, as one-byte items."""
    mid = section.mid.encode()
    items = bytes([MID_EXTENSION << 4 | (len(mid) - 1)]) + mid
    if section.kind == "audio":
        items += bytes([AUDIO_LEVEL_EXTENSION << 4, SPEAKING_LEVEL])
    items += bytes(-len(items) % 4)
    marker = 0x80 if section.kind == "video" else 0  # a frame a packet
    fixed = struct.pack("!BBHII", 0x90, marker | section.payload_type, 0, 0, section.ssrc or 0)
    return fixed + struct.pack("!HH", 0xBEDE, len(items) // 4) + items
