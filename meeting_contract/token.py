"""The join token: what the functions promise a worker about one person, signed with Ed25519.

A JWS in compact form (RFC 7515, RFC 8037) that lives 60 seconds and is good for one worker. The
worker learns limits as numbers from it and never sees the word "plan".
"""

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (
        Ed25519PrivateKey,
        Ed25519PublicKey,
    )

JOIN_TOKEN_LIFETIME_S = 60
ISSUER = "onmeeting"

Role = Literal["host", "guest"]


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a meeting may use. `max_duration_s` is None when the time is unlimited."""

    max_participants: int
    max_duration_s: int | None


class JoinClaims(msgspec.Struct, frozen=True):
    """One person's right to enter one meeting on one worker.

    `participant_id` is this browser tab, `person_id` the human behind it (bans follow the
    person); both are pseudonyms that differ from meeting to meeting. `started_at_ms` is when the
    first participant entered (UTC, milliseconds), None if nobody has yet. `lobby` is true when a
    host must admit this person first; `locked` is how the host left the meeting's door; rooms up
    to `ended_epoch` were ended for all. `iat` and `exp` are UTC seconds.
    """

    aud: str
    jti: str
    iat: int
    exp: int
    meeting_id: str
    epoch: int
    title: str
    participant_id: str
    person_id: str
    name: str
    role: Role
    lobby: bool
    limits: Limits
    started_at_ms: int | None
    locked: bool = False
    ended_epoch: int = 0
    iss: str = ISSUER


class InvalidTokenError(Exception):
    """The token is malformed, forged, expired, or meant for another worker."""

    def __init__(self, code: Literal["token_invalid", "token_expired", "token_foreign"]) -> None:
        super().__init__(code)
        self.code = code


def key_id_of(key: "Ed25519PublicKey") -> str:
    """The name a key goes by in tokens and in a worker's configuration: it follows from the key."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


def sign_join_token(claims: JoinClaims, key: "Ed25519PrivateKey", key_id: str) -> str:
    """Sign with the functions' key; `key_id` lets workers accept two keys during a rotation."""
    import jwt  # noqa: PLC0415 a cold start of the functions that signs nothing goes without it

    return jwt.encode(msgspec.to_builtins(claims), key, algorithm="EdDSA", headers={"kid": key_id})


def verify_join_token(
    token: str, keys: Mapping[str, "Ed25519PublicKey"], audience: str, now_s: float | None
) -> JoinClaims:
    """Check signature, shape, addressee and expiry, in that order; raise InvalidTokenError.

    `now_s` is None when a lost socket resumes: its key proves the right, the token only its name.
    """
    import jwt  # noqa: PLC0415 as above

    try:
        header = jwt.get_unverified_header(token)
        payload = jwt.decode(
            token,
            keys[header["kid"]],
            algorithms=["EdDSA"],
            options={"verify_exp": False, "verify_iat": False, "verify_aud": False},
        )
        claims = msgspec.convert(payload, JoinClaims, strict=True)
    except (jwt.PyJWTError, msgspec.ValidationError, KeyError, TypeError, ValueError) as e:
        raise InvalidTokenError("token_invalid") from e
    if claims.iss != ISSUER or claims.aud != audience:
        raise InvalidTokenError("token_foreign")
    if now_s is not None and now_s > claims.exp:
        raise InvalidTokenError("token_expired")
    return claims
