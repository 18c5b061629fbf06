"""The self-signed certificate for other devices."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from localstack.certificate import ensure_certificate

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("host", ["192.168.1.5", "meet.lan"])
def test_it_names_the_host_and_only_we_may_read_its_key(tmp_path: Path, host: str) -> None:
    certificate, key = ensure_certificate(tmp_path, host, NOW)
    names = (
        x509.load_pem_x509_certificate(certificate.read_bytes())
        .extensions.get_extension_for_class(x509.SubjectAlternativeName)
        .value
    )
    assert [str(name.value) for name in names] == [host]
    assert key.stat().st_mode & 0o077 == 0
    ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(certificate, key)


def test_it_is_kept_until_shortly_before_it_ends(tmp_path: Path) -> None:
    certificate, _ = ensure_certificate(tmp_path, "meet.lan", NOW)
    first = certificate.read_bytes()
    ensure_certificate(tmp_path, "meet.lan", NOW + timedelta(days=300))
    assert certificate.read_bytes() == first
    ensure_certificate(tmp_path, "meet.lan", NOW + timedelta(days=340))
    assert certificate.read_bytes() != first
