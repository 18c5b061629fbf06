"""Sessions by the hash of their token."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.domain.sessions import ABSOLUTE_TIMEOUT, Session
from chalicelib.domain.times import from_ms, to_ms, to_s
from chalicelib.storage.tables import TableItem, table_name
from chalicelib.storage.writes import unless_condition_fails


class SessionItem(TableItem):
    class Meta:
        table_name = table_name("sessions")

    token_hash = UnicodeAttribute(hash_key=True)
    account_id = UnicodeAttribute()
    created_at = NumberAttribute()
    last_seen_at = NumberAttribute()
    expires_at = NumberAttribute()


class DynamoSessionRepository:
    def add(self, session: Session) -> None:
        SessionItem(
            session.token_hash,
            account_id=session.account_id,
            created_at=to_ms(session.created_at),
            last_seen_at=to_ms(session.last_seen_at),
            expires_at=to_s(session.created_at + ABSOLUTE_TIMEOUT),
        ).save(condition=SessionItem.token_hash.does_not_exist())

    def find(self, token_hash: str) -> Session | None:
        try:
            item = SessionItem.get(token_hash, consistent_read=True)
        except SessionItem.DoesNotExist:
            return None
        return Session(
            token_hash=item.token_hash,
            account_id=item.account_id,
            created_at=from_ms(int(item.created_at)),
            last_seen_at=from_ms(int(item.last_seen_at)),
        )

    def touch(self, session: Session) -> None:
        with unless_condition_fails():
            SessionItem(session.token_hash).update(
                actions=[SessionItem.last_seen_at.set(to_ms(session.last_seen_at))],
                condition=SessionItem.token_hash.exists(),
            )

    def delete(self, token_hash: str) -> None:
        SessionItem(token_hash).delete()
