"""Sign up over HTTP: the form, the codes, the codes once more."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from chalicelib.domain.accounts import SignUpForm
from chalicelib.domain.consents import Origin
from chalicelib.domain.contacts import hint_email, hint_phone
from chalicelib.domain.errors import ErrorCode
from chalicelib.domain.language import Locale
from chalicelib.domain.limits import CONFIRM_BY_IP, RESEND_BY_IP, SIGN_UP_BY_IP
from chalicelib.ports.accounts import AccountPorts
from chalicelib.routes.api import Access, Call, Nothing, Reply, Routes
from chalicelib.usecases import registrations

# Bounds on what is looked at at all; the domain says what is right.
ShortText = Annotated[str, Meta(max_length=512)]
RegistrationId = Annotated[str, Meta(pattern=r"^[0-9a-f-]{36}$")]
Channel = Literal["email", "phone"]

routes = Routes[AccountPorts]("accounts")


class NewAccount(msgspec.Struct, frozen=True):
    """Both policies are accepted apart from marketing, and nothing by default."""

    full_name: ShortText
    email: ShortText
    phone: ShortText
    password: ShortText
    country: ShortText
    accept_terms: bool
    accept_privacy: bool
    accept_marketing: bool
    locale: Locale | None = None


class Registered(msgspec.Struct, frozen=True):
    """Where the codes went, as far as their owner needs it."""

    registration_id: str
    email_hint: str
    phone_hint: str


class RegistrationAddress(msgspec.Struct, frozen=True):
    registration_id: RegistrationId


class Confirmation(msgspec.Struct, frozen=True):
    channel: Channel
    code: Annotated[str, Meta(pattern=r"^[0-9]{6}$")]


class Confirmed(msgspec.Struct, frozen=True):
    """`active`: both are confirmed and the account can log in."""

    email_confirmed: bool
    phone_confirmed: bool
    active: bool


class CodeRequest(msgspec.Struct, frozen=True):
    channel: Channel


class CodeSent(msgspec.Struct, frozen=True):
    channel: Channel


@routes.route(
    "POST",
    "/api/accounts",
    access=Access.PUBLIC,
    summary="Sign up; codes go out by e-mail and text message",
    body=NewAccount,
    answer=Registered,
    status=202,
    limits=(SIGN_UP_BY_IP,),
)
def register_account(call: Call[NewAccount, Nothing], ports: AccountPorts) -> Reply[Registered]:
    form = SignUpForm(
        full_name=call.body.full_name,
        email=call.body.email,
        phone=call.body.phone,
        password=call.body.password,
        country=call.body.country,
        locale=call.body.locale or call.client.locale,
        accept_terms=call.body.accept_terms,
        accept_privacy=call.body.accept_privacy,
        accept_marketing=call.body.accept_marketing,
    )
    origin = Origin(call.client.ip, call.client.user_agent, method="sign_up_form")
    registration = registrations.register(form, origin, ports, call.now)
    return Reply(
        Registered(
            registration.registration_id,
            hint_email(registration.person.email.address),
            hint_phone(registration.person.phone),
        )
    )


@routes.route(
    "POST",
    "/api/accounts/{registration_id}/confirmations",
    access=Access.PUBLIC,
    summary="Confirm one channel by its code; the second one makes the account",
    body=Confirmation,
    params=RegistrationAddress,
    answer=Confirmed,
    errors=(ErrorCode.CODE_INVALID, ErrorCode.CONFLICT),
    limits=(CONFIRM_BY_IP,),
)
def confirm_registration(
    call: Call[Confirmation, RegistrationAddress], ports: AccountPorts
) -> Reply[Confirmed]:
    done = registrations.confirm(
        call.params.registration_id, call.body.channel, call.body.code, ports, call.now
    )
    return Reply(Confirmed(done.email, done.phone, done.active))


@routes.route(
    "POST",
    "/api/accounts/{registration_id}/codes",
    access=Access.PUBLIC,
    summary="Send a new code; the earlier one is void",
    body=CodeRequest,
    params=RegistrationAddress,
    answer=CodeSent,
    status=202,
    errors=(ErrorCode.REGISTRATION_NOT_FOUND, ErrorCode.CONFLICT),
    limits=(RESEND_BY_IP,),
)
def resend_code(
    call: Call[CodeRequest, RegistrationAddress], ports: AccountPorts
) -> Reply[CodeSent]:
    registrations.resend_code(call.params.registration_id, call.body.channel, ports, call.now)
    return Reply(CodeSent(call.body.channel))
