"""How a route is declared: one entry says who may call it, what goes in and what comes out.

    routes = Routes[MeetingPorts]("meetings")

    @routes.route("POST", "/api/meetings/{code}/joins", access=Access.PUBLIC,
                  summary="Join a meeting", body=JoinRequest, params=MeetingAddress,
                  answer=JoinAnswer, errors=(ErrorCode.BANNED,), limits=(JOIN_BY_IP,))
    def join(call: Call[JoinRequest, MeetingAddress], ports: MeetingPorts) -> Reply[JoinAnswer]:
        return Reply(join_meeting(...))

`body` and `params` are msgspec structs (fields of `params` named in the path come from the path,
the others from the query). `serve` decodes, authenticates, limits and answers; the OpenAPI
document is generated from the same entries. The handler sees only what is already valid.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, Generic, TypeVar

import msgspec

from chalicelib.domain.errors import DomainError, ErrorCode
from chalicelib.domain.language import Locale
from chalicelib.domain.limits import WRITE_BY_IP, RateLimit
from chalicelib.domain.sessions import Session

MAX_BODY_BYTES = 16 * 1024
UNSAFE_METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE"})

B = TypeVar("B")
P = TypeVar("P")
R = TypeVar("R")
Ports = TypeVar("Ports")


class Access(Enum):
    """Who may call. Ownership (a meeting's host) is the use case's own question."""

    PUBLIC = "public"
    ACCOUNT = "account"
    WORKER = "worker"


class Nothing(msgspec.Struct, frozen=True):
    """No body, or no parameters."""


@dataclass(frozen=True)
class Client:
    """Whom we talk to, as far as the connection says."""

    ip: str
    user_agent: str
    locale: Locale


@dataclass(frozen=True)
class Call(Generic[B, P]):
    """A valid request. `session` is set whenever the caller is logged in, on public routes too."""

    body: B
    params: P
    session: Session | None
    client: Client
    cookies: Mapping[str, str]
    now: datetime
    request_id: str

    @property
    def account_id(self) -> str:
        """The caller's account; for routes with Access.ACCOUNT."""
        if self.session is None:
            raise DomainError(ErrorCode.UNAUTHENTICATED)
        return self.session.account_id


@dataclass(frozen=True)
class Cookie:
    """A `__Host-` cookie: this host only, https (or localhost) only, out of scripts' reach.

    `max_age_s` 0 deletes it.
    """

    name: str
    value: str
    max_age_s: int

    def header(self) -> str:
        return (
            f"{self.name}={self.value}; Max-Age={self.max_age_s}; Path=/; "
            "Secure; HttpOnly; SameSite=Lax"
        )


@dataclass(frozen=True)
class Reply(Generic[R]):
    """What goes back; `body` None is an empty answer (204)."""

    body: R
    cookies: tuple[Cookie, ...] = ()


@dataclass(frozen=True)
class Route:
    """One entry of the registry; `errors` are those besides what every route may answer."""

    method: str
    path: str
    access: Access
    summary: str
    tag: str
    handler: Callable[[Call[Any, Any], Any], Reply[Any]]
    body: type[Any]
    params: type[Any]
    answer: Any
    status: int
    errors: tuple[ErrorCode, ...]
    limits: tuple[RateLimit, ...]
    max_body_bytes: int

    @property
    def name(self) -> str:
        return self.handler.__name__

    @property
    def is_unsafe(self) -> bool:
        return self.method in UNSAFE_METHODS


Handler = Callable[[Call[B, P], Ports], Reply[R]]


@dataclass(frozen=True)
class Routes(Generic[Ports]):
    """The routes of one area, whose handlers share the ports of that area."""

    tag: str
    entries: list[Route] = field(default_factory=list)

    def route(  # noqa: PLR0913 a declaration names everything once
        self,
        method: str,
        path: str,
        *,
        access: Access,
        summary: str,
        body: type[Any] = Nothing,
        params: type[Any] = Nothing,
        answer: Any = None,  # noqa: ANN401 any type msgspec can encode, generic aliases too
        status: int = 200,
        errors: tuple[ErrorCode, ...] = (),
        limits: tuple[RateLimit, ...] | None = None,
        max_body_bytes: int = MAX_BODY_BYTES,
    ) -> Callable[[Handler[B, P, Ports, R]], Handler[B, P, Ports, R]]:
        """Declare; without `limits` a general one applies to what people change.

        Reads are not counted: a count is a write, dearer than what it would protect.
        """
        changes = method in UNSAFE_METHODS and access is not Access.WORKER
        general = (WRITE_BY_IP,) if changes else ()

        def declare(handler: Handler[B, P, Ports, R]) -> Handler[B, P, Ports, R]:
            self.entries.append(
                Route(
                    method=method,
                    path=path,
                    access=access,
                    summary=summary,
                    tag=self.tag,
                    handler=handler,
                    body=body,
                    params=params,
                    answer=answer,
                    status=status,
                    errors=errors,
                    limits=general if limits is None else limits,
                    max_body_bytes=max_body_bytes,
                )
            )
            return handler

        return declare
