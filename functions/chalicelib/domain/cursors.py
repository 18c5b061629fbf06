"""Page cursors: opaque to clients, and checked like any other input when they come back."""

import base64
import binascii
import json
import re

from chalicelib.domain.errors import FieldCode, invalid_field

_MAX_CHARS = 512
_MAX_MS = 1 << 53
# What our sort keys are made of: identifiers, times and `#`.
_KEY = re.compile(r"[0-9A-Za-z#-]{1,128}")


def encode_cursor(*parts: str | int) -> str:
    """A cursor holds sort keys only; whose pages they are comes from the session."""
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


def decode_time_and_id(cursor: str) -> tuple[int, str]:
    match _decode(cursor):
        # A bool is an int to Python, but no number to the database.
        case [int(at_ms), str(key)] if (
            not isinstance(at_ms, bool) and 0 <= at_ms <= _MAX_MS and _KEY.fullmatch(key)
        ):
            return at_ms, key
        case _:
            raise invalid_field("cursor", FieldCode.INVALID)


def decode_id(cursor: str) -> str:
    match _decode(cursor):
        case [str(key)] if _KEY.fullmatch(key):
            return key
        case _:
            raise invalid_field("cursor", FieldCode.INVALID)


def _decode(cursor: str) -> object:
    try:
        return json.loads(base64.b64decode(cursor[:_MAX_CHARS], altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise invalid_field("cursor", FieldCode.INVALID) from error
