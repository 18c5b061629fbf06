"""Log in, log out, and who is logged in."""

from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.domain.accounts import Account
from chalicelib.domain.errors import ErrorCode
from chalicelib.domain.limits import LOG_IN_BY_IP
from chalicelib.domain.plans import Plan
from chalicelib.domain.sessions import ABSOLUTE_TIMEOUT
from chalicelib.ports.accounts import AccountPorts
from chalicelib.routes.api import Access, Call, Nothing, Reply, Routes
from chalicelib.routes.security import session_cookie
from chalicelib.usecases import sessions

_COOKIE_LIFETIME_S = int(ABSOLUTE_TIMEOUT.total_seconds())
_GONE = session_cookie("", 0)

routes = Routes[AccountPorts]("sessions")


class LogIn(msgspec.Struct, frozen=True):
    email: Annotated[str, Meta(max_length=512)]
    password: Annotated[str, Meta(max_length=512)]


class PlanView(msgspec.Struct, frozen=True):
    """`max_duration_s` is null when the plan sets no time limit."""

    name: str
    max_participants: int
    max_duration_s: int | None


class AccountView(msgspec.Struct, frozen=True):
    account_id: str
    full_name: str
    email: str
    phone: str
    country: str
    locale: str
    plan: PlanView


class SessionView(msgspec.Struct, frozen=True):
    """Send `csrf_token` as X-CSRF-Token with every unsafe request of this session."""

    account: AccountView
    csrf_token: str


class CurrentSession(msgspec.Struct, frozen=True):
    """Nulls: nobody is logged in."""

    account: AccountView | None
    csrf_token: str | None


@routes.route(
    "POST",
    "/api/sessions",
    access=Access.PUBLIC,
    summary="Log in",
    body=LogIn,
    answer=SessionView,
    errors=(ErrorCode.CREDENTIALS_WRONG,),
    limits=(LOG_IN_BY_IP,),
)
def log_in(call: Call[LogIn, Nothing], ports: AccountPorts) -> Reply[SessionView]:
    credentials = sessions.Credentials(call.body.email, call.body.password)
    entered = sessions.log_in(credentials, call.session, call.client.ip, ports, call.now)
    plan = sessions.current_plan(entered.account.account_id, ports, call.now)
    return Reply(
        SessionView(_view(entered.account, plan), sessions.csrf_of(entered.session, ports.edge)),
        cookies=(session_cookie(entered.token, _COOKIE_LIFETIME_S),),
    )


@routes.route(
    "GET",
    "/api/sessions/current",
    access=Access.PUBLIC,
    summary="Who is logged in",
    answer=CurrentSession,
)
def get_current_session(call: Call[Nothing, Nothing], ports: AccountPorts) -> Reply[CurrentSession]:
    if call.session is None:
        return Reply(CurrentSession(None, None))
    account = ports.accounts.get(call.session.account_id)
    plan = sessions.current_plan(account.account_id, ports, call.now)
    return Reply(CurrentSession(_view(account, plan), sessions.csrf_of(call.session, ports.edge)))


@routes.route(
    "DELETE",
    "/api/sessions/current",
    access=Access.PUBLIC,
    summary="Log out; nothing happens when nobody is logged in",
    status=204,
)
def log_out(call: Call[Nothing, Nothing], ports: AccountPorts) -> Reply[None]:
    if call.session is not None:
        sessions.log_out(call.session, ports.edge)
    return Reply(None, cookies=(_GONE,))


def _view(account: Account, plan: Plan) -> AccountView:
    person = account.person
    return AccountView(
        account_id=account.account_id,
        full_name=person.full_name,
        email=person.email.address,
        phone=person.phone,
        country=person.country,
        locale=person.locale,
        plan=PlanView(plan.name, plan.max_participants, plan.max_duration_s),
    )
