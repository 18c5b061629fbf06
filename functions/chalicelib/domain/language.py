"""The two languages of every text a person sees: Vietnamese first, English second."""

import re
from typing import Literal, NamedTuple

Locale = Literal["vi", "en"]
DEFAULT_LOCALE: Locale = "vi"
_MAX_HEADER_CHARS = 200
_RANGE = re.compile(
    r"\s*([A-Za-z]{1,8}|\*)(?:-[A-Za-z0-9-]+)?\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*"
)


class Text(NamedTuple):
    vi: str
    en: str

    def of(self, locale: Locale) -> str:
        return self.vi if locale == "vi" else self.en


def choose_locale(accept_language: str) -> Locale:
    """The language of RFC 9110 section 12.5.4 that we speak best; Vietnamese when in doubt."""
    best: Locale = DEFAULT_LOCALE
    best_quality = 0.0
    for part in accept_language[:_MAX_HEADER_CHARS].split(","):
        match = _RANGE.fullmatch(part)
        if match is None:
            continue
        tag, quality = match[1].lower(), float(match[2] or 1)
        if quality > best_quality and tag in ("vi", "en"):
            best, best_quality = ("vi" if tag == "vi" else "en"), quality
    return best
