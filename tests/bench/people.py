"""Accounts for benches, made as a person makes them: sign up, read both codes, confirm, log in."""

import re
import time
from dataclasses import dataclass
from urllib.parse import quote

from tests.bench.api_client import ApiClient, ApiError

_PASSWORD = "correct horse battery staple"
_CODE = re.compile(r"\b\d{6}\b")
_MAIL_TIMEOUT_S = 15


@dataclass(frozen=True)
class Person:
    email: str
    phone: str
    password: str = _PASSWORD


def sign_up(client: ApiClient, number: int) -> Person:
    """`number` tells people apart; the codes are read from the local stage's inbox."""
    person = Person(f"person{number}@example.com", f"+8491{number:07d}")
    registration = client.request(
        "POST",
        "/api/accounts",
        {
            "full_name": "Nguyễn Văn An",
            "email": person.email,
            "phone": person.phone,
            "password": person.password,
            "country": "VN",
            "accept_terms": True,
            "accept_privacy": True,
            "accept_marketing": False,
        },
    )
    path = f"/api/accounts/{registration['registration_id']}/confirmations"
    for channel, address in (("email", person.email), ("phone", person.phone)):
        client.request("POST", path, {"channel": channel, "code": _read_code(client, address)})
    return person


def log_in(client: ApiClient, person: Person) -> None:
    body = {"email": person.email, "password": person.password}
    client.csrf_token = client.request("POST", "/api/sessions", body)["csrf_token"]


def start_meeting(client: ApiClient) -> str:
    """A meeting without a lobby; its code."""
    code: str = client.request("POST", "/api/meetings", {"title": "Bench", "lobby": False})["code"]
    return code


def _read_code(client: ApiClient, address: str) -> str:
    deadline = time.monotonic() + _MAIL_TIMEOUT_S
    while time.monotonic() < deadline:
        for message in client.request("GET", f"/dev/inbox.json?to={quote(address)}")["items"]:
            if code := _CODE.search(message["text"]):
                return code[0]
        time.sleep(0.05)
    raise ApiError(f"no code came to {address}")
