"""One line of text that people typed for others to read: names and titles."""

import re
import unicodedata

from chalicelib.domain.errors import FieldCode, invalid_field

# Controls, format characters (bidi overrides, zero-width, tags), surrogates, private use,
# unassigned.
_UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
# Letters and symbols that show nothing: Hangul fillers and the Braille blank.
_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
# After NFC no living language needs more marks on one letter than this.
_MAX_MARKS = 2
_SPACES = re.compile(r"\s+")


def clean_line(text: str, field: str, max_chars: int) -> str:
    """Normalise to NFC and drop what cannot be seen; refuse what is empty, too long or stacked."""
    normal = unicodedata.normalize("NFC", _SPACES.sub(" ", text))
    line = _SPACES.sub(" ", "".join(c for c in normal if _is_seen(c))).strip()
    if not line:
        raise invalid_field(field, FieldCode.REQUIRED)
    if len(line) > max_chars:
        raise invalid_field(field, FieldCode.TOO_LONG)
    if _most_marks(line) > _MAX_MARKS:
        raise invalid_field(field, FieldCode.INVALID)
    return line


def _is_seen(character: str) -> bool:
    return (
        unicodedata.category(character) not in _UNSEEN_CATEGORIES
        and character not in _BLANK_LETTERS
    )


def _most_marks(line: str) -> int:
    """The longest run of combining marks."""
    longest = run = 0
    for character in line:
        run = run + 1 if unicodedata.category(character).startswith("M") else 0
        longest = max(longest, run)
    return longest
