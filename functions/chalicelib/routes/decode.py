"""Strict decoding at the edge: bytes and strings become structs, or errors that name the field."""

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from chalicelib.domain.errors import DomainError, ErrorCode, FieldCode, FieldError

S = TypeVar("S")


def decode_body(raw: bytes, kind: type[S]) -> S:
    """Parse JSON into `kind`; unknown fields are ignored, types are never coerced."""
    try:
        return msgspec.json.decode(raw, type=kind)
    except msgspec.ValidationError as error:
        raise _explain(_parse(raw), kind, strict=True) from error
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise DomainError(ErrorCode.MALFORMED_REQUEST) from error


def decode_params(raw: Mapping[str, str], kind: type[S]) -> S:
    """Path and query strings into `kind`; numbers and booleans are read from their text."""
    try:
        return msgspec.convert(raw, kind, strict=False)
    except msgspec.ValidationError as error:
        raise _explain(dict(raw), kind, strict=False) from error


def _parse(raw: bytes) -> object:
    try:
        return msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise DomainError(ErrorCode.MALFORMED_REQUEST) from error


def _explain(value: object, kind: type[Any], *, strict: bool) -> DomainError:
    """Name every field that is wrong, not only the first."""
    if not isinstance(value, dict):
        return DomainError(ErrorCode.MALFORMED_REQUEST)
    errors = []
    for field in msgspec.structs.fields(kind):
        name = field.encode_name
        if name not in value:
            if field.required:
                errors.append(FieldError(name, FieldCode.REQUIRED))
            continue
        try:
            msgspec.convert(value[name], field.type, strict=strict)
        except msgspec.ValidationError as error:
            errors.append(FieldError(name, _field_code(str(error))))
    return DomainError(ErrorCode.INVALID_REQUEST, fields=tuple(errors))


def _field_code(message: str) -> FieldCode:
    """msgspec says which bound was missed in its message only."""
    if "length <=" in message:
        return FieldCode.TOO_LONG
    if "length >=" in message:
        return FieldCode.TOO_SHORT
    return FieldCode.INVALID
