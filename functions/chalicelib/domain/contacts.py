"""E-mail addresses and mobile numbers: how they are read, told apart and hinted at."""

from dataclasses import dataclass

from chalicelib.domain.errors import FieldCode, invalid_field

EMAIL_MAX_CHARS = 254
PHONE_MAX_CHARS = 32
_HINT_TAIL_CHARS = 3


@dataclass(frozen=True)
class EmailAddress:
    """`address` is where mail goes; `key` tells people apart (letter case does not)."""

    address: str
    key: str


def parse_email(raw: str) -> EmailAddress:
    """Raise DomainError naming `email`; no DNS is asked."""
    if not raw.strip():
        raise invalid_field("email", FieldCode.REQUIRED)
    # Imported here: tens of milliseconds of cold start that only sign-up and log-in need.
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415

    try:
        valid = validate_email(
            raw.strip()[: EMAIL_MAX_CHARS + 1],
            check_deliverability=False,
            allow_smtputf8=False,
            strict=True,
        )
    except EmailNotValidError as error:
        raise invalid_field("email", FieldCode.INVALID) from error
    address = valid.ascii_email or valid.normalized
    return EmailAddress(address, address.casefold())


def parse_phone(raw: str, country: str) -> str:
    """E.164 of a number that can get text messages; national forms are read for `country`."""
    if not raw.strip():
        raise invalid_field("phone", FieldCode.REQUIRED)
    if len(raw) > PHONE_MAX_CHARS:
        raise invalid_field("phone", FieldCode.TOO_LONG)
    # Imported here: as above.
    import phonenumbers  # noqa: PLC0415

    try:
        number = phonenumbers.parse(raw, country)
    except phonenumbers.NumberParseException as error:
        raise invalid_field("phone", FieldCode.INVALID) from error
    if not phonenumbers.is_valid_number(number) or number.extension:
        raise invalid_field("phone", FieldCode.INVALID)
    kinds = phonenumbers.PhoneNumberType
    kind = phonenumbers.number_type(number)
    if kind not in (kinds.MOBILE, kinds.FIXED_LINE_OR_MOBILE):
        raise invalid_field("phone", FieldCode.NOT_MOBILE)
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def hint_email(address: str) -> str:
    """Enough for its owner to recognise: `l…@example.com`."""
    local, _, domain = address.rpartition("@")
    return f"{local[0]}…@{domain}"


def hint_phone(phone: str) -> str:
    return f"…{phone[-_HINT_TAIL_CHARS:]}"
