"""Which part answers which path, for whom, and what every answer carries."""

from collections.abc import Iterable

import pytest

from localstack.server import Site, security_headers
from localstack.wsgi import Application, Environ, StartResponse, respond
from tests.unit.local.wsgi_client import call


def _says(word: str) -> Application:
    def application(_: Environ, start_response: StartResponse) -> Iterable[bytes]:
        return respond(start_response, 200, word.encode(), "text/plain", [("X-Frame-Options", "x")])

    return application


SITE = Site(
    functions=_says("functions"),
    web=_says("web"),
    dev=_says("dev"),
    hosts=frozenset({"localhost", "127.0.0.1"}),
    headers=security_headers(["ws://127.0.0.1:8010"]),
)


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("/api/accounts", "functions"),
        ("/api", "functions"),
        ("/apis", "web"),
        ("/", "web"),
        ("/m/4829317705", "web"),
        ("/dev/inbox", "dev"),
        ("/developers", "web"),
    ],
)
def test_each_path_goes_to_its_part(path: str, part: str) -> None:
    assert call(SITE, "GET", path).body.decode() == part


def test_every_answer_carries_the_security_headers_once() -> None:
    answer = call(SITE, "GET", "/")
    policy = answer.header("Content-Security-Policy") or ""
    assert "connect-src 'self' ws://127.0.0.1:8010;" in policy
    assert "default-src 'self'" in policy
    assert "camera=(self)" in (answer.header("Permissions-Policy") or "")
    assert [value for name, value in answer.headers if name == "X-Frame-Options"] == ["x"]


@pytest.mark.parametrize("host", ["evil.example", "", "localhost.evil.example:8000", "[::1]:8000"])
def test_other_host_names_are_refused(host: str) -> None:
    """A page whose name was made to resolve to this machine could read codes from the inbox."""
    assert call(SITE, "GET", "/dev/inbox.json", HTTP_HOST=host).status == 421
