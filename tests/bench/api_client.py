"""A browser's HTTP side in little: keep-alive, cookies, JSON; thin enough to load servers."""

import http.client
import json
from http.cookies import SimpleCookie
from typing import Any, Self


class ApiError(Exception):
    """The API answered with a status nobody expected here."""


class ApiClient:
    """One visitor. `address` is the loopback address it comes from: limits are per address."""

    def __init__(self, port: int, address: str = "127.0.0.1") -> None:
        self._connection = http.client.HTTPConnection(
            "127.0.0.1", port, timeout=30, source_address=(address, 0)
        )
        self.cookies: dict[str, str] = {}
        self.authorization: str | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def request(self, method: str, path: str, body: object = None) -> Any:
        """Send and give the decoded answer; raise ApiError on 4xx and 5xx."""
        self._connection.request(method, path, self._encode(body), self._headers(body))
        response = self._connection.getresponse()
        content = response.read()
        for header in response.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(header).items()}
        if response.status >= 400:
            raise ApiError(f"{method} {path}: {response.status} {content[:300]!r}")
        return json.loads(content) if content else None

    @staticmethod
    def _encode(body: object) -> bytes | None:
        return None if body is None else json.dumps(body).encode()

    def _headers(self, body: object) -> dict[str, str]:
        headers = {"Accept-Language": "vi"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={v}" for name, v in self.cookies.items())
        if self.authorization:
            headers["Authorization"] = self.authorization
        return headers
