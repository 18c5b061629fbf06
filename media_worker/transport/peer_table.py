"""All peers of a worker, by everything they are found by."""

from collections.abc import Iterator

from media_worker.room.media_plane import PeerKey
from media_worker.routing.forwarding import Address, UpTrack
from media_worker.transport.peer import Peer


class PeerTable:
    def __init__(self) -> None:
        self._by_id: dict[int, Peer] = {}
        self._by_key: dict[PeerKey, Peer] = {}
        self._by_ufrag: dict[str, Peer] = {}
        self._by_address: dict[Address, Peer] = {}
        self._tracks: dict[int, tuple[Peer, UpTrack]] = {}

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[Peer]:
        """A copy: peers may go while one looks at them."""
        return iter(list(self._by_id.values()))

    def add(self, peer: Peer) -> None:
        self._by_id[peer.peer_id] = peer
        self._by_key[peer.key] = peer
        self._by_ufrag[peer.ice_ufrag] = peer

    def remove(self, peer: Peer) -> None:
        del self._by_id[peer.peer_id]
        del self._by_key[peer.key]
        del self._by_ufrag[peer.ice_ufrag]
        self._by_address = {
            at: other for at, other in self._by_address.items() if other is not peer
        }

    def by_id(self, peer_id: int) -> Peer | None:
        return self._by_id.get(peer_id)

    def by_key(self, key: PeerKey) -> Peer | None:
        return self._by_key.get(key)

    def by_ufrag(self, ufrag: str) -> Peer | None:
        return self._by_ufrag.get(ufrag)

    def by_address(self, address: Address) -> Peer | None:
        return self._by_address.get(address)

    def addresses_changed(self, peer: Peer, address: Address) -> None:
        """A validated check came from `address`: packets from there are this peer's."""
        self._by_address[address] = peer
        forgotten = [
            at
            for at, other in self._by_address.items()
            if other is peer and at not in peer.path.known
        ]
        for at in forgotten:
            del self._by_address[at]

    def add_track(self, peer: Peer, track: UpTrack) -> None:
        self._tracks[track.track_id] = (peer, track)

    def remove_track(self, up_id: int) -> None:
        del self._tracks[up_id]

    def track(self, up_id: int) -> tuple[Peer, UpTrack] | None:
        """Who sends it, and what it is."""
        return self._tracks.get(up_id)
