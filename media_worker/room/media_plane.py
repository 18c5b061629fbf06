"""The seam between a meeting's rules and its media: what a room orders, what the media reports.

Implemented by the transport and data plane in a real worker, and by a fake in tests. Calls never
block; events come back through the sink on the same event loop.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from meeting_contract.signalling import Slot, SlotAssignment, Source, Tile


class PeerKey(NamedTuple):
    meeting_id: str
    participant_id: str


class OfferError(Exception):
    """The offer cannot be answered: not SDP, no usable codec, too many sections."""


@dataclass(frozen=True)
class MediaAnswer:
    sdp: str
    slots: tuple[Slot, ...]


@dataclass(frozen=True)
class PeerConnected:
    """ICE and DTLS are up."""

    peer: PeerKey


@dataclass(frozen=True)
class PeerLost:
    """No valid packet or consent check for 15 s, or DTLS closed."""

    peer: PeerKey


@dataclass(frozen=True)
class SlotsChanged:
    """Receive slots of `peer` that show something else from now on."""

    peer: PeerKey
    slots: tuple[SlotAssignment, ...]


@dataclass(frozen=True)
class SpeakerChanged:
    meeting_id: str
    participant_id: str | None


MediaEvent = PeerConnected | PeerLost | SlotsChanged | SpeakerChanged
MediaEventSink = Callable[[MediaEvent], None]


class MediaPlane(Protocol):
    """One per worker process."""

    def answer(self, peer: PeerKey, offer_sdp: str) -> MediaAnswer:
        """Answer the one offer of a peer, replacing its earlier connection; raise OfferError."""

    def close(self, peer: PeerKey) -> None:
        """Forget a peer and everything it sends or receives; unknown peers are ignored."""

    def set_published(self, peer: PeerKey, source: Source, published: bool) -> None:
        """Forward this source or not (muted, camera off, share ended). Off until said."""

    def set_view(self, peer: PeerKey, pinned: str | None, tiles: Sequence[Tile]) -> None:
        """What this peer shows: the stage's pin and the thumbnails, most wanted first."""
