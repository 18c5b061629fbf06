"""What every data plane promises (media_worker.routing.forwarding.DataPlane)."""

import random
from collections.abc import Iterator

import pytest

from media_worker.routing import rtcp
from media_worker.routing.extensions import ExtensionIds
from media_worker.routing.forwarding import GapSeen, NewSsrc, Switched
from media_worker.routing.rtp import extensions, parse_header, wrap_rtx
from media_worker.routing.vp8 import parse_descriptor
from tests.media.lossy_link import LossyLink, Weather
from tests.media.plane_lab import OPUS, RTX, PlaneLab, extension, rtp, vp8


@pytest.fixture
def lab() -> Iterator[PlaneLab]:
    lab = PlaneLab()
    yield lab
    lab.close()


def test_a_slot_starts_with_a_keyframe_and_tells(lab: PlaneLab) -> None:
    publisher, viewer = lab.client(), lab.client()
    up, down = lab.up(publisher, 10), lab.down(viewer, 20)
    lab.plane.point(down, up)
    publisher.send(rtp(10, 1, 3000, vp8(1)))
    assert viewer.received() == []
    publisher.send(rtp(10, 2, 6000, vp8(2, keyframe=True, note=b"key")))
    publisher.send(rtp(10, 3, 9000, vp8(3, note=b"next")))
    packets = viewer.received()
    headers = [parse_header(packet) for packet in packets]
    assert [header.ssrc for header in headers] == [20, 20]
    assert [header.payload_type for header in headers] == [100, 100]
    assert (headers[1].sequence_number - headers[0].sequence_number) & 0xFFFF == 1
    assert (headers[1].timestamp - headers[0].timestamp) & 0xFFFFFFFF == 3000
    assert packets[0].endswith(b"key")
    assert packets[1].endswith(b"next")
    assert lab.plane.take_events() == [Switched(down, up, headers[0].timestamp)]


def test_numbers_go_on_when_a_slot_is_pointed_elsewhere(lab: PlaneLab) -> None:
    first, second, viewer = lab.client(), lab.client(), lab.client()
    ups = [lab.up(first, 10), lab.up(second, 11)]
    down = lab.down(viewer, 20)
    lab.plane.point(down, ups[0])
    first.send(rtp(10, 500, 0, vp8(7, keyframe=True)), now=1.0)
    lab.plane.point(down, ups[1])
    second.send(rtp(11, 9, 77, vp8(900)), now=1.1)
    first.send(rtp(10, 501, 9000, vp8(8, note=b"old goes on")), now=1.1)
    second.send(rtp(11, 10, 9077, vp8(901, keyframe=True, note=b"new")), now=1.2)
    first.send(rtp(10, 502, 18_000, vp8(9)), now=1.2)
    packets = viewer.received()
    assert [packet[-3:] for packet in packets[1:]] == [b" on", b"new"]
    numbers = [parse_header(packet).sequence_number for packet in packets]
    assert [(number - numbers[0]) & 0xFFFF for number in numbers] == [0, 1, 2]
    stamps = [parse_header(packet).timestamp for packet in packets]
    assert [(stamp - stamps[0]) & 0xFFFFFFFF for stamp in stamps] == [0, 9000, 18_000]
    pictures = [parse_descriptor(packet[12:]).picture_id for packet in packets]
    assert [(picture - pictures[0]) & 0x7FFF for picture in pictures] == [0, 1, 2]


def test_late_packets_from_before_the_switch_are_left_out(lab: PlaneLab) -> None:
    publisher, viewer = lab.client(), lab.client()
    up, down = lab.up(publisher, 10), lab.down(viewer, 20)
    late = publisher.protect(rtp(10, 99, 0, vp8(1)))
    publisher.send(rtp(10, 98, 0, vp8(0)))
    lab.plane.point(down, up)
    publisher.send(rtp(10, 100, 3000, vp8(2, keyframe=True)))
    lab.plane.receive(publisher.peer_id, late, 0.0)
    assert len(viewer.received()) == 1


