"""Which SRTP library and cipher code stand behind a forwarder: they decide half of its speed."""

import re
import subprocess
from functools import cache
from pathlib import Path

from pylibsrtp import _binding

_JANUS_LIBSRTP = Path("/usr/lib/x86_64-linux-gnu/libsrtp2.so.1")
_CRYPTO = {b"libcrypto": "OpenSSL", b"libnss3": "NSS"}


def _version(binary: bytes) -> str:
    found = re.search(rb"libsrtp2? (\d+\.\d+\.\d+)", binary)
    return f"libsrtp {found[1].decode()}" if found else "libsrtp of unknown version"


@cache
def janus_srtp() -> str:
    linked = subprocess.run(["ldd", _JANUS_LIBSRTP], capture_output=True, check=True).stdout
    crypto = [name for library, name in _CRYPTO.items() if library in linked]
    return f"{_version(_JANUS_LIBSRTP.read_bytes())} (Debian), {' '.join(crypto) or 'own'} ciphers"


@cache
def python_srtp() -> str:
    """pylibsrtp's wheel links its libsrtp and the ciphers into one file."""
    binary = Path(_binding.__file__).read_bytes()
    openssl = re.search(rb"OpenSSL (\d+\.\d+\.\d+)", binary)
    crypto = f"OpenSSL {openssl[1].decode()}" if openssl else "own"
    return f"{_version(binary)} (pylibsrtp), {crypto} ciphers"
