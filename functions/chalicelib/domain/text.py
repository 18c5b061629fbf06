"""Lines of text that people give: cleaned of what deceives the eye, refused when it abuses it."""

import unicodedata

from chalicelib.domain.errors import FieldCode, invalid_field

# Vietnamese needs two marks on a base when decomposed, other scripts three; more is vandalism.
_MAX_MARKS_IN_A_ROW = 3
# Letters and symbols by category that show nothing: Hangul fillers and the empty Braille cell.
_BLANKS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
# Controls, bidi and zero-width signs, lone surrogates, private use, unassigned.
_DROPPED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def clean_line(raw: str, field: str, max_chars: int) -> str:
    """One line in NFC without invisible characters; raise DomainError naming `field`.

    >>> clean_line("  Nguyễn\\u200b   Văn\\tAn ", "full_name", 100)
    'Nguyễn Văn An'
    """
    spaced = "".join(" " if c.isspace() else c for c in unicodedata.normalize("NFC", raw))
    visible = "".join(c for c in spaced if not _is_invisible(c))
    line = " ".join(visible.split())
    if not line:
        raise invalid_field(field, FieldCode.REQUIRED)
    if len(line) > max_chars:
        raise invalid_field(field, FieldCode.TOO_LONG)
    if _stacks_marks(line):
        raise invalid_field(field, FieldCode.INVALID)
    return line


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) in _DROPPED_CATEGORIES or character in _BLANKS


def _stacks_marks(line: str) -> bool:
    marks = _MAX_MARKS_IN_A_ROW  # so that a line may not begin with a mark
    for character in line:
        marks = marks + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if marks > _MAX_MARKS_IN_A_ROW:
            return True
    return False
