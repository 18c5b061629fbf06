"""The heartbeat: tells the functions about this worker each second, and renews its lease."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from media_worker.bulkhead import bulkhead
from media_worker.control.functions_client import ControlPlaneError
from meeting_contract.control import HEARTBEAT_INTERVAL_S, Heartbeat, HeartbeatReply

_log = logging.getLogger(__name__)


class Lease:
    """The right to open rooms. Time is monotonic, in seconds."""

    def __init__(self) -> None:
        self._until_s = float("-inf")

    def renew(self, asked_at_s: float, lease_s: float) -> None:
        """Count from the moment of asking: the functions granted it later than that."""
        self._until_s = asked_at_s + lease_s

    def alive(self, now_s: float) -> bool:
        return now_s < self._until_s


class Heartbeats:
    """Running rooms go on while the functions cannot be reached; only new rooms wait for them."""

    def __init__(
        self,
        lease: Lease,
        exchange: Callable[[Heartbeat], Awaitable[HeartbeatReply]],
        compose: Callable[[], Heartbeat],
        obey: Callable[[HeartbeatReply], None],
        monotonic_s: Callable[[], float],
    ) -> None:
        self._lease = lease
        self._exchange = exchange
        self._compose = compose
        self._obey = obey
        self._monotonic_s = monotonic_s
        self._wanted = asyncio.Event()
        self._reachable = True
        self.failures = 0

    def soon(self) -> None:
        """Send the next heartbeat at once: something happened that cannot wait a second."""
        self._wanted.set()

    async def run(self) -> None:
        """Beat until cancelled."""
        while True:
            self._wanted.clear()
            with bulkhead(_log, "heartbeat"):
                await self.beat()
            with contextlib.suppress(TimeoutError):
                # Not wait_for: in Python 3.11 it swallows a cancellation that meets the event.
                async with asyncio.timeout(HEARTBEAT_INTERVAL_S):
                    await self._wanted.wait()

    async def beat(self) -> None:
        """Do one exchange; a failure is noted once, and tried again with the next beat."""
        asked_at_s = self._monotonic_s()
        try:
            reply = await self._exchange(self._compose())
        except ControlPlaneError as e:
            self.failures += 1
            if self._reachable:
                _log.warning("functions unreachable", extra={"cause": str(e)})
            self._reachable = False
            return
        if not self._reachable:
            _log.info("functions reachable again")
        self._reachable = True
        self._lease.renew(asked_at_s, reply.lease_s)
        self._obey(reply)
