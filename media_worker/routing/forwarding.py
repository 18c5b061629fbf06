"""The forwarding table: what a data plane is told, what it tells, and what it promises.

Control (Python) decides; a data plane executes, one call a packet. There is one interface, and
every implementation passes the same contract tests.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Protocol

from media_worker.routing.extensions import ExtensionIds
from media_worker.routing.reception import ReceptionReport
from media_worker.routing.rtcp import SentStream
from media_worker.routing.twcc import Arrival

Kind = Literal["audio", "video"]
CLOCK_RATES: dict[Kind, int] = {"audio": 48_000, "video": 90_000}
Address = tuple[str, int]


@dataclass(frozen=True)
class UpTrack:
    """One incoming RTP stream: a microphone, a screen, or one simulcast layer of a camera."""

    track_id: int
    peer_id: int
    kind: Kind
    ssrc: int
    payload_type: int


@dataclass(frozen=True)
class DownTrack:
    """One receive slot of a subscriber. RTX fields are 0 where RTX is not negotiated."""

    track_id: int
    peer_id: int
    kind: Kind
    ssrc: int
    payload_type: int
    rtx_ssrc: int = 0
    rtx_payload_type: int = 0


class NewSsrc(NamedTuple):
    """An authentic packet of a stream that is in no table; strings are "" where absent."""

    peer_id: int
    ssrc: int
    payload_type: int
    mid: str
    rid: str
    repaired_rid: str


class Switched(NamedTuple):
    """From RTP timestamp `rtp_timestamp` on, the slot carries `up_id`."""

    down_id: int
    up_id: int
    rtp_timestamp: int


class GapSeen(NamedTuple):
    """Packets of a watched stream are missing: call `missing`."""

    up_id: int


PlaneEvent = NewSsrc | Switched | GapSeen


class UpActivity(NamedTuple):
    """`level_dbov` is the loudest since the last look, -127 for none; size is 0 until seen."""

    last_arrival: float
    level_dbov: int
    width: int
    height: int


class Missing(NamedTuple):
    indexes: Sequence[int]
    keyframe_needed: bool


@dataclass
class PlaneMetrics:
    """Counters since start."""

    packets_in: int = 0
    bytes_in: int = 0
    packets_out: int = 0
    bytes_out: int = 0
    packets_repeated: int = 0
    send_drops: int = 0
    not_authentic: int = 0
    malformed: int = 0


class SrtpSession(Protocol):
    """The SRTP contexts of one peer, opaque to everybody but its data plane."""

    @property
    def inbound(self) -> object: ...

    @property
    def outbound(self) -> object: ...


@dataclass(frozen=True)
class PlanePeer:
    """A connected peer; `address` is where its packets go until `set_address`."""

    peer_id: int
    session: SrtpSession
    address: Address
    extension_ids: ExtensionIds = field(default_factory=ExtensionIds)


class DataPlane(Protocol):
    """Executes the table. Calls never block and garbage never raises; `now` is in seconds.

    `point` takes effect with the source's next keyframe (audio: next packet); until then the
    slot carries on with its old source. `Switched` tells.
    """

    @property
    def metrics(self) -> PlaneMetrics: ...

    def add_peer(self, peer: PlanePeer) -> None: ...

    def set_address(self, peer_id: int, address: Address) -> None: ...

    def remove_peer(self, peer_id: int) -> None:
        """With all its tracks; slots that showed them are empty from now on."""

    def add_up_track(self, track: UpTrack) -> None: ...

    def remove_up_track(self, up_id: int) -> None: ...

    def add_repair(self, peer_id: int, rtx_ssrc: int, up_id: int) -> None:
        """Packets of `rtx_ssrc` repeat those of this track."""

    def add_down_track(self, track: DownTrack) -> None: ...

    def point(self, down_id: int, up_id: int | None) -> None: ...

    def receive(self, peer_id: int, datagram: bytes, now: float) -> bool:
        """Take in one SRTP packet; whether it was authentic (unwatched ones are not checked)."""

    def open_rtcp(self, peer_id: int, datagram: bytes) -> bytes:
        """Unprotect an SRTCP packet; empty if it is not authentic."""

    def send_rtcp(self, peer_id: int, packet: bytes) -> None: ...

    def repeat(self, down_id: int, sequence_numbers: Sequence[int]) -> None:
        """Answer a NACK with what is still in the history."""

    def take_events(self) -> list[PlaneEvent]: ...

    def take_arrivals(self, peer_id: int) -> list[Arrival]: ...

    def activity(self, up_id: int) -> UpActivity: ...

    def missing(self, up_id: int, now: float) -> Missing: ...

    def lossy_tracks(self) -> list[int]:
        """Up tracks with packets still missing."""

    def sender_report_seen(self, peer_id: int, ssrc: int, ntp_timestamp: int, now: float) -> None:
        """A publisher's report about one of its streams."""

    def reception_reports(self, peer_id: int, now: float) -> list[ReceptionReport]: ...

    def sent_streams(self, peer_id: int, now: float) -> list[SentStream]:
        """The slots of a subscriber that carry something, timestamps extrapolated to `now`."""
