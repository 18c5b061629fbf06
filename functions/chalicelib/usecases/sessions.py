"""Sessions: who a token belongs to."""

from dataclasses import replace
from datetime import datetime

from chalicelib.domain.sessions import Session, hash_token
from chalicelib.ports.edge import EdgePorts


def authenticate(token: str, ports: EdgePorts, now: datetime) -> Session | None:
    """The live session of this token, if there is one; keeps its idle clock wound."""
    session = ports.sessions.find(hash_token(token))
    if session is None or not session.is_live(now):
        return None
    if session.is_due_for_touch(now):
        session = replace(session, last_seen_at=now)
        ports.sessions.touch(session)
    return session
