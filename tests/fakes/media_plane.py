"""A media plane that connects nothing and remembers what it was told."""

from collections.abc import Sequence

from media_worker.room.media_plane import MediaAnswer, MediaEventSink, OfferError, PeerKey
from media_worker.routing.forwarding import PlaneMetrics
from media_worker.transport.feedback import MediaMetrics
from meeting_contract.signalling import Slot, Source, Tile

ANSWER = MediaAnswer("v=0\r\n", (Slot("audio", 0, "3"), Slot("video", 0, "7")))


class FakeMediaPlane:
    """`sink` is there for tests to report events through. An offer without "v=" is no offer."""

    def __init__(self, sink: MediaEventSink) -> None:
        self.sink = sink
        self.metrics = MediaMetrics(PlaneMetrics())
        self.peers: set[PeerKey] = set()
        self.published: set[tuple[PeerKey, Source]] = set()
        self.views: dict[PeerKey, tuple[str | None, tuple[Tile, ...]]] = {}
        self.stopped = False

    def answer(self, peer: PeerKey, offer_sdp: str) -> MediaAnswer:
        if "v=" not in offer_sdp:
            raise OfferError("not SDP")
        self.peers.add(peer)
        return ANSWER

    def close(self, peer: PeerKey) -> None:
        self.peers.discard(peer)
        self.published = {entry for entry in self.published if entry[0] != peer}

    def set_published(self, peer: PeerKey, source: Source, published: bool) -> None:
        if published:
            self.published.add((peer, source))
        else:
            self.published.discard((peer, source))

    def set_view(self, peer: PeerKey, pinned: str | None, tiles: Sequence[Tile]) -> None:
        self.views[peer] = (pinned, tuple(tiles))

    async def aclose(self) -> None:
        self.stopped = True
