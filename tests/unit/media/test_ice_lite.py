"""Connectivity checks: who may move a peer, and what is not answered."""

import random

import pytest
from aioice import stun

from media_worker.transport.ice_lite import (
    MAX_ADDRESSES,
    SILENT_S,
    NotACheckError,
    SelectedPath,
    parse_check,
)

PASSWORD = "p" * 24
HOME, AWAY = ("192.0.2.1", 1000), ("198.51.100.1", 2000)


def check(password: str = PASSWORD, username: str = "ours:theirs", nominate: bool = False) -> bytes:
    message = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    message.attributes["USERNAME"] = username
    message.attributes["PRIORITY"] = 1
    if nominate:
        message.attributes["USE-CANDIDATE"] = None
    message.add_message_integrity(password.encode())
    return bytes(message)


def test_a_check_is_answered_with_the_address_it_came_from() -> None:
    request = parse_check(check(nominate=True))
    assert (request.local_ufrag, request.remote_ufrag) == ("ours", "theirs")
    assert request.nominates
    assert request.is_authentic(PASSWORD)
    response = stun.parse_message(request.response(AWAY, PASSWORD))
    assert response.message_class == stun.Class.RESPONSE
    assert response.attributes["XOR-MAPPED-ADDRESS"] == AWAY
    assert response.check_message_integrity(PASSWORD.encode())


def test_a_wrong_or_missing_password_is_not_authentic() -> None:
    assert not parse_check(check("q" * 24)).is_authentic(PASSWORD)
    bare = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    bare.attributes["USERNAME"] = "ours:theirs"
    assert not parse_check(bytes(bare)).is_authentic(PASSWORD)


@pytest.mark.parametrize(
    "datagram",
    [
        b"",
        b"\x00\x01",
        check(username="nocolon"),
        check()[:-1],
        bytes(stun.Message(stun.Method.BINDING, stun.Class.RESPONSE)),
        bytes(stun.Message(stun.Method.ALLOCATE, stun.Class.REQUEST)),
    ],
)
def test_anything_else_is_not_a_check(datagram: bytes) -> None:
    with pytest.raises(NotACheckError):
        parse_check(datagram)


def test_ten_thousand_mutated_checks_never_crash_nor_authenticate() -> None:
    generator = random.Random(1)
    original = check(nominate=True)
    for number in range(10_000):
        if number % 2:
            datagram = bytes([0, 1]) + generator.randbytes(generator.randrange(200))
        else:
            mutated = bytearray(original)
            mutated[generator.randrange(len(mutated))] ^= generator.randrange(1, 256)
            datagram = bytes(mutated)
        try:
            request = parse_check(datagram)
        except NotACheckError:
            continue
        # A change that survives is in the fingerprint, which comes after the integrity.
        if request.is_authentic(PASSWORD):
            assert request.message.attributes["USERNAME"] == "ours:theirs"
            assert request.nominates


def test_the_first_check_selects_and_a_nominated_one_moves() -> None:
    path = SelectedPath()
    assert path.checked(HOME, nominated=False, now=0.0)
    assert not path.checked(AWAY, nominated=False, now=0.5)
    assert path.address == HOME
    assert path.checked(AWAY, nominated=True, now=1.0)
    assert path.address == AWAY
    assert not path.checked(AWAY, nominated=True, now=2.0)


def test_a_silent_path_is_left_without_nomination() -> None:
    path = SelectedPath()
    path.checked(HOME, nominated=True, now=0.0)
    path.heard(HOME, now=5.0)
    assert not path.checked(AWAY, nominated=False, now=5.1)
    assert path.checked(AWAY, nominated=False, now=5.2 + SILENT_S)


def test_known_addresses_are_bounded_and_keep_the_selected_one() -> None:
    path = SelectedPath()
    path.checked(HOME, nominated=True, now=0.0)
    for port in range(50):
        path.checked(("203.0.113.1", port), nominated=False, now=0.01 * port)
    assert len(path.known) == MAX_ADDRESSES
    assert HOME in path.known
