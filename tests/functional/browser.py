"""A browser's part in HTTP tests: keeps cookies, sends JSON, the origin and the CSRF token."""

import itertools
from typing import Any

import httpx

from tests.functional.documented import check_documented

_visitors = itertools.count(2)


class Browser:
    """Cookies by hand: Python's jar keeps Secure ones from http://localhost, browsers do not.

    Each browser has a loopback address of its own, as visitors have: limits by address tell them
    apart.
    """

    def __init__(self, url: str, language: str = "vi") -> None:
        self.url = url
        self.cookies: dict[str, str] = {}
        self.csrf_token: str | None = None
        number = next(_visitors)
        address = f"127.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        self._http = httpx.Client(
            base_url=url,
            headers={"Accept-Language": language},
            transport=httpx.HTTPTransport(local_address=address),
        )

    def get(self, path: str, **params: str) -> httpx.Response:
        return self.send("GET", path, params=params)

    def post(self, path: str, body: object) -> httpx.Response:
        return self.send("POST", path, json=body)

    def patch(self, path: str, body: object) -> httpx.Response:
        return self.send("PATCH", path, json=body)

    def delete(self, path: str) -> httpx.Response:
        return self.send("DELETE", path, headers={"Content-Type": "application/json"})

    def send(
        self, method: str, path: str, headers: dict[str, str] | None = None, **kwargs: Any
    ) -> httpx.Response:
        sent = {"Origin": self.url, **(headers or {})}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if self.csrf_token is not None:
            sent.setdefault("X-CSRF-Token", self.csrf_token)
        response = self._http.request(method, path, headers=sent, **kwargs)
        check_documented(response)
        self._keep(response)
        return response

    def _keep(self, response: httpx.Response) -> None:
        for header in response.headers.get_list("set-cookie"):
            name, _, rest = header.partition("=")
            value = rest.partition(";")[0]
            if value:
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)
