"""Join tokens, signed with the key that Secrets Manager keeps."""

from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.ports.edge import Secrets
from meeting_contract.token import JoinClaims, key_id_of, sign_join_token

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


class SecretJoinTokenSigner:
    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets

    def sign(self, claims: JoinClaims) -> str:
        key = self._key
        return sign_join_token(claims, key, key_id_of(key.public_key()))

    @cached_property
    def _key(self) -> "Ed25519PrivateKey":
        from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 slow to import
            Ed25519PrivateKey,
        )
        from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415 as above
            load_pem_private_key,
        )

        key = load_pem_private_key(self._secrets.get("join-token-key"), password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise TypeError("the join token key is not an Ed25519 key")
        return key