def test_audio_switches_with_the_next_packet_and_its_level_is_renumbered(lab: PlaneLab) -> None:
    publisher = lab.client(ExtensionIds(mid=3, audio_level=1, transport_cc=5))
    viewer = lab.client(ExtensionIds(mid=1, audio_level=4))
    up, down = lab.up(publisher, 10, "audio"), lab.down(viewer, 20, "audio")
    lab.plane.point(down, up)
    extensions_sent = extension((3, b"0"), (1, bytes([0x80 | 33])), (5, b"\x01\x02"))
    publisher.send(rtp(10, 1, 960, b"opus", OPUS, extensions_sent), now=7.0)
    (packet,) = viewer.received()
    header = parse_header(packet)
    found = [(number, packet[start:end]) for number, start, end in extensions(packet, header)]
    assert found == [(4, bytes([0x80 | 33]))]
    assert packet[header.payload_at :] == b"opus"
    assert lab.plane.activity(up).level_dbov == -33
    assert lab.plane.activity(up).level_dbov == -127, "reading starts it anew"
    assert [arrival[:2] for arrival in lab.plane.take_arrivals(publisher.peer_id)] == [(258, 7.0)]


def test_levels_and_arrivals_are_read_without_a_listener(lab: PlaneLab) -> None:
    publisher = lab.client(ExtensionIds(audio_level=1))
    up = lab.up(publisher, 10, "audio")
    publisher.send(rtp(10, 1, 0, b"opus", OPUS, extension((1, bytes([20])))), now=3.0)
    assert lab.plane.activity(up)[:2] == (3.0, -20)


def test_an_unknown_stream_is_named_once_authentic(lab: PlaneLab) -> None:
    publisher, stranger = lab.client(ExtensionIds(mid=3, rid=4, repaired_rid=5)), lab.client()
    packet = rtp(10, 1, 0, b"", 96, extension((3, b"1"), (4, b"q")))
    assert lab.plane.receive(publisher.peer_id, stranger.protect(packet), 0.0) is False
    assert lab.plane.take_events() == []
    assert publisher.send(packet) is True
    assert lab.plane.take_events() == [NewSsrc(publisher.peer_id, 10, 96, "1", "q", "")]


def test_forged_packets_are_counted_and_not_forwarded(lab: PlaneLab) -> None:
    publisher, viewer, forger = lab.client(), lab.client(), lab.client()
    up, down = lab.up(publisher, 10), lab.down(viewer, 20)
    lab.plane.point(down, up)
    publisher.send(rtp(10, 1, 0, vp8(1, keyframe=True)))
    viewer.received()
    forged = forger.protect(rtp(10, 2, 0, vp8(2)))
    assert lab.plane.receive(publisher.peer_id, forged, 0.0) is False
    assert viewer.received() == []
    assert lab.plane.metrics.not_authentic == 1
    publisher.send(rtp(10, 2, 0, vp8(2)))
    assert len(viewer.received()) == 1


def test_a_nack_is_answered_in_place_without_rtx(lab: PlaneLab) -> None:
    publisher, viewer = lab.client(), lab.client()
    up, down = lab.up(publisher, 10), lab.down(viewer, 20)
    lab.plane.point(down, up)
    publisher.send(rtp(10, 1, 0, vp8(1, keyframe=True, note=b"again")))
    (original,) = viewer.received()
    lab.plane.repeat(down, [parse_header(original).sequence_number])
    assert viewer.datagrams(), "the client's replay check would drop it: only that it was sent"
    assert lab.plane.metrics.packets_repeated == 1


def test_a_nack_is_answered_on_the_rtx_stream(lab: PlaneLab) -> None:
    publisher, viewer = lab.client(), lab.client()
    up, down = lab.up(publisher, 10), lab.down(viewer, 20, rtx_ssrc=21)
    lab.plane.point(down, up)
    publisher.send(rtp(10, 1, 0, vp8(1, keyframe=True, note=b"again")))
    (original,) = viewer.received()
    number = parse_header(original).sequence_number
    lab.plane.repeat(down, [number, number + 1 & 0xFFFF, number - 5 & 0xFFFF])
    (repeated,) = viewer.received()
    header = parse_header(repeated)
    assert (header.ssrc, header.payload_type) == (21, 101)
    assert repeated[12:14] == number.to_bytes(2, "big")
    assert repeated[14:] == original[12:]


