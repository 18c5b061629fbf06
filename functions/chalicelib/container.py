"""Which adapter stands behind which port; everything is built when it is first asked for."""

from dataclasses import dataclass
from functools import cached_property

from chalicelib.adapters.aws import Aws
from chalicelib.adapters.clock import MovableClock, SystemClock
from chalicelib.adapters.join_tokens import SecretJoinTokenSigner
from chalicelib.adapters.mail import SesMailer
from chalicelib.adapters.notifications import SnsOperatorAlerts, SnsTextMessenger
from chalicelib.adapters.passwords import Argon2Hasher
from chalicelib.adapters.policies import S3PolicyRepository
from chalicelib.adapters.randomness import SystemRandomness
from chalicelib.adapters.secrets import SecretsManager
from chalicelib.config import Config
from chalicelib.ports.accounts import AccountPorts
from chalicelib.ports.edge import Clock, EdgePorts
from chalicelib.ports.meetings import MeetingPorts
from chalicelib.ports.outbox import OutboxPorts
from chalicelib.storage.accounts import DynamoAccountRepository
from chalicelib.storage.attendance import DynamoAttendanceRepository, DynamoBanRepository
from chalicelib.storage.meetings import DynamoMeetingRepository
from chalicelib.storage.outbox import DynamoOutbox
from chalicelib.storage.placements import DynamoPlacementRepository
from chalicelib.storage.rate_limits import DynamoRateLimiter
from chalicelib.storage.registrations import DynamoRegistrationRepository
from chalicelib.storage.sessions import DynamoSessionRepository
from chalicelib.storage.workers import DynamoWorkerRepository


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
    def accounts(self) -> AccountPorts:
        accounts = DynamoAccountRepository()
        return AccountPorts(
            edge=self.edge,
            registrations=DynamoRegistrationRepository(accounts),
            accounts=accounts,
            policies=S3PolicyRepository(
                self._aws, self.config.physical_name("policies"), self._clock
            ),
            passwords=Argon2Hasher(),
            public_url=self.config.public_url,
        )

    @cached_property
    def meetings(self) -> MeetingPorts:
        return MeetingPorts(
            meetings=DynamoMeetingRepository(),
            placements=DynamoPlacementRepository(),
            workers=DynamoWorkerRepository(),
            attendance=DynamoAttendanceRepository(),
            bans=DynamoBanRepository(),
            accounts=self.accounts.accounts,
            passwords=self.accounts.passwords,
            signer=SecretJoinTokenSigner(self._secrets),
            edge=self.edge,
        )

    @cached_property
    def outbox(self) -> OutboxPorts:
        return OutboxPorts(
            outbox=DynamoOutbox(),
            mailer=SesMailer(self._aws, self.config.mail_from),
            texts=SnsTextMessenger(self._aws),
            alerts=SnsOperatorAlerts(self._aws, self.config.operator_alerts_topic_arn),
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
