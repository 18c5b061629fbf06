"""The wire's golden examples: Python reads and writes each of them to the letter."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from meeting_contract import signalling, typescript
from meeting_contract.control import Heartbeat, HeartbeatReply
from meeting_contract.reports import AnyReport, decode_report, encode_report
from meeting_contract.token import JoinClaims

GOLDEN = Path(signalling.__file__).parent / "golden"
FAMILIES: dict[str, tuple[Callable[[bytes], Any], Callable[[Any], bytes | str]]] = {
    "client_messages": (signalling.decode_client_message, signalling.encode),
    "worker_messages": (signalling.decode_worker_message, signalling.encode),
    "join_claims": (msgspec.json.Decoder(JoinClaims).decode, msgspec.json.encode),
    "heartbeats": (msgspec.json.Decoder(Heartbeat).decode, msgspec.json.encode),
    "heartbeat_replies": (msgspec.json.Decoder(HeartbeatReply).decode, msgspec.json.encode),
    "reports": (decode_report, encode_report),
}


def examples(family: str) -> dict[str, Any]:
    golden: dict[str, Any] = json.loads((GOLDEN / f"{family}.json").read_text(encoding="utf-8"))
    return golden


@pytest.mark.parametrize(
    ("family", "name"), [(family, name) for family in FAMILIES for name in examples(family)]
)
def test_an_example_round_trips(family: str, name: str) -> None:
    decode, encode = FAMILIES[family]
    example = examples(family)[name]

    assert json.loads(encode(decode(json.dumps(example).encode()))) == example


@pytest.mark.parametrize("name", examples("client_messages_refused"))
def test_a_bad_client_message_is_refused(name: str) -> None:
    example = examples("client_messages_refused")[name]

    with pytest.raises(msgspec.DecodeError):
        signalling.decode_client_message(json.dumps(example))


@pytest.mark.parametrize(
    ("family", "union"),
    [
        ("client_messages", signalling.AnyClientMessage),
        ("worker_messages", signalling.AnyWorkerMessage),
        ("reports", AnyReport),
    ],
)
def test_every_message_has_an_example(family: str, union: Any) -> None:
    tags = {struct.__struct_config__.tag for struct in get_args(union)}

    assert {example["type"] for example in examples(family).values()} == tags


def test_unknown_fields_are_ignored_so_that_the_two_sides_can_be_upgraded_apart() -> None:
    message = signalling.decode_client_message(b'{"type":"ping","sent_at":1}')

    assert message == signalling.Ping()


def test_the_typescript_messages_are_up_to_date() -> None:
    """Mend with `python -m meeting_contract.typescript`."""
    assert typescript.GENERATED_FILE.read_text(encoding="utf-8") == typescript.generate()
