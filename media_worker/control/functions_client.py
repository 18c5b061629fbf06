"""The worker's way to the functions: heartbeats over one kept-alive HTTP connection."""

import asyncio
import http.client
import ssl
import threading
from urllib.parse import quote, urlsplit

import msgspec

from meeting_contract.control import Heartbeat, HeartbeatReply

_TIMEOUT_S = 2.0
_MAX_REPLY_BYTES = 4 * 1024 * 1024


class ControlPlaneError(Exception):
    """The functions cannot be reached, refuse the worker, or answer nonsense."""


class FunctionsClient:
    """One exchange at a time, each in a thread, so that a slow answer never stops the media."""

    def __init__(self, api_url: str, worker_id: str, secret: str) -> None:
        url = urlsplit(api_url)
        if url.scheme not in {"http", "https"} or not url.hostname:
            raise ValueError(f"not an http(s) address: {api_url!r}")
        self._connection: http.client.HTTPConnection
        if url.scheme == "https":
            self._connection = http.client.HTTPSConnection(
                url.hostname, url.port, timeout=_TIMEOUT_S, context=ssl.create_default_context()
            )
        else:
            self._connection = http.client.HTTPConnection(
                url.hostname, url.port, timeout=_TIMEOUT_S
            )
        self._path = f"{url.path.rstrip('/')}/api/workers/{quote(worker_id, safe='')}/heartbeat"
        self._headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
        # An exchange whose waiter was cancelled still has the connection until it is done.
        self._busy = threading.Lock()
        self._decoder = msgspec.json.Decoder(HeartbeatReply)

    async def exchange(self, heartbeat: Heartbeat) -> HeartbeatReply:
        """Send a heartbeat and return the answer; raise ControlPlaneError."""
        return await asyncio.to_thread(self._exchange, heartbeat)

    def _exchange(self, heartbeat: Heartbeat) -> HeartbeatReply:
        body = msgspec.json.encode(heartbeat)
        with self._busy:
            try:
                return self._post_again_if_stale(body)
            except (OSError, http.client.HTTPException, msgspec.DecodeError) as e:
                self._connection.close()
                raise ControlPlaneError(str(e) or type(e).__name__) from e

    def _post_again_if_stale(self, body: bytes) -> HeartbeatReply:
        try:
            return self._post(body)
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            # The other side closed the idle connection; a heartbeat may be sent twice.
            self._connection.close()
            return self._post(body)

    def _post(self, body: bytes) -> HeartbeatReply:
        self._connection.request("POST", self._path, body, self._headers)
        response = self._connection.getresponse()
        data = response.read(_MAX_REPLY_BYTES)
        if response.status != http.HTTPStatus.OK:
            raise ControlPlaneError(f"status {response.status}")
        return self._decoder.decode(data)
