"""Transport-wide feedback, read back by an independent decoder of the draft's format."""

import struct
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from media_worker.routing.twcc import MAX_PACKETS, Arrival, TwccReceiver

TICK_S = 0.00025


@dataclass
class Decoded:
    base: int
    arrivals: dict[int, int]
    lost: list[int]
    media_ssrc: int
    count: int


def decode(packet: bytes) -> Decoded:
    """Sections 3.1 and 3.1.1 to 3.1.5 of the draft; arrivals in ticks."""
    first, kind, words = struct.unpack_from("!BBH", packet)
    assert (first & 0xDF, kind) == (0x8F, 205)
    assert len(packet) == 4 * (words + 1)
    _, media_ssrc, base, count, tail = struct.unpack_from("!IIHHI", packet, 4)
    at = 20
    symbols: list[int] = []
    while len(symbols) < count:
        (chunk,) = struct.unpack_from("!H", packet, at)
        at += 2
        if chunk & 0x8000:
            assert chunk & 0x4000, "one-bit vectors are not used"
            symbols += [chunk >> (12 - 2 * position) & 3 for position in range(7)]
        else:
            symbols += [chunk >> 13 & 3] * (chunk & 0x1FFF)
    assert all(symbol == 0 for symbol in symbols[count:])
    tick = (tail >> 8) * 256
    arrivals: dict[int, int] = {}
    lost: list[int] = []
    for offset, symbol in enumerate(symbols[:count]):
        if symbol == 0:
            lost.append(base + offset)
            continue
        form, size = ("!B", 1) if symbol == 1 else ("!h", 2)
        tick += struct.unpack_from(form, packet, at)[0]
        at += size
        arrivals[base + offset] = tick
    return Decoded(base, arrivals, lost, media_ssrc, tail & 0xFF)


def test_what_arrived_is_reported_with_its_time_and_what_did_not_as_lost() -> None:
    receiver = TwccReceiver(ssrc=1)
    arrivals = [Arrival(10, 5.0, 77), Arrival(11, 5.001, 77), Arrival(13, 5.125, 78)]
    (packet,) = receiver.feedback(arrivals)
    decoded = decode(packet)
    assert decoded.arrivals == {10: 20_000, 11: 20_004, 13: 20_500}
    assert decoded.lost == [12]
    assert decoded.media_ssrc == 77, "Chromium ignores feedback for SSRCs that it does not send"


def test_the_next_feedback_starts_where_the_last_one_ended() -> None:
    receiver = TwccReceiver(ssrc=1)
    receiver.feedback([Arrival(10, 5.0, 7)])
    (packet,) = receiver.feedback([Arrival(14, 5.2, 7)])
    decoded = decode(packet)
    assert (decoded.base, decoded.lost, decoded.count) == (11, [11, 12, 13], 1)


def test_nothing_arrived_is_no_feedback() -> None:
    assert TwccReceiver(ssrc=1).feedback([]) == []


def test_what_was_reported_as_lost_is_not_reported_again() -> None:
    receiver = TwccReceiver(ssrc=1)
    receiver.feedback([Arrival(10, 5.0, 7), Arrival(12, 5.0, 7)])
    assert receiver.feedback([Arrival(11, 5.1, 7)]) == []


def test_a_long_outage_is_reported_in_part() -> None:
    receiver = TwccReceiver(ssrc=1)
    receiver.feedback([Arrival(10, 5.0, 7)])
    (packet,) = receiver.feedback([Arrival(5010, 9.0, 7)])
    decoded = decode(packet)
    assert decoded.arrivals == {5010: 36_000}
    assert len(decoded.lost) == 999


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 300), st.floats(0, 2)), min_size=1, max_size=200))
def test_any_gaps_and_delays_survive_the_wrap(steps: list[tuple[int, float]]) -> None:
    receiver = TwccReceiver(ssrc=1)
    index, at = 65_400, 100.0
    sent: dict[int, int] = {}
    for step, delay in steps:
        index += step
        at += delay
        sent[index & 0xFFFF] = int(at / TICK_S)
    arrivals = [Arrival(number, tick * TICK_S + 1e-6, 7) for number, tick in sent.items()]
    seen: dict[int, int] = {}
    # What one feedback may report is bounded; ten steps of at most 300 stay below that.
    for start in range(0, len(arrivals), 10):
        for packet in receiver.feedback(arrivals[start : start + 10]):
            decoded = decode(packet)
            seen |= {number & 0xFFFF: tick for number, tick in decoded.arrivals.items()}
    assert seen == sent


def test_scattered_numbers_of_a_hostile_sender_fill_few_packets() -> None:
    receiver = TwccReceiver(ssrc=1)
    scattered = [Arrival(number * 999 & 0xFFFF, 5.0, 77) for number in range(4096)]
    assert len(receiver.feedback(scattered)) <= MAX_PACKETS
    (packet,) = receiver.feedback([Arrival(0xFFFF, 5.1, 77)])
    assert decode(packet).arrivals
