"""The state of the Python data plane: peers, incoming streams, outgoing slots."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from media_worker.dataplane.departures import Destination
from media_worker.routing.extensions import ExtensionIds, forwarded_ids
from media_worker.routing.forwarding import CLOCK_RATES, DownTrack, SrtpSession, UpTrack
from media_worker.routing.missing_packets import MissingPackets
from media_worker.routing.packet_history import PacketHistory
from media_worker.routing.reception import Reception
from media_worker.routing.rtcp import SentStream
from media_worker.routing.sequence_map import Position, SequenceMap

if TYPE_CHECKING:
    from media_worker.routing.twcc import Arrival

SILENCE_DBOV = -127
# A stream that sends nothing for so long needs no sender report.
SILENT_S = 2.0


class PeerState:
    """One connected peer: `inbound` and `outbound` are SRTP contexts."""

    __slots__ = (
        "arrivals",
        "destination",
        "downs",
        "extension_ids",
        "inbound",
        "outbound",
        "peer_id",
        "repairs",
        "session",
        "unknown",
        "ups",
    )

    def __init__(
        self,
        peer_id: int,
        session: SrtpSession,
        destination: Destination,
        extension_ids: ExtensionIds,
    ) -> None:
        self.peer_id = peer_id
        self.session = session
        self.inbound = session.inbound
        self.outbound = session.outbound
        self.destination = destination
        self.extension_ids = extension_ids
        self.ups: dict[int, UpState] = {}
        self.repairs: dict[int, UpState] = {}
        self.downs: dict[int, DownState] = {}
        self.unknown: dict[int, int] = {}
        self.arrivals: list[Arrival] = []


@dataclass(slots=True, eq=False)
class Fanout:
    """Slots that get the same bytes but for their headers: one renumbering of extensions."""

    ids: dict[int, int]
    downs: "list[DownState]" = field(default_factory=list)


class UpState:
    """An incoming stream: its newest packet, its past, and who watches it."""

    __slots__ = (
        "armed",
        "fanouts",
        "height",
        "history",
        "is_video",
        "level_dbov",
        "missing",
        "newest",
        "octets",
        "packets",
        "peer",
        "reception",
        "track",
        "unopened",
        "width",
    )

    def __init__(self, track: UpTrack, peer: PeerState) -> None:
        self.track = track
        self.peer = peer
        self.is_video = track.kind == "video"
        self.newest: Position | None = None
        self.reception = Reception(track.ssrc, CLOCK_RATES[track.kind])
        self.missing = MissingPackets()
        self.history = PacketHistory() if self.is_video else None
        self.fanouts: dict[tuple[tuple[int, int], ...], Fanout] = {}
        self.armed: list[DownState] = []
        self.packets = 0
        self.octets = 0
        self.unopened = 0
        self.level_dbov = SILENCE_DBOV
        self.width = 0
        self.height = 0

    @property
    def watched(self) -> bool:
        return bool(self.fanouts or self.armed)

    def start(self, sequence_number: int, timestamp: int, now: float) -> Position:
        """The first packet; the high index leaves room for packets that come late."""
        first = (1 << 16) + sequence_number
        # One before the first: that one is then the next.
        self.newest = Position(first - 1, timestamp, -1, -1, now)
        return self.newest

    def add(self, down: "DownState") -> None:
        ids = {}
        if not self.is_video:
            ids = forwarded_ids(self.peer.extension_ids, down.peer.extension_ids)
        fanout = self.fanouts.setdefault(tuple(ids.items()), Fanout(ids))
        fanout.downs.append(down)

    def drop(self, down: "DownState") -> None:
        if down in self.armed:
            self.armed.remove(down)
        for key, fanout in list(self.fanouts.items()):
            if down in fanout.downs:
                fanout.downs.remove(down)
                if not fanout.downs:
                    del self.fanouts[key]


class DownState:
    """An outgoing slot. The plain attributes repeat its sequence map for the inner loop."""

    __slots__ = (
        "_octets_before",
        "_packets_before",
        "_rtx_sequence_number",
        "armed_on",
        "first_index",
        "map",
        "payload_type",
        "peer",
        "picture_id_offset",
        "sequence_offset",
        "ssrc",
        "timestamp_offset",
        "tl0_index_offset",
        "track",
        "up",
    )

    def __init__(self, track: DownTrack, peer: PeerState, start: Position) -> None:
        self.track = track
        self.peer = peer
        self.ssrc = track.ssrc
        self.payload_type = track.payload_type
        self.map = SequenceMap(start, CLOCK_RATES[track.kind])
        self.up: UpState | None = None
        self.armed_on: UpState | None = None
        self._rtx_sequence_number = start.index & 0x7FFF
        self._packets_before = 0
        self._octets_before = 0
        self._copy_offsets()

    def _copy_offsets(self) -> None:
        self.sequence_offset = self.map.index_offset & 0xFFFF
        self.timestamp_offset = self.map.timestamp_offset
        self.picture_id_offset = self.map.picture_id_offset
        self.tl0_index_offset = self.map.tl0_index_offset
        self.first_index = self.map.first_index

    def arm(self, up: UpState) -> None:
        self.disarm()
        self.armed_on = up
        up.armed.append(self)

    def disarm(self) -> None:
        if self.armed_on is not None:
            self.armed_on.armed.remove(self)
            self.armed_on = None

    def attach(self, up: UpState, first: Position) -> None:
        """From `first` on the slot carries `up`."""
        self.detach()
        self.disarm()
        self.map.attach(up.track.track_id, first)
        self._copy_offsets()
        self._packets_before -= up.packets
        self._octets_before -= up.octets
        self.up = up
        up.add(self)

    def detach(self) -> None:
        up, self.up = self.up, None
        if up is None or up.newest is None:
            return
        up.drop(self)
        self.map.detach(up.newest)
        self._packets_before += up.packets
        self._octets_before += up.octets

    def next_rtx_sequence_number(self) -> int:
        self._rtx_sequence_number = (self._rtx_sequence_number + 1) & 0xFFFF
        return self._rtx_sequence_number

    def newest_index(self) -> int:
        """Of the outgoing stream, unwrapped."""
        if self.up is not None and self.up.newest is not None:
            return self.map.outgoing(self.up.newest).index
        return self.map.last.index

    def sent_stream(self, now: float) -> SentStream | None:
        """For a sender report, the timestamp extrapolated to `now`; None while silent."""
        up = self.up
        if up is None or up.newest is None or now - up.newest.at > SILENT_S:
            return None
        ticks = int((now - up.newest.at) * CLOCK_RATES[self.track.kind])
        timestamp = (self.map.outgoing(up.newest).timestamp + ticks) & 0xFFFFFFFF
        return SentStream(
            self.ssrc, timestamp, self._packets_before + up.packets, self._octets_before + up.octets
        )
