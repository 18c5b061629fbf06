"""What a receiver report says about one incoming stream (RFC 3550 section 6.4.1, A.3, A.8)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ReceptionReport:
    """The fields of a report block; `delay_since_report` in 1/65536 s."""

    ssrc: int
    fraction_lost: int
    packets_lost: int
    highest_index: int
    jitter: int
    last_report: int
    delay_since_report: int


class Reception:
    """Counts one stream. Indexes are unwrapped sequence numbers, times are seconds."""

    def __init__(self, ssrc: int, clock_rate: int) -> None:
        self._ssrc = ssrc
        self._clock_rate = clock_rate
        self._base: int | None = None
        self._highest = 0
        self._received = 0
        self._expected_before = 0
        self._received_before = 0
        self._jitter = 0.0
        self._transit: float | None = None
        self._last_report = 0
        self._last_report_at = 0.0

    def received(self, index: int, timestamp: int, now: float) -> None:
        self._received += 1
        if self._base is None:
            self._base = self._highest = index
        self._highest = max(self._highest, index)
        transit = now * self._clock_rate - timestamp
        if self._transit is not None:
            difference = abs(transit - self._transit)
            # A timestamp that wrapped or jumped says nothing about the network.
            if difference < self._clock_rate:
                self._jitter += (difference - self._jitter) / 16
        self._transit = transit

    def sender_report(self, ntp_timestamp: int, now: float) -> None:
        self._last_report = (ntp_timestamp >> 16) & 0xFFFFFFFF
        self._last_report_at = now

    def report(self, now: float) -> ReceptionReport:
        """The block for the interval since the last call; call it after the first packet."""
        expected = self._highest - (self._base or 0) + 1
        expected_now = expected - self._expected_before
        lost_now = expected_now - (self._received - self._received_before)
        self._expected_before, self._received_before = expected, self._received
        fraction = min(255, (lost_now << 8) // expected_now) if lost_now > 0 else 0
        delay = round((now - self._last_report_at) * 65536) if self._last_report else 0
        return ReceptionReport(
            ssrc=self._ssrc,
            fraction_lost=fraction,
            packets_lost=max(-(1 << 23), min(expected - self._received, (1 << 23) - 1)),
            highest_index=self._highest & 0xFFFFFFFF,
            jitter=int(self._jitter),
            last_report=self._last_report,
            delay_since_report=min(delay, 0xFFFFFFFF),
        )
