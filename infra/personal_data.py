"""What each stored attribute says about a person: the ground for retention, export and logs.

Every attribute of every table is here, and a guard test holds the pynamodb models to it. Classes:
personal identifies or describes somebody; pseudonym stands for somebody and means nothing without
our tables or key; secret lets its holder do something; plain is none of these.
"""

from collections.abc import Mapping
from typing import Literal

DataClass = Literal["personal", "pseudonym", "secret", "plain"]

PERSONAL_DATA: Mapping[str, Mapping[str, DataClass]] = {
    "registrations": {
        "registration_id": "pseudonym",
        # The whole form as JSON: name, e-mail, phone, password hash, hashes of the codes.
        "document": "personal",
        "version": "plain",
        "expires_at": "plain",
    },
    "accounts": {
        "account_id": "pseudonym",
        "full_name": "personal",
        "email": "personal",
        "email_key": "personal",
        "phone": "personal",
        "country": "personal",
        "locale": "personal",
        "password_hash": "secret",
        "created_at": "plain",
    },
    "identifiers": {
        # `email#…` and `phone#…`.
        "identifier": "personal",
        "account_id": "pseudonym",
    },
    "sessions": {
        "token_hash": "secret",
        "account_id": "pseudonym",
        "created_at": "plain",
        "last_seen_at": "plain",
        "expires_at": "plain",
    },
    "entitlements": {
        "account_id": "pseudonym",
        "entitlement_id": "plain",
        "plan": "plain",
        "max_participants": "plain",
        "max_duration_s": "plain",
        "starts_at": "plain",
        "ends_at": "plain",
    },
    "consents": {
        "subject_id": "pseudonym",
        "consent_id": "plain",
        "purpose": "plain",
        "policy_version": "plain",
        "policy_sha256": "plain",
        "granted_at": "plain",
        "method": "plain",
        "ip": "personal",
        "user_agent": "personal",
    },
    "rate_limits": {
        # A hash of an address or identifier, and the window.
        "bucket": "pseudonym",
        "taken": "plain",
        "expires_at": "plain",
    },
    "outbox": {
        "outbox_id": "plain",
        # Recipient and text, codes among it; removed once delivered.
        "letter": "personal",
        "attempts": "plain",
        "due_shard": "plain",
        "due_at": "plain",
        "expires_at": "plain",
    },
    "meetings": {
        "meeting_id": "plain",
        "owner_id": "pseudonym",
        "code": "secret",
        # People name meetings after people.
        "title": "personal",
        "password_hash": "secret",
        "lobby": "plain",
        "locked": "plain",
        "locked_at": "plain",
        "ended_epoch": "plain",
        "created_at": "plain",
        "started_at": "plain",
        "ended_at": "plain",
        "worker_id": "plain",
        "epoch": "plain",
        "placed_at": "plain",
    },
    "meeting_codes": {"code": "secret", "meeting_id": "plain"},
    "attendance": {
        "meeting_id": "plain",
        "attendance_id": "pseudonym",
        "participant_id": "pseudonym",
        "person_id": "pseudonym",
        "name": "personal",
        "role": "plain",
        "joined_at": "personal",
        "left_at": "personal",
        "reason": "plain",
        "epoch": "plain",
    },
    "bans": {"meeting_id": "plain", "person_id": "pseudonym", "banned_at": "plain"},
    "workers": {
        "worker_id": "plain",
        "signalling_url": "plain",
        "state": "plain",
        "capacity": "plain",
        "reserved": "plain",
        "room_ids": "plain",
        "lease_until": "plain",
        "seen_at": "plain",
        "seats_changed_at": "plain",
    },
}
