"""Argon2id with OWASP's parameters: 19 MiB, two passes, one lane."""

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argon2 import PasswordHasher

MEMORY_KIB = 19456
PASSES = 2
LANES = 1
# A hash with these parameters of a password that nobody knows: what strangers are checked against.
NOBODY = (
    "$argon2id$v=19$m=19456,t=2,p=1$v+xXgvTkOR8docgSxc4bmQ$"
    "x//xhVZX5mH5H0Gpcwngth/wxvfJTPBK1v693EPgxis"
)


class Argon2Hasher:
    def hash(self, password: str) -> str:
        return self._hasher.hash(password)

    def verify(self, password_hash: str | None, password: str) -> bool:
        from argon2.exceptions import VerifyMismatchError  # noqa: PLC0415 see _hasher

        try:
            self._hasher.verify(NOBODY if password_hash is None else password_hash, password)
        except VerifyMismatchError:
            return False
        return password_hash is not None

    def needs_rehash(self, password_hash: str) -> bool:
        return self._hasher.check_needs_rehash(password_hash)

    @cached_property
    def _hasher(self) -> "PasswordHasher":
        # Imported here: a cold start that checks no password does not pay for it.
        from argon2 import PasswordHasher  # noqa: PLC0415

        return PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
