"""Page cursors: opaque to clients, and checked like any other input when they come back."""

import base64
import binascii
import json

from chalicelib.domain.errors import FieldCode, invalid_field

_MAX_CHARS = 512
_MAX_MS = 1 << 53


def encode_cursor(*parts: str | int) -> str:
    """A cursor holds sort keys only; whose pages they are comes from the session."""
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


def decode_time_and_id(cursor: str) -> tuple[int, str]:
    match _decode(cursor):
        case [int(at_ms), str(identifier)] if 0 <= at_ms <= _MAX_MS and identifier:
            return at_ms, identifier
        case _:
            raise invalid_field("cursor", FieldCode.INVALID)


def decode_id(cursor: str) -> str:
    match _decode(cursor):
        case [str(identifier)] if identifier:
            return identifier
        case _:
            raise invalid_field("cursor", FieldCode.INVALID)


def _decode(cursor: str) -> object:
    try:
        return json.loads(base64.b64decode(cursor[:_MAX_CHARS], altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise invalid_field("cursor", FieldCode.INVALID) from error