def test_a_nack_for_a_picture_from_before_the_switch_is_not_answered(lab: PlaneLab) -> None:
    publisher, other, viewer = lab.client(), lab.client(), lab.client()
    first, second = lab.up(publisher, 10), lab.up(other, 11)
    down = lab.down(viewer, 20, rtx_ssrc=21)
    for number, (client, ssrc, up) in enumerate(
        [(publisher, 10, first), (other, 11, second), (publisher, 10, first)]
    ):
        lab.plane.point(down, up)
        client.send(rtp(ssrc, number, 0, vp8(number, keyframe=True, note=bytes([number]))))
    numbers = [parse_header(packet).sequence_number for packet in viewer.received()]
    lab.plane.repeat(down, numbers)
    (repeated,) = viewer.received()
    assert repeated[12:14] == numbers[2].to_bytes(2, "big")


def test_gaps_are_seen_and_repairs_fill_them(lab: PlaneLab) -> None:
    publisher, viewer = lab.client(), lab.client()
    up, down = lab.up(publisher, 10), lab.down(viewer, 20)
    lab.plane.add_repair(publisher.peer_id, 12, up)
    lab.plane.point(down, up)
    publisher.send(rtp(10, 1, 0, vp8(1, keyframe=True)))
    publisher.send(rtp(10, 3, 0, vp8(2)))
    assert GapSeen(up) in lab.plane.take_events()
    assert [index & 0xFFFF for index in lab.plane.missing(up, 0.0).indexes] == [2]
    lost = rtp(10, 2, 0, vp8(1, note=b"found"))
    publisher.send(wrap_rtx(lost, 12, RTX, 900))
    packets = viewer.received()
    first, _, repaired = (parse_header(packet).sequence_number for packet in packets)
    assert (repaired - first) & 0xFFFF == 1
    assert packets[2].endswith(b"found")
    assert lab.plane.missing(up, 9.0).indexes == []
    assert lab.plane.lossy_tracks() == []


def test_an_unwatched_stream_is_found_again_after_its_counter_rolled_over(lab: PlaneLab) -> None:
    """SRTP's 48-bit index is guessed from packets seen: 2^15 unseen ones would lose it."""
    publisher, viewer = lab.client(), lab.client()
    up, down = lab.up(publisher, 10), lab.down(viewer, 20)
    for sequence_number in range(70_000):
        publisher.send(rtp(10, sequence_number, 0, b""))
    lab.plane.point(down, up)
    publisher.send(rtp(10, 70_000, 0, vp8(1, keyframe=True)))
    assert len(viewer.received()) == 1


def test_an_empty_slot_and_a_gone_publisher_send_nothing(lab: PlaneLab) -> None:
    publisher, viewer = lab.client(), lab.client()
    up, down = lab.up(publisher, 10), lab.down(viewer, 20)
    lab.plane.point(down, up)
    publisher.send(rtp(10, 1, 0, vp8(1, keyframe=True)))
    lab.plane.point(down, None)
    publisher.send(rtp(10, 2, 0, vp8(2, keyframe=True)))
    assert len(viewer.received()) == 1
    lab.plane.point(down, up)
    lab.plane.remove_peer(publisher.peer_id)
    assert publisher.send(rtp(10, 3, 0, vp8(3, keyframe=True))) is False
    assert viewer.received() == []
    lab.plane.remove_peer(viewer.peer_id)
    lab.plane.remove_peer(viewer.peer_id)


def test_reports_speak_of_what_was_sent_and_received(lab: PlaneLab) -> None:
    publisher, viewer = lab.client(), lab.client()
    up, down = lab.up(publisher, 10), lab.down(viewer, 20)
    assert lab.plane.reception_reports(publisher.peer_id, 0.0) == []
    lab.plane.point(down, up)
    for step in range(10):
        key = step == 0
        publisher.send(rtp(10, step, 9000 * step, vp8(step, keyframe=key)), now=step * 0.1)
    lab.plane.sender_report_seen(publisher.peer_id, 10, 0xAAAA_BBBB_CCCC_DDDD, 0.9)
    (report,) = lab.plane.reception_reports(publisher.peer_id, 1.4)
    assert (report.ssrc, report.packets_lost) == (10, 0)
    assert (report.last_report, report.delay_since_report) == (0xBBBB_CCCC, 32_768)
    (stream,) = lab.plane.sent_streams(viewer.peer_id, 1.4)
    last = parse_header(viewer.received()[-1])
    assert (stream.ssrc, stream.packets) == (20, 10)
    assert (stream.timestamp - last.timestamp) & 0xFFFFFFFF == pytest.approx(45_000, abs=2)
    assert lab.plane.sent_streams(viewer.peer_id, 60.0) == []


