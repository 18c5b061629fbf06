"""Who somebody is inside one meeting: names for workers that say nothing outside it."""

import hashlib
import hmac

_CHARS = 32


def person_pseudonym(key: bytes, meeting_id: str, person: str) -> str:
    """The same human in every tab; bans and attendance follow it."""
    return _digest(key, "person", meeting_id, person)


def participant_pseudonym(key: bytes, meeting_id: str, person: str, tab_key: str) -> str:
    """One browser tab: a reload is the same participant, a second tab is another."""
    return _digest(key, "participant", meeting_id, person, tab_key)


def _digest(key: bytes, *parts: str) -> str:
    message = b"".join(len(part.encode()).to_bytes(4) + part.encode() for part in parts)
    return hmac.new(key, message, hashlib.sha256).hexdigest()[:_CHARS]
