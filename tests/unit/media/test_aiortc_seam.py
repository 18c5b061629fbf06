"""Fails when a private name that the seam relies on changes: aiortc and pylibsrtp are pinned."""

# ruff: noqa: SLF001  # private names are what this is about

import asyncio
import inspect

import pylibsrtp
from aiortc import RTCCertificate, RTCDtlsTransport
from pylibsrtp import _binding

from media_worker.transport.aiortc_seam import (
    PylibsrtpLibrary,
    remote_parameters,
    server_transport,
    srtp_sessions,
)
from media_worker.transport.dtls import DatagramQueue


def fingerprint(certificate: RTCCertificate) -> tuple[tuple[str, str], ...]:
    return tuple((item.algorithm, item.value) for item in certificate.getFingerprints())


def test_dtls_transport_keeps_its_private_shape() -> None:
    source = inspect.getsource(RTCDtlsTransport)
    for name in ("self._rx_srtp", "self._tx_srtp", "self.transport._recv", "self.transport._send"):
        assert name in source
    assert list(inspect.signature(RTCDtlsTransport._set_role).parameters) == ["self", "role"]


def test_srtp_sessions_keep_their_private_shape() -> None:
    session = pylibsrtp.Session()
    assert _binding.ffi.typeof(session._srtp) is _binding.ffi.typeof("srtp_t *")
    library = PylibsrtpLibrary()
    for function in (library.protect, library.unprotect):
        assert "int *" in str(_binding.ffi.typeof(function))


def test_two_transports_connect_over_queues_and_agree_on_keys() -> None:
    async def connect() -> None:
        certificates = [RTCCertificate.generateCertificate() for _ in range(2)]
        to_server = DatagramQueue(lambda datagram: to_client.put(datagram))  # noqa: PLW0108  # comes later
        to_client = DatagramQueue(to_server.put)
        server = server_transport(to_server, certificates[0])
        client = server_transport(to_client, certificates[1])
        client._set_role("client")
        await asyncio.gather(
            server.start(remote_parameters(fingerprint(certificates[1]))),
            client.start(remote_parameters(fingerprint(certificates[0]))),
        )
        assert (server.state, client.state) == ("connected", "connected")
        packet = bytes([0x80, 96, 0, 1]) + bytes(8) + b"payload"
        library = PylibsrtpLibrary()
        buffer, view = library.new_buffer(2048)
        length = library.new_length()
        view[: len(packet)] = packet
        length[0] = len(packet)
        assert library.protect(srtp_sessions(server).outbound, buffer, length) == 0
        assert length[0] > len(packet)
        assert library.unprotect(srtp_sessions(client).inbound, buffer, length) == 0
        assert bytes(view[: length[0]]) == packet
        await asyncio.gather(server.stop(), client.stop())

    asyncio.run(connect())