def test_rtcp_goes_both_ways(lab: PlaneLab) -> None:
    client = lab.client()
    request = rtcp.picture_loss(1, 2)
    assert lab.plane.open_rtcp(client.peer_id, client.protect_rtcp(request)) == request
    assert lab.plane.open_rtcp(client.peer_id, bytes(40)) == b""
    lab.plane.send_rtcp(client.peer_id, request)
    assert client.received_rtcp() == [request]


def test_a_subscriber_that_moves_is_followed(lab: PlaneLab) -> None:
    publisher, viewer = lab.client(), lab.client()
    up, down = lab.up(publisher, 10), lab.down(viewer, 20)
    lab.plane.point(down, up)
    lab.plane.set_address(viewer.peer_id, publisher.socket.getsockname())
    publisher.send(rtp(10, 1, 0, vp8(1, keyframe=True)))
    assert viewer.datagrams() == []
    assert len(publisher.datagrams()) == 1


def test_garbage_is_silence(lab: PlaneLab) -> None:
    publisher, viewer = lab.client(ExtensionIds(1, 2, 3, 4, 5)), lab.client()
    up, down = lab.up(publisher, 10), lab.down(viewer, 20)
    lab.plane.point(down, up)
    generator = random.Random(4)
    valid = [
        publisher.protect(rtp(10, number, 0, vp8(number, keyframe=True), 96, extension((4, b"a"))))
        for number in range(100)
    ]
    for number in range(10_000):
        if number % 2:
            datagram = generator.randbytes(generator.randrange(1500))
        else:
            mutated = bytearray(generator.choice(valid))
            for _ in range(generator.randrange(1, 6)):
                mutated[generator.randrange(len(mutated))] = generator.randrange(256)
            datagram = bytes(mutated[: generator.randrange(1, len(mutated) + 1)])
        lab.plane.receive(publisher.peer_id, datagram, 0.0)
        lab.plane.open_rtcp(publisher.peer_id, datagram)
    assert viewer.received() == [], "nothing of it was authentic"


@pytest.mark.parametrize("seed", range(5))
def test_everything_arrives_in_order_over_a_lossy_uplink(lab: PlaneLab, seed: int) -> None:
    """5 % loss and reordering between publisher and plane; the publisher answers NACKs."""
    publisher, viewer = lab.client(), lab.client()
    up, down = lab.up(publisher, 10), lab.down(viewer, 20)
    lab.plane.add_repair(publisher.peer_id, 12, up)
    lab.plane.point(down, up)
    link = LossyLink(Weather(loss=0.05, delay_s=0.02, jitter_s=0.005), seed)
    sent, repairs, now = {}, 0, 0.0
    for number in range(65_400, 66_200):
        packet = rtp(10, number, number * 90, vp8(number & 0x7FFF, keyframe=number == 65_400))
        sent[number & 0xFFFF] = packet
        if number == 65_400:
            publisher.send(packet, now)
        else:
            link.send(publisher.protect(packet), now)
        for _ in range(10):
            now += 0.001
            for datagram in link.arrived(now):
                lab.plane.receive(publisher.peer_id, datagram, now)
            for index in lab.plane.missing(up, now).indexes:
                repairs += 1
                repair = wrap_rtx(sent[index & 0xFFFF], 12, RTX, repairs)
                link.send(publisher.protect(repair), now)
    for datagram in link.arrived(now + 1):
        lab.plane.receive(publisher.peer_id, datagram, now)
    assert link.lost > 20
    numbers = [parse_header(packet).sequence_number for packet in viewer.received()]
    received = {(number - numbers[0]) & 0xFFFF for number in numbers}
    assert len(numbers) == len(received), "no number twice"
    assert len(received) >= 795, "all but what was lost last"
