"""Transport-wide congestion control feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01).

Publishers estimate their uplink from it: without it Chromium never sends its higher layers.
"""

import struct
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from media_worker.routing.sequence_map import unwrap

TICK_S = 0.00025
REFERENCE_TICKS = 256  # the reference time counts in 64 ms
# One feedback spans at most this many packets; the rest waits for the next one.
MAX_SPAN = 1000
# At most so many at once: numbers scattered by a hostile sender would fill thousands.
MAX_PACKETS = 4

_NOT_RECEIVED, _SMALL_DELTA, _LARGE_DELTA = 0, 1, 2
_SYMBOLS_IN_VECTOR = 7
_LONGEST_RUN = (1 << 13) - 1


class Arrival(NamedTuple):
    """A packet of a peer: its transport-wide sequence number, and when it came (seconds)."""

    sequence_number: int
    at: float
    ssrc: int


class TwccReceiver:
    """Turns the arrivals of one peer into feedback packets."""

    def __init__(self, ssrc: int) -> None:
        self._ssrc = ssrc
        self._newest = -1
        self._next_base = 0
        self._feedback_count = 0

    def feedback(self, arrivals: Sequence[Arrival]) -> list[bytes]:
        """RTCP packets that report `arrivals`, oldest first; nothing is reported twice."""
        if not arrivals:
            return []
        # Of the whole transport, yet Chromium ignores it unless it names a stream of its own.
        media_ssrc = arrivals[0].ssrc
        ticks = self._unwrapped_ticks(arrivals)
        packets: list[bytes] = []
        indexes = sorted(ticks)
        while indexes and len(packets) < MAX_PACKETS:
            # From where the last one ended, so that what lies between is reported as lost.
            first = indexes[0]
            base = max(self._next_base, first - MAX_SPAN + 1) if self._next_base else first
            span = [index for index in indexes if index < base + MAX_SPAN]
            indexes = indexes[len(span) :]
            packets.append(self._packet(media_ssrc, base, span, ticks))
            self._next_base = span[-1] + 1
        return packets

    def _unwrapped_ticks(self, arrivals: Sequence[Arrival]) -> dict[int, int]:
        ticks: dict[int, int] = {}
        for sequence_number, at, _ in arrivals:
            if self._newest < 0:
                self._newest = sequence_number + (1 << 16)
            index = unwrap(sequence_number, self._newest)
            self._newest = max(self._newest, index)
            if index >= self._next_base:
                ticks.setdefault(index, int(at / TICK_S))
        return ticks

    def _packet(
        self, media_ssrc: int, base: int, span: Sequence[int], ticks: dict[int, int]
    ) -> bytes:
        reference = ticks[span[0]] // REFERENCE_TICKS
        symbols, deltas = _symbols_and_deltas(base, span, ticks, reference * REFERENCE_TICKS)
        body = struct.pack(
            "!IIHHI",
            self._ssrc,
            media_ssrc,
            base & 0xFFFF,
            len(symbols),
            (reference & 0xFFFFFF) << 8 | self._feedback_count & 0xFF,
        )
        self._feedback_count += 1
        body += _status_chunks(symbols) + deltas
        padding = -len(body) % 4
        if padding:
            body += bytes(padding - 1) + bytes([padding])
        first = 0x8F | (0x20 if padding else 0)
        return struct.pack("!BBH", first, 205, len(body) // 4) + body


def _symbols_and_deltas(
    base: int, span: Sequence[int], ticks: dict[int, int], last_tick: int
) -> tuple[list[int], bytes]:
    symbols = []
    deltas = bytearray()
    for index in range(base, span[-1] + 1):
        tick = ticks.get(index)
        if tick is None:
            symbols.append(_NOT_RECEIVED)
            continue
        delta = max(-0x8000, min(tick - last_tick, 0x7FFF))
        last_tick += delta
        if 0 <= delta <= 0xFF:
            symbols.append(_SMALL_DELTA)
            deltas.append(delta)
        else:
            symbols.append(_LARGE_DELTA)
            deltas += struct.pack("!h", delta)
    return symbols, bytes(deltas)


def _status_chunks(symbols: Sequence[int]) -> bytes:
    """Runs of one symbol as run-length chunks, the rest in vectors of seven two-bit symbols."""
    chunks = bytearray()
    waiting: list[int] = []
    for symbol, run in groupby(symbols):
        length = len(list(run))
        filling = min(length, -len(waiting) % _SYMBOLS_IN_VECTOR)
        waiting += [symbol] * filling
        length -= filling
        if len(waiting) == _SYMBOLS_IN_VECTOR:
            chunks += _vector_chunk(waiting)
            waiting = []
        if length >= _SYMBOLS_IN_VECTOR:
            chunks += _run_chunks(symbol, length)
        else:
            waiting += [symbol] * length
    if waiting:
        chunks += _vector_chunk(waiting)
    return bytes(chunks)


def _run_chunks(symbol: int, length: int) -> bytes:
    chunks = b""
    while length:
        run = min(length, _LONGEST_RUN)
        chunks += struct.pack("!H", symbol << 13 | run)
        length -= run
    return chunks


def _vector_chunk(symbols: Sequence[int]) -> bytes:
    word = 0xC000
    for position, symbol in enumerate(symbols):
        word |= symbol << (12 - 2 * position)
    return struct.pack("!H", word)
