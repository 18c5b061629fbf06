"""Secrets from Secrets Manager, each read once a process."""

from chalicelib.adapters.aws import Aws
from chalicelib.config import Config


class SecretsManager:
    def __init__(self, aws: Aws, config: Config) -> None:
        self._aws = aws
        self._config = config
        self._values: dict[str, bytes] = {}

    def get(self, name: str) -> bytes:
        if name not in self._values:
            answer = self._aws.client("secretsmanager").get_secret_value(
                SecretId=self._config.physical_name(name)
            )
            binary = answer.get("SecretBinary")
            self._values[name] = answer["SecretString"].encode() if binary is None else binary
        return self._values[name]
