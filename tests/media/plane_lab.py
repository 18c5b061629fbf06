"""A data plane with clients around it: real UDP sockets and real SRTP, no ICE, no DTLS."""

import random
import struct
from dataclasses import dataclass
from itertools import count
from typing import Any, cast

from pylibsrtp import Error, Policy, Session

from media_worker.dataplane.python_plane import PythonDataPlane
from media_worker.routing.extensions import ExtensionIds
from media_worker.routing.forwarding import DataPlane, DownTrack, PlanePeer, UpTrack
from media_worker.transport.aiortc_seam import PylibsrtpLibrary, srtp_sessions
from media_worker.transport.udp_socket import bind_udp

VP8, OPUS, RTX = 96, 111, 97
KEYFRAME = bytes([0x10, 0x00, 0x00, 0x9D, 0x01, 0x2A, 0x80, 0x02, 0x68, 0x01])
INTERFRAME = bytes([0x11]) + bytes(9)
# X and S bits: extended, start of a partition.
_DESCRIPTOR = 0x90


def rtp(  # noqa: PLR0917  # the fields in the order of the header
    ssrc: int,
    sequence_number: int,
    timestamp: int = 0,
    payload: bytes = b"",
    payload_type: int = VP8,
    block: bytes = b"",
) -> bytes:
    first = 0x90 if block else 0x80
    sequence_number &= 0xFFFF
    return (
        struct.pack("!BBHII", first, payload_type, sequence_number, timestamp, ssrc)
        + block
        + payload
    )


def extension(*elements: tuple[int, bytes]) -> bytes:
    body = b"".join(bytes([number << 4 | len(value) - 1]) + value for number, value in elements)
    body += bytes(-len(body) % 4)
    return struct.pack("!HH", 0xBEDE, len(body) // 4) + body


def vp8(picture_id: int, *, keyframe: bool = False, note: bytes = b"") -> bytes:
    """A payload with a long picture id and a TL0PICIDX; `note` tells packets apart."""
    frame = KEYFRAME if keyframe else INTERFRAME
    head = bytes([_DESCRIPTOR, 0xC0]) + (0x8000 | picture_id).to_bytes(2, "big")
    return head + bytes([picture_id & 0xFF]) + frame + note


@dataclass(frozen=True)
class _ConnectedDtls:
    """The two sessions under the names that aiortc gives them."""

    _rx_srtp: Session
    _tx_srtp: Session


def _session(key: bytes, direction: int) -> Session:
    policy = Policy(key=key, ssrc_type=direction)
    policy.allow_repeat_tx = True
    policy.window_size = 1024
    return Session(policy)


class LabClient:
    """One peer's far end."""

    def __init__(self, peer_id: int, plane: DataPlane, extension_ids: ExtensionIds) -> None:
        self.peer_id = peer_id
        self._plane = plane
        self.socket = bind_udp("127.0.0.1", 0)
        up, down = bytes([peer_id]) * 30, bytes([255 - peer_id]) * 30
        self._out = _session(up, Policy.SSRC_ANY_OUTBOUND)
        self._in = _session(down, Policy.SSRC_ANY_INBOUND)
        server = _ConnectedDtls(
            _session(up, Policy.SSRC_ANY_INBOUND), _session(down, Policy.SSRC_ANY_OUTBOUND)
        )
        sessions = srtp_sessions(cast("Any", server))
        address = self.socket.getsockname()
        plane.add_peer(PlanePeer(peer_id, sessions, address, extension_ids))

    def protect(self, packet: bytes) -> bytes:
        return self._out.protect(packet)

    def send(self, packet: bytes, now: float = 0.0) -> bool:
        return self._plane.receive(self.peer_id, self.protect(packet), now)

    def protect_rtcp(self, packet: bytes) -> bytes:
        return self._out.protect_rtcp(packet)

    def datagrams(self) -> list[bytes]:
        received = []
        while True:
            try:
                received.append(self.socket.recv(2048))
            except BlockingIOError:
                return received

    def received(self) -> list[bytes]:
        """RTP packets that came, unprotected; what does not authenticate fails the test."""
        packets = []
        for datagram in self.datagrams():
            try:
                packets.append(self._in.unprotect(datagram))
            except Error as error:
                raise AssertionError("not protected as agreed") from error
        return packets

    def received_rtcp(self) -> list[bytes]:
        return [self._in.unprotect_rtcp(datagram) for datagram in self.datagrams()]


class PlaneLab:
    """Every data plane passes the tests that are written against this."""

    def __init__(self, seed: int = 1) -> None:
        self.socket = bind_udp("127.0.0.1", 0)
        self.plane: DataPlane = PythonDataPlane(
            self.socket, PylibsrtpLibrary(), random.Random(seed)
        )
        self._ids = count(1)
        self._clients: list[LabClient] = []

    def client(self, extension_ids: ExtensionIds | None = None) -> LabClient:
        client = LabClient(next(self._ids), self.plane, extension_ids or ExtensionIds())
        self._clients.append(client)
        return client

    def up(self, client: LabClient, ssrc: int, kind: str = "video") -> int:
        up_id = next(self._ids)
        payload_type = VP8 if kind == "video" else OPUS
        track = UpTrack(up_id, client.peer_id, cast("Any", kind), ssrc, payload_type)
        self.plane.add_up_track(track)
        return up_id

    def down(self, client: LabClient, ssrc: int, kind: str = "video", rtx_ssrc: int = 0) -> int:
        down_id = next(self._ids)
        payload_type = 100 if kind == "video" else 109
        rtx_payload_type = 101 if rtx_ssrc else 0
        track = DownTrack(
            down_id,
            client.peer_id,
            cast("Any", kind),
            ssrc,
            payload_type,
            rtx_ssrc,
            rtx_payload_type,
        )
        self.plane.add_down_track(track)
        return down_id

    def close(self) -> None:
        self.socket.close()
        for client in self._clients:
            client.socket.close()
