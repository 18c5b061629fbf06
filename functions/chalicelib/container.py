"""Which adapter stands behind which port; everything is built when it is first asked for."""

from dataclasses import dataclass
from functools import cached_property

from chalicelib.adapters.aws import Aws
from chalicelib.adapters.clock import MovableClock, SystemClock
from chalicelib.adapters.randomness import SystemRandomness
from chalicelib.adapters.secrets import SecretsManager
from chalicelib.config import Config
from chalicelib.ports.edge import Clock, EdgePorts
from chalicelib.storage.rate_limits import DynamoRateLimiter
from chalicelib.storage.sessions import DynamoSessionRepository


@dataclass(frozen=True)
class Container:
    config: Config

    @cached_property
    def edge(self) -> EdgePorts:
        return EdgePorts(
            clock=self._clock,
            randomness=SystemRandomness(),
            limiter=DynamoRateLimiter(self._secrets),
            secrets=self._secrets,
            sessions=DynamoSessionRepository(),
        )

    @cached_property
    def _aws(self) -> Aws:
        return Aws(self.config)

    @cached_property
    def _secrets(self) -> SecretsManager:
        return SecretsManager(self._aws, self.config)

    @cached_property
    def _clock(self) -> Clock:
        if self.config.clock_file is None:
            return SystemClock()
        return MovableClock(self.config.clock_file)
