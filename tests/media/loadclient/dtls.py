"""A DTLS-SRTP client (RFC 5764) without IO, on pyOpenSSL alone."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from OpenSSL import SSL

# RFC 8827 makes this profile mandatory; one profile on both sides keeps load runs comparable.
SRTP_PROFILE_NAME = b"SRTP_AES128_CM_SHA1_80"
SRTP_PROFILE_LIBSRTP = 1
KEY_BYTES, SALT_BYTES = 16, 14
MAX_DATAGRAM = 1500


class HandshakeError(Exception):
    """The server did not complete DTLS, or its certificate is not the one its answer promised."""


@dataclass(frozen=True)
class SrtpKeys:
    """Master key and salt of each direction, as libsrtp takes them."""

    send: bytes
    receive: bytes


@dataclass(frozen=True)
class Identity:
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.certificate)


def fingerprint(certificate: x509.Certificate) -> str:
    """As SDP writes it (RFC 8122)."""
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


@cache
def shared_identity() -> Identity:
    """One certificate for all clients of a process: making one costs more than a handshake."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "load client")])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
    )
    return Identity(key, builder.sign(key, hashes.SHA256()))


@cache
def _context() -> SSL.Context:
    identity = shared_identity()
    context = SSL.Context(SSL.DTLS_METHOD)
    # WebRTC certificates are self-signed; the fingerprint in the SDP is what is checked.
    context.set_verify(SSL.VERIFY_PEER, lambda *_: True)
    context.use_certificate(identity.certificate)
    context.use_privatekey(identity.key)
    context.set_tlsext_use_srtp(SRTP_PROFILE_NAME)
    return context


class DtlsClient:
    """Feed datagrams with `receive`, send what `outgoing` gives, until `keys` is set."""

    def __init__(self, server_fingerprint: str) -> None:
        self.keys: SrtpKeys | None = None
        self._server_fingerprint = server_fingerprint.upper()
        self._connection = SSL.Connection(_context(), None)
        self._connection.set_ciphertext_mtu(1200)
        self._connection.set_connect_state()
        self._advance()

    def receive(self, datagram: bytes) -> None:
        self._connection.bio_write(datagram)
        self._advance()

    def handle_timeout(self) -> None:
        """Retransmit the last flight if it is due (RFC 6347, 4.2.4)."""
        self._connection.DTLSv1_handle_timeout()

    def outgoing(self) -> list[bytes]:
        datagrams = []
        while True:
            try:
                datagrams.append(self._connection.bio_read(MAX_DATAGRAM))
            except SSL.WantReadError:
                return datagrams

    def _advance(self) -> None:
        if self.keys:
            return
        try:
            self._connection.do_handshake()
        except SSL.WantReadError:
            return
        except SSL.Error as error:
            raise HandshakeError(str(error)) from error
        certificate = self._connection.get_peer_certificate(as_cryptography=True)
        if certificate is None or fingerprint(certificate) != self._server_fingerprint:
            raise HandshakeError("the server's certificate is not the one its description names")
        self.keys = self._export_keys()

    def _export_keys(self) -> SrtpKeys:
        material = self._connection.export_keying_material(
            b"EXTRACTOR-dtls_srtp", 2 * (KEY_BYTES + SALT_BYTES)
        )
        keys, salts = material[: 2 * KEY_BYTES], material[2 * KEY_BYTES :]
        return SrtpKeys(
            send=keys[:KEY_BYTES] + salts[:SALT_BYTES],
            receive=keys[KEY_BYTES:] + salts[SALT_BYTES:],
        )
