"""ICE-lite (RFC 8445 section 2.5): answer the client's checks, choose nothing, send none.

One UDP port serves all peers: a check names its peer by username fragment, and from then on the
peer is known by its address, until a validated check comes from another one.
"""

import struct
from dataclasses import dataclass

from aioice import stun

from media_worker.routing.forwarding import Address

# A client checks from each of its interfaces; more addresses than this are an attack.
MAX_ADDRESSES = 8
# After this silence any validated check moves the peer (NAT rebinding), nominated or not.
SILENT_S = 2.0


@dataclass(frozen=True)
class Check:
    """A binding request, well-formed but not yet authenticated."""

    message: stun.Message
    local_ufrag: str
    remote_ufrag: str

    @property
    def nominates(self) -> bool:
        return "USE-CANDIDATE" in self.message.attributes

    def is_authentic(self, password: str) -> bool:
        """Short-term credentials (RFC 8489 section 9.1), compared in constant time."""
        return bool(self.message.check_message_integrity(password.encode()))

    def response(self, address: Address, password: str) -> bytes:
        message = stun.Message(
            message_method=stun.Method.BINDING,
            message_class=stun.Class.RESPONSE,
            transaction_id=self.message.transaction_id,
        )
        message.attributes["XOR-MAPPED-ADDRESS"] = address
        message.add_message_integrity(password.encode())
        return bytes(message)


class NotACheckError(ValueError):
    """The sender's fault: not a binding request with our kind of username."""


def parse_check(datagram: bytes) -> Check:
    """Raise NotACheckError for anything else; a wrong fingerprint counts as anything else."""
    try:
        message = stun.parse_message(datagram)
    except (ValueError, IndexError, struct.error) as error:
        raise NotACheckError from error
    if (message.message_method, message.message_class) != (
        stun.Method.BINDING,
        stun.Class.REQUEST,
    ):
        raise NotACheckError
    local, separator, remote = message.attributes.get("USERNAME", "").partition(":")
    if not separator:
        raise NotACheckError
    return Check(message, local, remote)


class SelectedPath:
    """Where one peer's packets come from and go to. Times are seconds."""

    def __init__(self) -> None:
        self.address: Address | None = None
        self._known: dict[Address, float] = {}

    def checked(self, address: Address, nominated: bool, now: float) -> bool:
        """A validated check came from `address`; whether packets go there from now on."""
        if address not in self._known and len(self._known) >= MAX_ADDRESSES:
            oldest = min(
                (known for known in self._known if known != self.address),
                key=lambda known: self._known[known],
            )
            del self._known[oldest]
        self._known[address] = now
        moves = self.address is None or (
            address != self.address
            and (nominated or now - self._known.get(self.address, 0.0) > SILENT_S)
        )
        if moves:
            self.address = address
        return moves

    def heard(self, address: Address, now: float) -> None:
        if address in self._known:
            self._known[address] = now

    @property
    def known(self) -> tuple[Address, ...]:
        """Every address that a validated check came from, at most MAX_ADDRESSES."""
        return tuple(self._known)
