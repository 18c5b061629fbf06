"""What a password must be: long enough and not the first one everybody tries (NIST 800-63B)."""

import unicodedata

from chalicelib.domain.errors import FieldCode, FieldError

MIN_CHARS = 8
MAX_CHARS = 128
_MIN_DIFFERENT_CHARS = 4
_SEQUENCES = ("0123456789" * 2, "9876543210" * 2, "abcdefghijklmnopqrstuvwxyz", "qwertyuiop")
_COMMON_WORDS = """
password passw0rd password1 password12 password123 p@ssw0rd p@ssword matkhau matkhau1 matkhau123
iloveyou iloveyou1 sunshine princess football baseball superman trustno1 letmein1 welcome1
welcome123 admin123 admin1234 administrator qwerty12 qwerty123 qwertyuiop 1q2w3e4r 1q2w3e4r5t
1qaz2wsx q1w2e3r4 zaq12wsx asdfghjk asdfghjkl asdf1234 abcd1234 abc12345 abcdefgh a1234567
a12345678 aa123456 aa12345678 michelle jennifer computer internet starwars whatever vietnam1
vietnam123 anhyeuem emyeuanh yeuemnhieu khongbiet onmeeting onmeeting1 onmeeting123
"""
_COMMON = frozenset(_COMMON_WORDS.split())


def normalize_password(raw: str) -> str:
    """NFKC: the same password however a keyboard composes it."""
    return unicodedata.normalize("NFKC", raw)


def check_password(password: str, own_words: tuple[str, ...]) -> FieldError | None:
    """What is wrong with a normalised password; `own_words` are the owner's address and name."""
    if not password:
        return FieldError("password", FieldCode.REQUIRED)
    if len(password) < MIN_CHARS:
        return FieldError("password", FieldCode.TOO_SHORT)
    if len(password) > MAX_CHARS:
        return FieldError("password", FieldCode.TOO_LONG)
    if _is_guessable(password.casefold(), own_words):
        return FieldError("password", FieldCode.TOO_COMMON)
    return None


def _is_guessable(password: str, own_words: tuple[str, ...]) -> bool:
    return (
        password in _COMMON
        or len(set(password)) < _MIN_DIFFERENT_CHARS
        or any(password in sequence for sequence in _SEQUENCES)
        or any(password == word.casefold() for word in own_words)
    )
