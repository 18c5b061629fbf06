"""Gaps, histories and reception statistics of one incoming stream."""

import pytest

from media_worker.routing.missing_packets import MAX_REQUESTS, RETRY_S, MissingPackets
from media_worker.routing.packet_history import HISTORY_PACKETS, PacketHistory
from media_worker.routing.reception import Reception


def test_a_gap_is_asked_for_at_once_and_again_until_it_is_filled() -> None:
    missing = MissingPackets()
    missing.skipped(10, 13, now=0.0)
    assert missing.due(0.0) == [10, 11, 12]
    assert missing.due(RETRY_S / 2) == []
    missing.received(11)
    assert missing.due(RETRY_S + 0.001) == [10, 12]
    missing.received(10)
    missing.received(12)
    assert not missing


def test_what_never_comes_is_given_up_for_a_keyframe() -> None:
    missing = MissingPackets()
    missing.skipped(10, 11, now=0.0)
    asked = sum(len(missing.due(float(second))) for second in range(20))
    assert asked == MAX_REQUESTS
    assert missing.take_keyframe_need()
    assert not missing.take_keyframe_need()


def test_a_long_gap_asks_for_a_keyframe_only() -> None:
    missing = MissingPackets()
    missing.skipped(10, 1000, now=0.0)
    assert missing.due(0.0) == []
    assert missing.take_keyframe_need()


def test_history_forgets_the_oldest() -> None:
    history = PacketHistory()
    for index in range(HISTORY_PACKETS + 1):
        history.store(index, bytes([index & 0xFF]))
    assert history.get(1) == b"\x01"
    assert history.get(HISTORY_PACKETS) == b"\x00"
    with pytest.raises(KeyError):
        history.get(0)
    with pytest.raises(KeyError):
        history.get(HISTORY_PACKETS + 1)


def test_report_counts_losses_since_the_last_one() -> None:
    reception = Reception(ssrc=5, clock_rate=90_000)
    for index in [*range(100, 150), *range(160, 200)]:
        reception.received(index, index * 900, index * 0.01)
    report = reception.report(2.0)
    assert (report.packets_lost, report.fraction_lost) == (10, 25)
    assert report.highest_index == 199
    reception.received(200, 200 * 900, 2.0)
    assert reception.report(3.0).fraction_lost == 0


def test_report_echoes_the_senders_report_and_its_age() -> None:
    reception = Reception(ssrc=5, clock_rate=90_000)
    reception.received(1, 0, 0.0)
    assert reception.report(1.0).last_report == 0
    reception.sender_report(0x1122_3344_5566_7788, now=2.0)
    report = reception.report(2.5)
    assert (report.last_report, report.delay_since_report) == (0x3344_5566, 32_768)


def test_jitter_is_zero_on_a_steady_network_and_grows_on_another() -> None:
    steady, shaky = Reception(1, 90_000), Reception(2, 90_000)
    for index in range(200):
        steady.received(index, index * 900, index * 0.01)
        shaky.received(index, index * 900, index * 0.01 + (index % 2) * 0.02)
    assert steady.report(2.0).jitter == 0
    assert shaky.report(2.0).jitter == pytest.approx(1800, rel=0.05)
