"""What can go wrong, by stable code; `http_errors` maps codes to HTTP, `messages` to words."""

from dataclasses import dataclass
from enum import StrEnum


class ErrorCode(StrEnum):
    """Stable: clients switch on these."""

    # What the caller sent
    MALFORMED_REQUEST = "malformed_request"
    INVALID_REQUEST = "invalid_request"
    BODY_TOO_LARGE = "body_too_large"
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type"
    # Who the caller is
    UNAUTHENTICATED = "unauthenticated"
    CSRF_FAILED = "csrf_failed"
    FOREIGN_ORIGIN = "foreign_origin"
    RATE_LIMITED = "rate_limited"
    # Accounts
    CREDENTIALS_WRONG = "credentials_wrong"
    CODE_INVALID = "code_invalid"
    REGISTRATION_NOT_FOUND = "registration_not_found"
    POLICY_NOT_FOUND = "policy_not_found"
    # Meetings
    MEETING_NOT_FOUND = "meeting_not_found"
    PASSWORD_REQUIRED = "password_required"  # noqa: S105 an error code
    PASSWORD_WRONG = "password_wrong"  # noqa: S105 an error code
    BANNED = "banned"
    MEETING_LOCKED = "meeting_locked"
    MEETING_ENDED = "meeting_ended"
    TIME_LIMIT_REACHED = "time_limit_reached"
    NO_WORKER_AVAILABLE = "no_worker_available"
    # Us
    CONFLICT = "conflict"
    SERVER_ERROR = "server_error"


class FieldCode(StrEnum):
    """What is wrong with one field."""

    REQUIRED = "required"
    INVALID = "invalid"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    NOT_ACCEPTED = "not_accepted"
    NOT_MOBILE = "not_mobile"
    TOO_COMMON = "too_common"


@dataclass(frozen=True)
class FieldError:
    """`field` is the name in the request's body or address."""

    field: str
    code: FieldCode


class DomainError(Exception):
    """A rule said no. `retry_after_s` is set when waiting helps."""

    def __init__(
        self,
        code: ErrorCode,
        *,
        fields: tuple[FieldError, ...] = (),
        retry_after_s: int | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.fields = fields
        self.retry_after_s = retry_after_s


def invalid_field(field: str, code: FieldCode) -> DomainError:
    """The error of one bad field."""
    return DomainError(ErrorCode.INVALID_REQUEST, fields=(FieldError(field, code),))
