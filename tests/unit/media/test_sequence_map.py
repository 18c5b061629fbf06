"""Re-pointing a slot never repeats or turns back what a receiver counts by."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media_worker.routing.sequence_map import Origin, Position, SequenceMap, unwrap

CLOCK_RATE = 90_000


def position(index: int, timestamp: int, at: float, picture_id: int = 0) -> Position:
    return Position(index, timestamp, picture_id, picture_id & 0xFF, at)


def fresh(index: int = (1 << 16) + 65_530, timestamp: int = (1 << 32) - 500) -> SequenceMap:
    """Close to every wrap."""
    return SequenceMap(Position(index, timestamp, (1 << 15) - 2, 254, 0.0), CLOCK_RATE)


@settings(deadline=None)
@given(st.integers(0, 1 << 40), st.integers(-20_000, 20_000))
def test_unwrap_finds_the_nearest_index(near: int, distance: int) -> None:
    index = max(0, near + distance)
    assert unwrap(index & 0xFFFF, near) == index


segments = st.lists(
    st.tuples(
        st.integers(1 << 16, 1 << 20),  # the source's first index
        st.integers(0, (1 << 32) - 1),  # and its timestamp
        st.integers(1, 60),  # packets until the next switch
        st.floats(0.001, 30),  # seconds between them in all
        st.integers(0, (1 << 15) - 1),
    ),
    min_size=1,
    max_size=12,
)


@settings(deadline=None)
@given(segments)
def test_switching_goes_on_without_gap_repeat_or_step_back(
    parts: list[tuple[int, int, int, float, int]],
) -> None:
    slot = fresh()
    last = slot.last
    now = 10.0
    for track_id, (index, timestamp, packets, seconds, picture_id) in enumerate(parts):
        slot.attach(track_id, position(index, timestamp, now, picture_id))
        for step in range(packets):
            ticks = int(step * seconds / packets * CLOCK_RATE)
            at = now + step * seconds / packets
            source = position(
                index + step, (timestamp + ticks) % (1 << 32), at, (picture_id + step) % (1 << 15)
            )
            out = slot.outgoing(source)
            assert out.index == last.index + 1
            assert 0 <= (out.timestamp - last.timestamp) % (1 << 32) < 1 << 31
            assert out.picture_id == (last.picture_id + 1) % (1 << 15)
            assert out.tl0_index == (last.tl0_index + 1) % 256 or step > 0
            assert slot.origin(out.index & 0xFFFF, out.index) == Origin(track_id, source.index)
            last = out
        slot.detach(source)
        now += seconds
        assert slot.last == last


def test_the_pause_between_two_sources_passes_in_the_timestamp() -> None:
    slot = fresh(timestamp=0)
    slot.attach(1, position(100, 5000, at=10.0))
    slot.detach(position(100, 5000, at=10.0))
    before = slot.last.timestamp
    slot.attach(2, position(900, 77, at=12.0))
    assert slot.outgoing(position(900, 77, 12.0)).timestamp - before == 2 * CLOCK_RATE


def test_nacks_find_packets_of_earlier_sources_until_those_are_forgotten() -> None:
    slot = fresh(index=1 << 16)
    for track_id in range(12):
        slot.attach(track_id, position(1000 * track_id, 0, at=float(track_id)))
        slot.detach(position(1000 * track_id + 9, 0, at=float(track_id)))
    newest = slot.last.index
    assert slot.origin((newest - 10) & 0xFFFF, newest) == Origin(10, 10_009)
    with pytest.raises(KeyError):
        slot.origin((newest - 115) & 0xFFFF, newest)
