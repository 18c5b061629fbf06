"""The signalling messages as TypeScript: `python -m meeting_contract.typescript` writes them.

Types come from the msgspec structs, so the two sides cannot drift: a test compares the file with
what this module would write.
"""

import inspect
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import get_args

import msgspec
from msgspec import inspect as shapes

from meeting_contract import PROTOCOL_VERSION, signalling, token

GENERATED_FILE = Path(__file__).parents[1] / "web" / "src" / "protocol" / "messages.gen.ts"

_LINE_LENGTH = 100
_HEADER = """\
// Generated from meeting_contract/signalling.py by `python -m meeting_contract.typescript`.
"""
_CONSTANTS = {
    "PROTOCOL_VERSION": PROTOCOL_VERSION,
    "RESUME_WINDOW_S": signalling.RESUME_WINDOW_S,
    "MAX_MESSAGE_BYTES": signalling.MAX_MESSAGE_BYTES,
    "CHAT_MAX_CHARS": signalling.CHAT_MAX_CHARS,
    "AUDIO_SLOTS": signalling.AUDIO_SLOTS,
    "VIDEO_SLOTS": signalling.VIDEO_SLOTS,
}
_NAMED_LITERALS = {
    "Role": token.Role,
    "Source": signalling.Source,
    "SlotKind": signalling.SlotKind,
    "ErrorCode": signalling.ErrorCode,
    "RefusalCode": signalling.RefusalCode,
    "EndReason": signalling.EndReason,
}
_UNIONS = {
    "ClientMessage": get_args(signalling.AnyClientMessage),
    "WorkerMessage": get_args(signalling.AnyWorkerMessage),
}
_LITERAL_NAMES = {frozenset(get_args(literal)): name for name, literal in _NAMED_LITERALS.items()}
_PRIMITIVES = {
    shapes.StrType: "string",
    shapes.IntType: "number",
    shapes.FloatType: "number",
    shapes.BoolType: "boolean",
    shapes.NoneType: "null",
}


def typescript_type(shape: shapes.Type) -> str:
    """Name the TypeScript type of a field; raise TypeError for one that no message uses yet."""
    if type(shape) in _PRIMITIVES:
        return _PRIMITIVES[type(shape)]
    if isinstance(shape, shapes.Metadata):
        return typescript_type(shape.type)
    if isinstance(shape, shapes.StructType):
        return shape.cls.__name__
    if isinstance(shape, shapes.VarTupleType):
        return f"readonly {_in_array(typescript_type(shape.item_type))}[]"
    if isinstance(shape, shapes.LiteralType):
        return _LITERAL_NAMES.get(frozenset(shape.values)) or " | ".join(
            msgspec.json.encode(value).decode() for value in sorted(shape.values, key=str)
        )
    if isinstance(shape, shapes.UnionType):
        return " | ".join(typescript_type(member) for member in shape.types)
    raise TypeError(f"no TypeScript for {shape}")


def _in_array(name: str) -> str:
    return f"({name})" if "|" in name else name


def _structs_within(shape: shapes.Type) -> Iterator[type[msgspec.Struct]]:
    """Yield the structs a field holds, innermost first."""
    if isinstance(shape, shapes.StructType):
        for field in shape.fields:
            yield from _structs_within(field.type)
        yield shape.cls
    elif isinstance(shape, shapes.UnionType):
        for member in shape.types:
            yield from _structs_within(member)
    elif isinstance(shape, shapes.VarTupleType):
        yield from _structs_within(shape.item_type)
    elif isinstance(shape, shapes.Metadata):
        yield from _structs_within(shape.type)


def _comment(struct: type[msgspec.Struct]) -> Iterator[str]:
    text = inspect.cleandoc(vars(struct).get("__doc__") or "")
    if text:
        lines = text.split("\n")
        yield f"/** {lines[0]}" + (" */" if len(lines) == 1 else "")
        yield from (f" * {line}".rstrip() for line in lines[1:])
        if len(lines) > 1:
            yield " */"


def _interface(struct: type[msgspec.Struct], *, defaults_may_be_left_out: bool) -> Iterator[str]:
    """Yield an interface: what the worker says is always whole, what a client says need not be."""
    shape = shapes.type_info(struct)
    assert isinstance(shape, shapes.StructType)  # noqa: S101 (narrowing for mypy)
    yield ""
    yield from _comment(struct)
    yield f"export interface {struct.__name__} {{"
    if shape.tag is not None:
        yield f'  readonly type: "{shape.tag}";'
    for field in shape.fields:
        mark = "?" if defaults_may_be_left_out and not field.required else ""
        yield f"  readonly {field.encode_name}{mark}: {typescript_type(field.type)};"
    yield "}"


def _interfaces(structs: Iterable[type[msgspec.Struct]]) -> Iterator[str]:
    seen: dict[type[msgspec.Struct], None] = {}
    for struct in structs:
        seen.update(dict.fromkeys(_structs_within(shapes.type_info(struct))))
    for struct in seen:
        yield from _interface(
            struct, defaults_may_be_left_out=issubclass(struct, signalling.ClientMessage)
        )


def _choice(name: str, options: Iterable[str]) -> Iterator[str]:
    """Yield a union, broken over lines as the client's formatter would."""
    choices = list(options)
    line = f"export type {name} = {' | '.join(choices)};"
    yield ""
    if len(line) <= _LINE_LENGTH:
        yield line
    else:
        yield f"export type {name} ="
        yield from (f"  | {choice}" for choice in choices[:-1])
        yield f"  | {choices[-1]};"


def _lines() -> Iterator[str]:
    for name, value in _CONSTANTS.items():
        yield f"export const {name} = {value};"
    for name, literal in _NAMED_LITERALS.items():
        yield from _choice(name, (f'"{value}"' for value in get_args(literal)))
    for name, structs in _UNIONS.items():
        yield from _interfaces(structs)
        yield from _choice(name, (struct.__name__ for struct in structs))
    yield ""
    yield "export const WORKER_MESSAGE_TYPES: ReadonlySet<string> = new Set(["
    yield from (f'  "{struct.__struct_config__.tag}",' for struct in _UNIONS["WorkerMessage"])
    yield "]);"


def generate() -> str:
    """Return the whole file; the same structs always give the same text."""
    return _HEADER + "\n" + "\n".join(_lines()) + "\n"


def main() -> None:
    GENERATED_FILE.parent.mkdir(parents=True, exist_ok=True)
    GENERATED_FILE.write_text(generate(), encoding="utf-8")
    sys.stdout.write(f"{GENERATED_FILE.name}\n")


if __name__ == "__main__":
    main()
