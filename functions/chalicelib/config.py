"""Configuration, typed, from the environment: read once, refused when it makes no sense."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

Stage = Literal["local", "staging", "production"]
LOCAL_ACCOUNT_ID = "000000000000"
LOCAL_REGION = "ap-southeast-1"


class ConfigError(Exception):
    """The environment does not describe a stage that may run."""


@dataclass(frozen=True)
class Config:
    """`origins` are the addresses of the web client that may call us besides our own host."""

    stage: Stage
    region: str
    aws_account_id: str
    public_url: str
    origins: tuple[str, ...]
    mail_from: str
    outbox_stream_arn: str
    clock_file: Path | None

    def physical_name(self, logical: str) -> str:
        """A resource's name in the cloud; the same rule as `infra.definition`."""
        return physical_name(self.stage, logical)

    @property
    def operator_alerts_topic_arn(self) -> str:
        topic = self.physical_name("operator-alerts")
        return f"arn:aws:sns:{self.region}:{self.aws_account_id}:{topic}"


def physical_name(stage: str, logical: str) -> str:
    return f"{stage}-{logical}"


def load_config(env: Mapping[str, str]) -> Config:
    """Parse the environment; raise ConfigError with the variable's name."""
    stage = _stage(env)
    local = stage == "local"
    if not local and "ONMEETING_CLOCK_FILE" in env:
        raise ConfigError("ONMEETING_CLOCK_FILE moves time: it is for the local stage only")
    public_url = _value(env, "ONMEETING_PUBLIC_URL", "http://localhost:8000" if local else None)
    region = _value(env, "AWS_DEFAULT_REGION", env.get("AWS_REGION", LOCAL_REGION))
    account_id = _value(env, "ONMEETING_AWS_ACCOUNT_ID", LOCAL_ACCOUNT_ID if local else None)
    stream = f"arn:aws:dynamodb:{region}:{account_id}:table/{physical_name(stage, 'outbox')}/stream"
    return Config(
        stage=stage,
        region=region,
        aws_account_id=account_id,
        public_url=public_url.rstrip("/"),
        origins=(public_url.rstrip("/"), *env.get("ONMEETING_ORIGINS", "").split()),
        mail_from=_value(
            env, "ONMEETING_MAIL_FROM", "OnMeeting <no-reply@onmeeting.local>" if local else None
        ),
        outbox_stream_arn=_value(env, "OUTBOX_STREAM_ARN", f"{stream}/local" if local else None),
        clock_file=Path(env["ONMEETING_CLOCK_FILE"]) if "ONMEETING_CLOCK_FILE" in env else None,
    )


def _stage(env: Mapping[str, str]) -> Stage:
    value = env.get("ONMEETING_STAGE", "")
    for stage in get_args(Stage):
        if value == stage:
            return stage  # type: ignore[no-any-return] # get_args is untyped
    raise ConfigError(f"ONMEETING_STAGE must be one of {', '.join(get_args(Stage))}")


def _value(env: Mapping[str, str], name: str, default: str | None) -> str:
    value = env.get(name) or default
    if value is None:
        raise ConfigError(f"{name} is not set")
    return value
