"""What a socket may say when, and what comes of it; whatever arrives, it never raises."""

import random
import string
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from media_worker.signalling.gate import TokenGate
from media_worker.signalling.session import ACCEPTED, NEXT, Ask, Close, Enter, Say, Session, State
from meeting_contract import signalling
from meeting_contract.token import JoinClaims, sign_join_token
from tests.unit.room.scene import T0, claims

KEY = Ed25519PrivateKey.generate()
GUEST = claims("Bình")


def token(who: JoinClaims = GUEST, key: Ed25519PrivateKey = KEY, key_id: str = "k1") -> str:
    return sign_join_token(who, key, key_id)


def hello(text: str | None = None, version: int = 1, resume: str | None = None) -> str:
    return signalling.encode(signalling.Hello(version, text or token(), resume))


@pytest.fixture
def gate() -> TokenGate:
    return TokenGate({"k1": KEY.public_key()}, "worker-1")


@pytest.fixture
def session(gate: TokenGate) -> Session:
    return Session(gate, T0)


@pytest.fixture
def joined(session: Session) -> Session:
    session.receive(hello(), T0)
    session.sent(a_joined())
    return session


def a_joined() -> signalling.Joined:
    return signalling.Joined(
        1, "Bình", "guest", "r", False, "", False, T0, None, 100, participants=(), chat=()
    )


def refused_with(code: signalling.ErrorCode) -> list[Any]:
    return [Say(signalling.Error(code)), Close()]


def test_a_genuine_token_asks_for_a_seat(session: Session) -> None:
    assert session.receive(hello(), T0) == [Enter(GUEST, None)]
    assert session.state == "greeted"


