"""RTCP in and out, against aiortc's parser."""

import random
import struct

from aiortc.rtp import RtcpPacket, RtcpPsfbPacket, RtcpRrPacket, RtcpRtpfbPacket, RtcpSrPacket

from media_worker.routing import rtcp
from media_worker.routing.reception import ReceptionReport


def fir(*ssrcs: int) -> bytes:
    entries = b"".join(struct.pack("!IB3x", ssrc, 1) for ssrc in ssrcs)
    return bytes(RtcpPsfbPacket(fmt=4, ssrc=1, media_ssrc=0, fci=entries))


def test_what_subscribers_ask_for_is_found_in_a_compound_packet() -> None:
    compound = (
        rtcp.receiver_report(1, [])
        + rtcp.picture_loss(1, 20)
        + fir(30, 31)
        + rtcp.negative_acknowledgement(1, 40, [65_535, 65_536, 65_600])
    )
    assert rtcp.parse_feedback(compound) == [
        rtcp.KeyframeRequest(20),
        rtcp.KeyframeRequest(30),
        rtcp.KeyframeRequest(31),
        rtcp.RepeatRequest(40, (65_535,)),
        rtcp.RepeatRequest(40, (0, 64)),
    ]


def test_a_sender_report_carries_our_time() -> None:
    data = rtcp.sender_report(rtcp.SentStream(20, 9000, 3, 300), unix_time_s=1.5)
    (packet,) = RtcpPacket.parse(data)
    assert isinstance(packet, RtcpSrPacket)
    info = packet.sender_info
    assert info.ntp_timestamp == (2_208_988_801 << 32) + (1 << 31)
    assert (info.rtp_timestamp, info.packet_count, info.octet_count) == (9000, 3, 300)
    assert rtcp.parse_feedback(data) == [rtcp.SenderReport(20, info.ntp_timestamp)]


def test_a_receiver_report_has_31_blocks_at_most() -> None:
    report = ReceptionReport(5, 25, 10, 199, 7, 1, 2)
    (packet,) = RtcpPacket.parse(rtcp.receiver_report(1, [report] * 40))
    assert isinstance(packet, RtcpRrPacket)
    assert len(packet.reports) == 31
    assert (packet.reports[0].fraction_lost, packet.reports[0].highest_sequence) == (25, 199)


def test_a_maximum_bitrate_names_the_streams() -> None:
    (packet,) = RtcpPacket.parse(rtcp.maximum_bitrate(1, 3_000_000, [5, 6]))
    assert isinstance(packet, RtcpPsfbPacket)
    assert packet.fci.startswith(b"REMB")


def test_a_nack_packs_runs() -> None:
    (packet,) = RtcpPacket.parse(rtcp.negative_acknowledgement(1, 2, [100, 101, 110, 300]))
    assert isinstance(packet, RtcpRtpfbPacket)
    assert packet.lost == [100, 101, 110, 300]


def test_ten_thousand_random_and_mutated_packets_never_crash() -> None:
    generator = random.Random(2)
    report = ReceptionReport(5, 25, 10, 199, 7, 1, 2)
    valid = (
        rtcp.receiver_report(1, [report]) + fir(1, 2) + rtcp.negative_acknowledgement(1, 2, [1, 9])
    )
    for number in range(10_000):
        if number % 2:
            data = bytes([0x80, 200 + number % 8]) + generator.randbytes(generator.randrange(100))
        else:
            mutated = bytearray(valid)
            for _ in range(generator.randrange(1, 5)):
                mutated[generator.randrange(len(mutated))] = generator.randrange(256)
            data = bytes(mutated[: generator.randrange(len(mutated) + 1)])
        for item in rtcp.parse_feedback(data):
            assert 0 <= item.ssrc < 1 << 32
