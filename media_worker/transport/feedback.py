"""RTCP both ways: to publishers how they arrive, to subscribers what is sent, and their wishes."""

from dataclasses import dataclass

from media_worker.routing import rtcp
from media_worker.routing.forwarding import DataPlane, PlaneMetrics, UpTrack
from media_worker.routing.router import Router
from media_worker.transport.peer import REPEATS_PER_S, Peer

# For clients that offer no transport-wide feedback: three layers and a screen.
REMB_BPS = 3_000_000


@dataclass
class MediaMetrics:
    """Counters since start."""

    plane: PlaneMetrics
    nacks_received: int = 0
    nacks_sent: int = 0
    keyframe_requests_received: int = 0
    keyframe_requests_sent: int = 0
    checks_refused: int = 0
    datagrams_ignored: int = 0


class FeedbackSender:
    def __init__(self, plane: DataPlane, metrics: MediaMetrics, unix_offset_s: float) -> None:
        """`unix_offset_s` turns the caller's `now` into Unix time."""
        self._plane = plane
        self._metrics = metrics
        self._unix_offset_s = unix_offset_s

    def ask_keyframe(self, peer: Peer, track: UpTrack) -> None:
        self._metrics.keyframe_requests_sent += 1
        self._plane.send_rtcp(peer.peer_id, rtcp.picture_loss(peer.own_ssrc, track.ssrc))

    def ask_again(self, peer: Peer, track: UpTrack, now: float) -> bool:
        """NACK what this track misses; whether only a keyframe helps."""
        missing = self._plane.missing(track.track_id, now)
        if missing.indexes:
            self._metrics.nacks_sent += 1
            packet = rtcp.negative_acknowledgement(peer.own_ssrc, track.ssrc, missing.indexes)
            self._plane.send_rtcp(peer.peer_id, packet)
        return missing.keyframe_needed

    def send_arrivals(self, peer: Peer) -> None:
        arrivals = self._plane.take_arrivals(peer.peer_id)
        for packet in peer.twcc.feedback(arrivals):
            self._plane.send_rtcp(peer.peer_id, packet)

    def send_reports(self, peer: Peer, now: float) -> None:
        """Once a second one compound packet: our streams to it, then its streams to us."""
        peer.repeats_left = REPEATS_PER_S
        unix_time_s = now + self._unix_offset_s
        sent = [
            rtcp.sender_report(stream, unix_time_s)
            for stream in self._plane.sent_streams(peer.peer_id, now)
        ]
        reports = self._plane.reception_reports(peer.peer_id, now)
        packet = b"".join(sent) + rtcp.receiver_report(peer.own_ssrc, reports)
        if not peer.extension_ids.transport_cc and reports:
            ssrcs = [report.ssrc for report in reports]
            packet += rtcp.maximum_bitrate(peer.own_ssrc, REMB_BPS, ssrcs)
        self._plane.send_rtcp(peer.peer_id, packet)


class FeedbackReceiver:
    def __init__(self, plane: DataPlane, metrics: MediaMetrics) -> None:
        self._plane = plane
        self._metrics = metrics

    def receive(self, peer: Peer, router: Router, packet: bytes, now: float) -> None:
        """Obey an unprotected compound packet of this peer."""
        for item in rtcp.parse_feedback(packet):
            match item:
                case rtcp.SenderReport(ssrc, ntp_timestamp):
                    self._plane.sender_report_seen(peer.peer_id, ssrc, ntp_timestamp, now)
                case rtcp.KeyframeRequest(ssrc):
                    self._metrics.keyframe_requests_received += 1
                    down_id = peer.down_id_of(ssrc)
                    if down_id is not None:
                        router.keyframe_lost(down_id, now)
                case rtcp.RepeatRequest(ssrc, sequence_numbers):
                    self._metrics.nacks_received += 1
                    self._repeat(peer, ssrc, sequence_numbers)

    def _repeat(self, peer: Peer, ssrc: int, sequence_numbers: tuple[int, ...]) -> None:
        down_id = peer.down_id_of(ssrc)
        if down_id is not None:
            granted = sequence_numbers[: peer.repeats_left]
            peer.repeats_left -= len(granted)
            self._plane.repeat(down_id, granted)
