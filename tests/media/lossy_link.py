"""A network in memory: seeded loss, delay and reordering, driven by a clock argument."""

import heapq
import random
from dataclasses import dataclass
from itertools import count


@dataclass(frozen=True)
class Weather:
    """`jitter_s` is added to `delay_s`, evenly spread; packets so overtake each other."""

    loss: float = 0.0
    delay_s: float = 0.02
    jitter_s: float = 0.0
    burst_loss: int = 1
    duplicate: float = 0.0


class LossyLink:
    """One direction. Whoever sends and receives brings the time (seconds)."""

    def __init__(self, weather: Weather, seed: int) -> None:
        self._weather = weather
        self._random = random.Random(seed)
        self._order = count()
        self._flying: list[tuple[float, int, bytes]] = []
        self._to_lose = 0
        self.lost = 0

    def send(self, packet: bytes, now: float) -> None:
        if self._loses():
            self.lost += 1
            return
        copies = 2 if self._random.random() < self._weather.duplicate else 1
        for _ in range(copies):
            delay = self._weather.delay_s + self._random.random() * self._weather.jitter_s
            heapq.heappush(self._flying, (now + delay, next(self._order), packet))

    def _loses(self) -> bool:
        if not self._to_lose and self._random.random() < self._weather.loss:
            self._to_lose = self._weather.burst_loss
        self._to_lose = max(0, self._to_lose - 1) if (loses := self._to_lose > 0) else 0
        return loses

    def arrived(self, now: float) -> list[bytes]:
        packets = []
        while self._flying and self._flying[0][0] <= now:
            packets.append(heapq.heappop(self._flying)[2])
        return packets
