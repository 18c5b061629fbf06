"""Makes a peer and the answer of a client's offer, with credentials that nobody can guess."""

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from aiortc import RTCCertificate

from media_worker.room.media_plane import PeerKey
from media_worker.routing.forwarding import Address, DownTrack
from media_worker.transport.aiortc_seam import SrtpSessions
from media_worker.transport.dtls import DtlsSession
from media_worker.transport.peer import Peer
from media_worker.transport.sdp import Offer
from media_worker.transport.sdp_answer import LocalTransport, build_answer


@dataclass(frozen=True)
class PeerCallbacks:
    """What a peer's DTLS wants: a datagram sent, and its beginning and end known."""

    send: Callable[[Peer, bytes], None]
    connected: Callable[[Peer, SrtpSessions], None]
    closed: Callable[[Peer], None]


class Answerer:
    """One certificate a process; `ids` number peers and tracks alike."""

    def __init__(
        self, candidates: Sequence[Address], ids: Iterator[int], callbacks: PeerCallbacks
    ) -> None:
        self._candidates = candidates
        self._ids = ids
        self._callbacks = callbacks
        self._certificate = RTCCertificate.generateCertificate()

    def new_peer(self, key: PeerKey, offer: Offer, now: float) -> Peer:
        """Its DTLS waits for the client from now on; call on a running event loop."""
        peer_id = next(self._ids)
        peer = Peer(
            peer_id=peer_id,
            key=key,
            offer=offer,
            own_ssrc=_new_ssrc(),
            ice_ufrag=secrets.token_hex(4),
            ice_password=secrets.token_hex(16),
            down_tracks=self._down_tracks(peer_id, offer),
            answered_at=now,
            last_valid=now,
        )
        peer.dtls = DtlsSession(
            self._certificate,
            offer.fingerprints,
            send=lambda datagram: self._callbacks.send(peer, datagram),
            on_connected=lambda sessions: self._callbacks.connected(peer, sessions),
            on_closed=lambda: self._callbacks.closed(peer),
        )
        return peer

    def answer(self, peer: Peer) -> str:
        local = LocalTransport(
            peer.ice_ufrag,
            peer.ice_password,
            self._fingerprint(),
            self._candidates,
            session_id=secrets.randbits(62),
        )
        return build_answer(peer.offer, local, peer.down_tracks)

    def _down_tracks(self, peer_id: int, offer: Offer) -> dict[str, DownTrack]:
        return {
            section.mid: DownTrack(
                track_id=next(self._ids),
                peer_id=peer_id,
                kind=section.kind,
                ssrc=_new_ssrc(),
                payload_type=section.payload_type,
                rtx_ssrc=_new_ssrc() if section.rtx_payload_type else 0,
                rtx_payload_type=section.rtx_payload_type,
            )
            for section in offer.accepted
            if section.role == "receive"
        }

    def _fingerprint(self) -> str:
        fingerprints = self._certificate.getFingerprints()
        return next(item.value for item in fingerprints if item.algorithm == "sha-256")


def _new_ssrc() -> int:
    """Never 0, which stands for "none"."""
    return secrets.randbelow((1 << 32) - 1) + 1