def test_two_keys_are_accepted_while_the_functions_change_theirs() -> None:
    new = Ed25519PrivateKey.generate()
    gate = TokenGate({"k1": KEY.public_key(), "k2": new.public_key()}, "worker-1")

    for text in (token(), token(claims("Chi"), new, "k2")):
        assert isinstance(Session(gate, T0).receive(hello(text), T0)[0], Enter)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "token_invalid"),
        ("a.b.c", "token_invalid"),
        (token() + "A", "token_invalid"),
        (token(key=Ed25519PrivateKey.generate()), "token_invalid"),
        (token(key_id="unknown"), "token_invalid"),
        (token(msgspec.structs.replace(GUEST, aud="worker-2")), "token_foreign"),
        (token(msgspec.structs.replace(GUEST, iss="somebody")), "token_foreign"),
        (token(msgspec.structs.replace(GUEST, exp=T0 // 1000 - 1)), "token_expired"),
    ],
)
def test_a_bad_token_is_refused(session: Session, text: str, code: Any) -> None:
    message = msgspec.json.encode({"type": "hello", "version": 1, "token": text}).decode()

    assert session.receive(message, T0) == refused_with(code)
    assert session.state == "closed"


def test_a_token_is_good_for_sixty_seconds(gate: TokenGate) -> None:
    in_time, late = Session(gate, T0), Session(gate, T0)

    assert late.receive(hello(), T0 + 60_001) == refused_with("token_expired")
    assert isinstance(in_time.receive(hello(), T0 + 60_000)[0], Enter)


def test_a_token_is_good_once(gate: TokenGate) -> None:
    Session(gate, T0).receive(hello(), T0)
    gate.forget_expired(T0 + 59_000)

    assert Session(gate, T0).receive(hello(), T0 + 59_000) == refused_with("token_invalid")


def test_resuming_shows_a_token_that_may_be_used_and_expired(gate: TokenGate) -> None:
    Session(gate, T0).receive(hello(), T0)

    later = Session(gate, T0).receive(hello(resume="key"), T0 + 3_600_000)

    assert later == [Enter(GUEST, "key")]


def test_resuming_with_a_forged_token_is_refused(session: Session) -> None:
    forged = token(key=Ed25519PrivateKey.generate())

    assert session.receive(hello(forged, resume="key"), T0) == refused_with("token_invalid")


def test_another_version_is_refused(session: Session) -> None:
    assert session.receive(hello(version=2), T0) == refused_with("version_unsupported")


def test_nothing_comes_before_hello(session: Session) -> None:
    first = session.receive(signalling.encode(signalling.Ping()), T0)

    assert first == refused_with("not_joined")
    assert session.receive(hello(), T0) == []


def test_who_waits_may_leave_and_ping_and_nothing_else(session: Session) -> None:
    session.receive(hello(), T0)
    session.sent(signalling.Waiting("", False))

    assert say(session, signalling.Ping()) == [Say(signalling.Pong(T0))]
    assert say(session, signalling.SendChat("1", "a")) == [Say(signalling.Error("not_joined"))]
    assert say(session, signalling.Leave()) == [Say(signalling.Ended("left")), Close()]


def say(session: Session, message: signalling.AnyClientMessage, now_ms: int = T0) -> list[Any]:
    return session.receive(signalling.encode(message), now_ms)


def test_a_participant_asks_the_room(joined: Session) -> None:
    message = signalling.RaiseHand(raised=True)

    assert say(joined, message) == [Ask(message)]
    assert say(joined, signalling.Leave()) == [Ask(signalling.Leave())]


def test_a_second_hello_is_refused_and_changes_nothing(joined: Session) -> None:
    assert joined.receive(hello(), T0) == [Say(signalling.Error("message_invalid"))]
    assert joined.state == "joined"


def test_after_the_end_nothing_is_heard(joined: Session) -> None:
    joined.sent(signalling.Ended("removed"))

    assert joined.state == "closed"
    assert say(joined, signalling.Ping()) == []


def test_the_table_is_whole() -> None:
    """Every state has its row, and every message is accepted somewhere."""
    assert set(ACCEPTED) == set(NEXT) == set(get_args(State))
    assert frozenset().union(*ACCEPTED.values()) == set(get_args(signalling.AnyClientMessage))


def test_too_large_a_message_is_an_error_without_decoding(joined: Session) -> None:
    data = '"' + "x" * signalling.MAX_MESSAGE_BYTES + '"'

    assert joined.receive(data, T0) == [Say(signalling.Error("message_too_large"))]


def test_a_flood_is_dropped_told_once_and_then_cut_off(joined: Session) -> None:
    answers = [say(joined, signalling.RaiseHand(raised=True)) for _ in range(300)]

    assert sum(answer == [Ask(signalling.RaiseHand(raised=True))] for answer in answers) == 79
    assert answers.count([Say(signalling.Error("rate_limited"))]) == 1
    assert answers.count(refused_with("rate_limited")) == 1
    assert joined.state == "closed"


def test_a_pause_refills_what_one_may_say(joined: Session) -> None:
    for _ in range(80):
        say(joined, signalling.RaiseHand(raised=True))

    assert say(joined, signalling.Ping(), T0 + 1000) == [Say(signalling.Pong(T0 + 1000))]


def test_chat_and_offers_cost_more_than_a_raised_hand(joined: Session) -> None:
    chats = [say(joined, signalling.SendChat(str(n), "a")) for n in range(20)]

    assert sum(isinstance(chat[0], Ask) for chat in chats if chat) == 19


GOLDEN = msgspec.json.decode(
    (Path(signalling.__file__).parent / "golden" / "client_messages.json").read_bytes()
)


def random_text(rng: random.Random) -> str | bytes:
    if rng.random() < 0.5:
        return rng.randbytes(rng.randrange(200))
    return "".join(rng.choices(string.printable + '{}[]":,\\u', k=rng.randrange(200)))


def mutated_message(rng: random.Random) -> str | bytes:
    """Spoil a genuine message: bytes flipped, cut, doubled, or values swapped for others."""
    text = bytearray(msgspec.json.encode(rng.choice(list(GOLDEN.values()))))
    for _ in range(rng.randrange(1, 5)):
        place = rng.randrange(len(text))
        kind = rng.randrange(4)
        if kind == 0:
            text[place] = rng.randrange(256)
        elif kind == 1:
            del text[place:]
            text += b"}"
        elif kind == 2:
            text[place:place] = rng.choice([b"null", b"[[[[", b'"\\ud800"', b"1e999", b"-1", b"{}"])
        else:
            text += text[place:]
    return bytes(text) if rng.random() < 0.5 else text.decode("latin-1")


@pytest.mark.parametrize("make", [random_text, mutated_message])
@pytest.mark.parametrize("greeted", [False, True])
def test_ten_thousand_bad_messages_never_raise(
    gate: TokenGate, make: Callable[[random.Random], str | bytes], greeted: bool
) -> None:
    rng = random.Random(20260101)
    now_ms = T0
    for _ in range(10_000):
        session = Session(gate, now_ms)
        if greeted:
            session.sent(a_joined())
            session.state = "joined"
        for output in session.receive(make(rng), now_ms):
            assert isinstance(output, Say | Ask | Close)
            if isinstance(output, Ask):
                signalling.encode(output.message)


def test_deep_nesting_is_an_error(joined: Session) -> None:
    data = '{"type":"ping","x":' + "[" * 60_000 + "]" * 60_000 + "}"

    assert joined.receive(data, T0) == [Say(signalling.Error("message_invalid"))]
