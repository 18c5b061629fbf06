"""One continuous outgoing RTP stream made of whichever incoming streams feed it in turn."""

from collections import deque
from dataclasses import dataclass
from typing import NamedTuple

from media_worker.routing.vp8 import PICTURE_ID_RANGE

# NACKs older than this many switches find nothing; they would be seconds old.
SEGMENTS_KEPT = 8


def unwrap(value: int, near: int, bits: int = 16) -> int:
    """The full index whose low `bits` are `value` and which lies nearest to `near`."""
    size = 1 << bits
    distance = (value - near) & (size - 1)
    return near + (distance - size if distance >= size // 2 else distance)


@dataclass(slots=True)
class Position:
    """How far a stream is: its newest packet. `index` is the unwrapped sequence number.

    `picture_id` and `tl0_index` are -1 for streams that have none; `at` is in seconds.
    """

    index: int
    timestamp: int
    picture_id: int
    tl0_index: int
    at: float


class Origin(NamedTuple):
    """The incoming packet behind an outgoing sequence number."""

    track_id: int
    packet_index: int


class _Segment(NamedTuple):
    track_id: int
    first_index: int
    offset: int


class SequenceMap:
    """Offsets to add to the packets of the current source, and the way back for NACKs.

    A source's packets older than its first one here are not part of the outgoing stream: they
    would repeat numbers of the source before it. The caller leaves them out (`first_index`).
    """

    def __init__(self, start: Position, clock_rate: int) -> None:
        """`start` stands for the packet before the first one: random numbers, please."""
        self._last = start
        self._clock_rate = clock_rate
        self._segments: deque[_Segment] = deque(maxlen=SEGMENTS_KEPT)
        self._started = False
        self.index_offset = 0
        self.timestamp_offset = 0
        self.picture_id_offset = 0
        self.tl0_index_offset = 0
        self.first_index = 0

    def attach(self, track_id: int, first: Position) -> None:
        """Continue with `first`, which follows the last packet by the time that has passed."""
        last = self._last
        self.index_offset = last.index + 1 - first.index
        timestamp = last.timestamp + self._elapsed(first.at)
        self.timestamp_offset = (timestamp - first.timestamp) & 0xFFFFFFFF
        if first.picture_id >= 0:
            self.picture_id_offset = (last.picture_id + 1 - first.picture_id) % PICTURE_ID_RANGE
        if first.tl0_index >= 0:
            self.tl0_index_offset = (last.tl0_index + 1 - first.tl0_index) & 0xFF
        self.first_index = first.index
        self._started = True
        self._segments.append(_Segment(track_id, last.index + 1, self.index_offset))

    def _elapsed(self, now: float) -> int:
        """RTP ticks since the last packet, at least one frame of 1/50 s."""
        shortest = self._clock_rate // 50
        if not self._started:
            return shortest
        return max(shortest, round((now - self._last.at) * self._clock_rate))

    def detach(self, newest: Position) -> None:
        """The current source ends here; `newest` is its newest packet, in its own numbers."""
        self._last = self.outgoing(newest)

    def outgoing(self, newest: Position) -> Position:
        """A position of the current source in outgoing numbers."""
        last = self._last
        picture_id, tl0_index = last.picture_id, last.tl0_index
        if newest.picture_id >= 0:
            picture_id = (newest.picture_id + self.picture_id_offset) % PICTURE_ID_RANGE
        if newest.tl0_index >= 0:
            tl0_index = (newest.tl0_index + self.tl0_index_offset) & 0xFF
        return Position(
            newest.index + self.index_offset,
            (newest.timestamp + self.timestamp_offset) & 0xFFFFFFFF,
            picture_id,
            tl0_index,
            newest.at,
        )

    def origin(self, sequence_number: int, newest_index: int) -> Origin:
        """Where an outgoing packet came from; raise KeyError if that is forgotten.

        `newest_index` is the newest outgoing index.
        """
        index = unwrap(sequence_number, newest_index)
        for segment in reversed(self._segments):
            if index >= segment.first_index:
                return Origin(segment.track_id, index - segment.offset)
        raise KeyError(sequence_number)

    @property
    def last(self) -> Position:
        """The last packet before the current source, in outgoing numbers."""
        return self._last
