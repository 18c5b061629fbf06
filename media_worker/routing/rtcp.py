"""RTCP (RFC 3550, 4585, 5104): feedback out of compound packets, reports and requests into them."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from aiortc.rtp import (
    RTCP_PSFB_APP,
    RTCP_PSFB_FIR,
    RTCP_PSFB_PLI,
    RTCP_RTPFB_NACK,
    AnyRtcpPacket,
    RtcpPacket,
    RtcpPsfbPacket,
    RtcpReceiverInfo,
    RtcpRrPacket,
    RtcpRtpfbPacket,
    RtcpSenderInfo,
    RtcpSrPacket,
    pack_remb_fci,
)

from media_worker.routing.reception import ReceptionReport

# The NTP era of RFC 3550 starts in 1900, the Unix one in 1970.
NTP_UNIX_OFFSET_S = 2_208_988_800
MAX_REPORT_BLOCKS = 31


@dataclass(frozen=True)
class KeyframeRequest:
    """PLI or FIR for a stream that we send."""

    ssrc: int


@dataclass(frozen=True)
class RepeatRequest:
    """Generic NACK for a stream that we send."""

    ssrc: int
    sequence_numbers: tuple[int, ...]


@dataclass(frozen=True)
class SenderReport:
    """From a publisher, about a stream that we receive; the NTP time is 32.32 fixed point."""

    ssrc: int
    ntp_timestamp: int


Feedback = KeyframeRequest | RepeatRequest | SenderReport


@dataclass(frozen=True)
class SentStream:
    """What our sender report says about a stream of ours."""

    ssrc: int
    timestamp: int
    packets: int
    octets: int


def parse_feedback(data: bytes) -> list[Feedback]:
    """What concerns us in a compound packet; nothing in what is malformed."""
    try:
        packets = RtcpPacket.parse(data)
    except (ValueError, IndexError, struct.error):
        return []
    return [item for packet in packets for item in _feedback_of(packet)]


def _feedback_of(packet: AnyRtcpPacket) -> list[Feedback]:
    if isinstance(packet, RtcpSrPacket):
        return [SenderReport(packet.ssrc, packet.sender_info.ntp_timestamp)]
    if isinstance(packet, RtcpRtpfbPacket) and packet.fmt == RTCP_RTPFB_NACK:
        lost = tuple(sequence_number & 0xFFFF for sequence_number in packet.lost)
        return [RepeatRequest(packet.media_ssrc, lost)]
    if isinstance(packet, RtcpPsfbPacket) and packet.fmt == RTCP_PSFB_PLI:
        return [KeyframeRequest(packet.media_ssrc)]
    if isinstance(packet, RtcpPsfbPacket) and packet.fmt == RTCP_PSFB_FIR:
        # RFC 5104 section 4.3.1: the media source field is unused, the entries name the streams.
        entries = range(0, len(packet.fci) - 7, 8)
        return [KeyframeRequest(int.from_bytes(packet.fci[at : at + 4], "big")) for at in entries]
    return []


def picture_loss(own_ssrc: int, media_ssrc: int) -> bytes:
    return bytes(RtcpPsfbPacket(fmt=RTCP_PSFB_PLI, ssrc=own_ssrc, media_ssrc=media_ssrc))


def negative_acknowledgement(own_ssrc: int, media_ssrc: int, indexes: Sequence[int]) -> bytes:
    """`indexes` are unwrapped sequence numbers, ascending."""
    lost = [index & 0xFFFF for index in indexes]
    # aiortc packs by plain differences: a run over the wrap starts a new entry.
    wrap = next((at for at in range(1, len(lost)) if lost[at] < lost[at - 1]), len(lost))
    parts = [part for part in (lost[:wrap], lost[wrap:]) if part]
    return b"".join(
        bytes(RtcpRtpfbPacket(fmt=RTCP_RTPFB_NACK, ssrc=own_ssrc, media_ssrc=media_ssrc, lost=part))
        for part in parts
    )


def receiver_report(own_ssrc: int, reports: Sequence[ReceptionReport]) -> bytes:
    blocks = [
        RtcpReceiverInfo(
            ssrc=report.ssrc,
            fraction_lost=report.fraction_lost,
            packets_lost=report.packets_lost,
            highest_sequence=report.highest_index,
            jitter=report.jitter,
            lsr=report.last_report,
            dlsr=report.delay_since_report,
        )
        for report in reports[:MAX_REPORT_BLOCKS]
    ]
    return bytes(RtcpRrPacket(ssrc=own_ssrc, reports=blocks))


def sender_report(stream: SentStream, unix_time_s: float) -> bytes:
    info = RtcpSenderInfo(
        ntp_timestamp=int((unix_time_s + NTP_UNIX_OFFSET_S) * (1 << 32)) & 0xFFFFFFFFFFFFFFFF,
        rtp_timestamp=stream.timestamp,
        packet_count=stream.packets & 0xFFFFFFFF,
        octet_count=stream.octets & 0xFFFFFFFF,
    )
    return bytes(RtcpSrPacket(ssrc=stream.ssrc, sender_info=info))


def maximum_bitrate(own_ssrc: int, bitrate_bps: int, media_ssrcs: Sequence[int]) -> bytes:
    """REMB (draft-alvestrand-rmcat-remb-03), for clients without transport-wide feedback."""
    fci = pack_remb_fci(bitrate_bps, list(media_ssrcs))
    return bytes(RtcpPsfbPacket(fmt=RTCP_PSFB_APP, ssrc=own_ssrc, media_ssrc=0, fci=fci))
