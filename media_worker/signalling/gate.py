"""The gate: is this join token genuine, fresh, ours, and not used before?"""

from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from meeting_contract.signalling import Hello
from meeting_contract.token import InvalidTokenError, JoinClaims, verify_join_token


class TokenGate:
    """Remembers each used token until it would have expired anyway."""

    def __init__(self, keys: Mapping[str, Ed25519PublicKey], worker_id: str) -> None:
        self._keys = keys
        self._worker_id = worker_id
        self._used: dict[str, int] = {}

    def open(self, hello: Hello, now_ms: int) -> JoinClaims:
        """Return what the token promises; raise InvalidTokenError.

        Who resumes shows the token they came with: it may be used and expired, because the
        resume key, which only its owner was told, is what counts.
        """
        if hello.resume is not None:
            return verify_join_token(hello.token, self._keys, self._worker_id, now_s=None)
        claims = verify_join_token(hello.token, self._keys, self._worker_id, now_ms / 1000)
        if claims.jti in self._used:
            raise InvalidTokenError("token_invalid")
        self._used[claims.jti] = claims.exp
        return claims

    def forget_expired(self, now_ms: int) -> None:
        self._used = {jti: exp for jti, exp in self._used.items() if exp * 1000 >= now_ms}
