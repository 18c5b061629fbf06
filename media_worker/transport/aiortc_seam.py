"""The only place that touches private names of aiortc and pylibsrtp.

Both are pinned; tests/unit/media/test_aiortc_seam.py fails when one of these names changes.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, cast

from aiortc import RTCCertificate, RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport
from pylibsrtp import _binding

if TYPE_CHECKING:
    from collections.abc import Callable

# C data has no Python type.
CData = Any


class DatagramPath(Protocol):
    """What RTCDtlsTransport expects of an ICE transport."""

    @property
    def role(self) -> str: ...

    @property
    def state(self) -> str: ...

    async def _recv(self) -> bytes: ...

    async def _send(self, data: bytes) -> None: ...


@dataclass(frozen=True)
class SrtpSessions:
    """`inbound` and `outbound` are srtp_t; `owners` keeps them allocated."""

    inbound: object
    outbound: object
    owners: tuple[object, object]


def server_transport(path: DatagramPath, certificate: RTCCertificate) -> RTCDtlsTransport:
    """DTLS that waits for the client's hello: we answer `setup:passive`."""
    transport = RTCDtlsTransport(cast("Any", path), [certificate])
    transport._set_role("server")  # noqa: SLF001
    return transport


def remote_parameters(fingerprints: tuple[tuple[str, str], ...]) -> RTCDtlsParameters:
    return RTCDtlsParameters(
        fingerprints=[RTCDtlsFingerprint(algorithm, value) for algorithm, value in fingerprints]
    )


def srtp_sessions(transport: RTCDtlsTransport) -> SrtpSessions:
    """Of a connected transport."""
    inbound, outbound = transport._rx_srtp, transport._tx_srtp  # noqa: SLF001
    return SrtpSessions(inbound._srtp[0], outbound._srtp[0], (inbound, outbound))  # noqa: SLF001


class PylibsrtpLibrary:
    """libsrtp's in-place calls without pylibsrtp's copies; see dataplane.srtp_library."""

    def __init__(self) -> None:
        library = _binding.lib
        self.protect: Callable[[CData, CData, CData], int] = library.srtp_protect
        self.unprotect: Callable[[CData, CData, CData], int] = library.srtp_unprotect
        self.protect_rtcp: Callable[[CData, CData, CData], int] = library.srtp_protect_rtcp
        self.unprotect_rtcp: Callable[[CData, CData, CData], int] = library.srtp_unprotect_rtcp

    def new_buffer(self, size: int) -> tuple[CData, memoryview]:
        buffer = _binding.ffi.new("char[]", size)
        return buffer, memoryview(_binding.ffi.buffer(buffer))

    def new_length(self) -> CData:
        return _binding.ffi.new("int *")
