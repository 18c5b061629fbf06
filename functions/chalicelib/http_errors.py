"""The one place where an error becomes HTTP: RFC 9457 problem details in two languages."""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from chalicelib.domain.errors import DomainError, ErrorCode, FieldError
from chalicelib.domain.language import Locale
from chalicelib.messages import ERRORS, FIELDS

CONTENT_TYPE = "application/problem+json"
STATUS: Mapping[ErrorCode, int] = MappingProxyType(
    {
        ErrorCode.MALFORMED_REQUEST: 400,
        ErrorCode.INVALID_REQUEST: 422,
        ErrorCode.BODY_TOO_LARGE: 413,
        ErrorCode.UNSUPPORTED_MEDIA_TYPE: 415,
        ErrorCode.UNAUTHENTICATED: 401,
        ErrorCode.CSRF_FAILED: 403,
        ErrorCode.FOREIGN_ORIGIN: 403,
        ErrorCode.RATE_LIMITED: 429,
        ErrorCode.CREDENTIALS_WRONG: 401,
        ErrorCode.CODE_INVALID: 422,
        ErrorCode.REGISTRATION_NOT_FOUND: 404,
        ErrorCode.POLICY_NOT_FOUND: 404,
        ErrorCode.MEETING_NOT_FOUND: 404,
        ErrorCode.PASSWORD_REQUIRED: 403,
        ErrorCode.PASSWORD_WRONG: 403,
        ErrorCode.BANNED: 403,
        ErrorCode.MEETING_LOCKED: 403,
        ErrorCode.MEETING_ENDED: 403,
        ErrorCode.TIME_LIMIT_REACHED: 403,
        ErrorCode.NO_WORKER_AVAILABLE: 503,
        ErrorCode.CONFLICT: 409,
        ErrorCode.SERVER_ERROR: 500,
    }
)


class Messages(msgspec.Struct, frozen=True):
    """The same words in both languages."""

    vi: str
    en: str


class ProblemField(msgspec.Struct, frozen=True):
    """One field that is wrong, by its name in the request."""

    field: str
    code: str
    messages: Messages


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """RFC 9457; `code` is stable, `title` and `detail` are in the caller's language."""

    type: str
    status: int
    code: str
    title: str
    detail: str
    messages: Messages
    request_id: str
    fields: tuple[ProblemField, ...] = ()
    retry_after_s: int | None = None


def to_problem(error: DomainError, locale: Locale, request_id: str) -> Problem:
    text = ERRORS[error.code]
    return Problem(
        type=f"urn:onmeeting:error:{error.code}",
        status=STATUS[error.code],
        code=error.code,
        title=text.of(locale),
        detail=_detail(error, locale),
        messages=Messages(text.vi, text.en),
        request_id=request_id,
        fields=tuple(_field(field) for field in error.fields),
        retry_after_s=error.retry_after_s,
    )


def _field(error: FieldError) -> ProblemField:
    text = FIELDS[error.code]
    return ProblemField(error.field, error.code, Messages(text.vi, text.en))


def _detail(error: DomainError, locale: Locale) -> str:
    if error.fields:
        return " ".join(f"{f.field}: {FIELDS[f.code].of(locale)}" for f in error.fields)
    return ERRORS[error.code].of(locale)
