"""The last packets of an incoming stream, kept before protection to answer NACKs (RFC 4585)."""

# Five seconds of a 100 packets/s layer; a power of two makes the ring a mask.
HISTORY_PACKETS = 512


class PacketHistory:
    """A ring by unwrapped sequence number."""

    def __init__(self, size: int = HISTORY_PACKETS) -> None:
        self._mask = size - 1
        self._packets: list[tuple[int, bytes]] = [(-1, b"")] * size

    def store(self, index: int, packet: bytes) -> None:
        self._packets[index & self._mask] = (index, packet)

    def get(self, index: int) -> bytes:
        """Raise KeyError for a packet that never came or is overwritten."""
        stored_index, packet = self._packets[index & self._mask]
        if stored_index != index:
            raise KeyError(index)
        return packet
