"""Debian's Janus as the yardstick: its process, and a videoroom driven over its WebSocket API."""

import asyncio
import json
import secrets
import shutil
import subprocess
from pathlib import Path
from typing import Any, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.media.loadclient.peer import LightPeer
from tests.media.loadclient.sdp import Kind, Section, payload_type, read_description

_LIBRARIES = Path("/usr/lib/x86_64-linux-gnu/janus")
_ROOM = 1
_REQUEST_TIMEOUT_S = 20
_START_TIMEOUT_S = 10

_CONFIG = """
general: {{
  configs_folder = "{folder}"
  plugins_folder = "{libraries}/plugins"
  transports_folder = "{libraries}/transports"
  events_folder = "{folder}/none"
  loggers_folder = "{folder}/none"
  debug_level = 3
}}
media: {{ rtp_port_range = "20000-40000" }}
nat: {{
  ice_lite = true
  full_trickle = false
  ice_enforce_list = "{interface}"
}}
plugins: {{ disable = "{other_plugins}" }}
transports: {{ disable = "{other_transports}" }}
"""
_WEBSOCKETS_CONFIG = """
general: {{ ws = true, wss = false, ws_port = {port}, ws_ip = "127.0.0.1" }}
admin: {{ admin_ws = false, admin_wss = false }}
"""


class JanusError(Exception):
    """Janus refused a request; its answer is the text."""


def _others(folder: Path, wanted: str) -> str:
    return ",".join(p.name for p in folder.glob("*.so") if p.name != wanted)


def start_janus(folder: Path, port: int, core: int, interface: str = "lo") -> subprocess.Popen[str]:
    """Start Janus pinned to one core, with nothing but the videoroom and its WebSocket API."""
    executable = shutil.which("janus")
    if executable is None:
        raise JanusError("Debian's janus is not installed")
    config = _CONFIG.format(
        folder=folder,
        libraries=_LIBRARIES,
        interface=interface,
        other_plugins=_others(_LIBRARIES / "plugins", "libjanus_videoroom.so"),
        other_transports=_others(_LIBRARIES / "transports", "libjanus_websockets.so"),
    )
    (folder / "janus.jcfg").write_text(config)
    (folder / "janus.transport.websockets.jcfg").write_text(_WEBSOCKETS_CONFIG.format(port=port))
    (folder / "janus.plugin.videoroom.jcfg").write_text("general: { }\n")
    with (folder / "janus.log").open("w") as log:
        return subprocess.Popen(
            ["taskset", "-c", str(core), executable, "-F", str(folder), "--disable-colors"],
            stdout=log,
            stderr=subprocess.STDOUT,
            text=True,
        )


class JanusRoom:
    """One videoroom. Requests are answered by transaction; acks and notices pass by."""

    def __init__(self, socket: ClientConnection, address: str) -> None:
        self._socket = socket
        self._address = address
        self._pending: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._session: int | None = None
        self._feeds: list[int] = []
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def open(cls, port: int, address: str) -> Self:
        socket = await _connect(f"ws://127.0.0.1:{port}/")
        room = cls(socket, address)
        room._session = (await room._request(janus="create"))["data"]["id"]
        await room._message(
            await room._attach(),
            {"request": "create", "room": _ROOM, "publishers": 100, "bitrate": 2_000_000},
        )
        return room

    async def publisher(self, kind: Kind) -> tuple[LightPeer, Section]:
        section = Section(kind, "0", "sendonly", payload_type(kind), secrets.randbits(31) | 1)
        peer = LightPeer(self._address)
        handle = await self._attach()
        joined = await self._message(
            handle, {"request": "join", "room": _ROOM, "ptype": "publisher"}
        )
        self._feeds.append(joined["plugindata"]["data"]["id"])
        offer = {"type": "offer", "sdp": peer.description([section])}
        answer = await self._message(handle, {"request": "publish"}, offer)
        await peer.connect(read_description(answer["jsep"]["sdp"]))
        return peer, section

    async def subscriber(self) -> LightPeer:
        """Subscribe to everybody who publishes by now."""
        handle = await self._attach()
        streams = [{"feed": feed} for feed in self._feeds]
        body = {"request": "join", "room": _ROOM, "ptype": "subscriber", "streams": streams}
        remote = read_description((await self._message(handle, body))["jsep"]["sdp"])
        peer = LightPeer(self._address)
        mine = [Section(s.kind, s.mid, "recvonly", s.payload_type) for s in remote.sections]
        answer = {"type": "answer", "sdp": peer.description(mine)}
        await self._message(handle, {"request": "start"}, answer)
        await peer.connect(remote)
        return peer

    async def close(self) -> None:
        self._reader.cancel()
        await self._socket.close()

    async def _attach(self) -> int:
        reply = await self._request(janus="attach", plugin="janus.plugin.videoroom")
        handle: int = reply["data"]["id"]
        return handle

    async def _message(
        self, handle: int, body: dict[str, Any], jsep: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        request = {"janus": "message", "handle_id": handle, "body": body}
        reply = await self._request(**request, **({"jsep": jsep} if jsep else {}))
        if "error" in reply["plugindata"]["data"]:
            raise JanusError(reply["plugindata"]["data"]["error"])
        return reply

    async def _request(self, **request: Any) -> dict[str, Any]:
        transaction = secrets.token_hex(8)
        future = asyncio.get_running_loop().create_future()
        self._pending[transaction] = future
        session = {} if self._session is None else {"session_id": self._session}
        await self._socket.send(json.dumps({**request, **session, "transaction": transaction}))
        reply: dict[str, Any] = await asyncio.wait_for(future, _REQUEST_TIMEOUT_S)
        if reply["janus"] == "error":
            raise JanusError(reply["error"]["reason"])
        return reply

    async def _read(self) -> None:
        async for frame in self._socket:
            reply = json.loads(frame)
            if reply["janus"] == "ack":
                continue
            waiting = self._pending.pop(reply.get("transaction", ""), None)
            if waiting and not waiting.done():
                waiting.set_result(reply)


async def _connect(url: str) -> ClientConnection:
    async with asyncio.timeout(_START_TIMEOUT_S):
        while True:
            try:
                return await connect(url, subprotocols=[Subprotocol("janus-protocol")])
            except OSError:
                await asyncio.sleep(0.1)
