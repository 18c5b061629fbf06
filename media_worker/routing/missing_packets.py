"""Gaps in an incoming stream, and when to ask again for what is missing (RFC 4585 NACK)."""

from dataclasses import dataclass

# A longer gap is a pause or a broken stream: a keyframe heals it faster than a hundred repeats.
LONGEST_GAP = 100
RETRY_S = 0.06
MAX_REQUESTS = 6


@dataclass(slots=True)
class _Request:
    due_at: float
    sent: int = 0


class MissingPackets:
    """Indexes are unwrapped sequence numbers."""

    def __init__(self) -> None:
        self._requests: dict[int, _Request] = {}
        self.keyframe_needed = False

    def __bool__(self) -> bool:
        return bool(self._requests)

    def __contains__(self, index: int) -> bool:
        return index in self._requests

    def skipped(self, first: int, past: int, now: float) -> None:
        """Packets `first` to `past - 1` did not come before packet `past`."""
        if past - first > LONGEST_GAP or len(self._requests) > 2 * LONGEST_GAP:
            self._requests.clear()
            self.keyframe_needed = True
            return
        for index in range(first, past):
            self._requests[index] = _Request(due_at=now)

    def received(self, index: int) -> None:
        self._requests.pop(index, None)

    def due(self, now: float) -> list[int]:
        """What to ask for now; what was asked for often enough is given up for a keyframe."""
        wanted = []
        for index, request in list(self._requests.items()):
            if request.due_at > now:
                continue
            if request.sent == MAX_REQUESTS:
                del self._requests[index]
                self.keyframe_needed = True
                continue
            request.sent += 1
            request.due_at = now + RETRY_S * request.sent
            wanted.append(index)
        return wanted

    def take_keyframe_need(self) -> bool:
        needed, self.keyframe_needed = self.keyframe_needed, False
        return needed

    def clear(self) -> None:
        self._requests.clear()
        self.keyframe_needed = False
