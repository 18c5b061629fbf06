"""One client's connection: its credentials, path, tracks and slots."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from media_worker.room.media_plane import PeerKey
from media_worker.routing.extensions import ExtensionIds
from media_worker.routing.forwarding import DownTrack, Kind, NewSsrc
from media_worker.routing.router import SlotTracks
from media_worker.routing.slots import SourceKey
from media_worker.routing.twcc import TwccReceiver
from media_worker.transport.dtls import DtlsSession
from media_worker.transport.ice_lite import SelectedPath
from media_worker.transport.sdp import Offer, OfferedSection
from meeting_contract.signalling import Slot, Source

# Validated checks come every 2.5 s; a client that lost its network may return within this.
LOST_AFTER_S = 15.0
# A subscriber that asks for more is not helped by more: its network is full, or it is hostile.
REPEATS_PER_S = 500


class PublishedStream(NamedTuple):
    """What a new SSRC carries; `rank` orders simulcast layers, smallest first."""

    source: Source
    rid: str
    rank: int


class RepairStream(NamedTuple):
    """A new SSRC repeats packets of this stream."""

    source: Source
    rid: str


@dataclass(eq=False)
class Peer:
    peer_id: int
    key: PeerKey
    offer: Offer
    own_ssrc: int
    ice_ufrag: str
    ice_password: str
    down_tracks: dict[str, DownTrack]
    answered_at: float
    last_valid: float
    path: SelectedPath = field(default_factory=SelectedPath)
    dtls: DtlsSession | None = None
    state: Literal["connecting", "connected"] = "connecting"
    repeats_left: int = REPEATS_PER_S
    up_ids: dict[tuple[Source, str], int] = field(default_factory=dict)
    tracks_made: int = 0
    twcc: TwccReceiver = field(init=False)
    extension_ids: ExtensionIds = field(init=False)

    def __post_init__(self) -> None:
        self.twcc = TwccReceiver(self.own_ssrc)
        ids = {uri: number for part in self.offer.accepted for uri, number in part.extension_ids}
        self.extension_ids = ExtensionIds.from_uris(ids)

    def is_lost(self, now: float) -> bool:
        """Silent for too long, or checks come but no DTLS handshake ends."""
        alive_at = self.answered_at if self.state == "connecting" else self.last_valid
        return now - alive_at > LOST_AFTER_S

    def source_key(self, source: Source) -> SourceKey:
        return SourceKey(self.key.participant_id, source)

    def slots(self) -> tuple[Slot, ...]:
        """Its receive slots, numbered a kind in the order of the offer."""
        slots = []
        for kind in ("audio", "video"):
            mids = [mid for mid, track in self.down_tracks.items() if track.kind == kind]
            slots += [Slot(kind, index, mid) for index, mid in enumerate(mids)]
        return tuple(slots)

    def slot_tracks(self) -> SlotTracks:
        return SlotTracks(self._down_ids("audio"), self._down_ids("video"))

    def _down_ids(self, kind: Kind) -> Sequence[int]:
        return [track.track_id for track in self.down_tracks.values() if track.kind == kind]

    def down_id_of(self, ssrc: int) -> int | None:
        """The slot a subscriber's feedback is about."""
        for track in self.down_tracks.values():
            if track.ssrc == ssrc:
                return track.track_id
        return None

    def label(self, event: NewSsrc) -> PublishedStream | RepairStream | None:
        """What a new SSRC is, by what the offer declared, else by its MID and RID (RFC 8843)."""
        for source, section in published_sections(self.offer).items():
            repairs = {rtx for _, rtx in section.repair_ssrcs}
            belongs = event.ssrc in section.ssrcs or event.mid == section.mid
            if not belongs:
                continue
            if event.payload_type == section.rtx_payload_type or event.ssrc in repairs:
                return RepairStream(source, event.repaired_rid or event.rid)
            if event.payload_type != section.payload_type:
                return None
            if section.rids and event.rid not in section.rids:
                return None
            rank = section.rids.index(event.rid) if section.rids else 0
            return PublishedStream(source, event.rid if section.rids else "", rank)
        return None


def published_sections(offer: Offer) -> dict[Source, OfferedSection]:
    """The first sending audio section is the microphone, the videos are camera, then screen."""
    sections = [section for section in offer.sections if section.role == "publish"]
    audio: list[Source] = ["microphone"]
    video: list[Source] = ["camera", "screen"]
    names: dict[Kind, Iterator[Source]] = {"audio": iter(audio), "video": iter(video)}
    # The parser accepts no more sending sections than there are names.
    return {next(names[section.kind]): section for section in sections}
