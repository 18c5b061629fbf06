"""Answers connectivity checks and moves peers to where their checks come from."""

import socket

from media_worker.routing.forwarding import Address, DataPlane
from media_worker.transport.feedback import MediaMetrics
from media_worker.transport.ice_lite import NotACheckError, parse_check
from media_worker.transport.peer_table import PeerTable


class CheckResponder:
    def __init__(
        self, udp: socket.socket, plane: DataPlane, peers: PeerTable, metrics: MediaMetrics
    ) -> None:
        self._udp = udp
        self._plane = plane
        self._peers = peers
        self._metrics = metrics

    def receive(self, datagram: bytes, address: Address, now: float) -> None:
        try:
            check = parse_check(datagram)
        except NotACheckError:
            self._metrics.datagrams_ignored += 1
            return
        peer = self._peers.by_ufrag(check.local_ufrag)
        if (
            peer is None
            or check.remote_ufrag != peer.offer.ice_ufrag
            or not check.is_authentic(peer.ice_password)
        ):
            # Silence instead of RFC 8489's 401: an answer to a forged address helps an attacker.
            self._metrics.checks_refused += 1
            return
        peer.last_valid = now
        if peer.path.checked(address, check.nominates, now) and peer.state == "connected":
            self._plane.set_address(peer.peer_id, address)
        self._peers.addresses_changed(peer, address)
        try:
            self._udp.sendto(check.response(address, peer.ice_password), address)
        except OSError:
            self._plane.metrics.send_drops += 1
