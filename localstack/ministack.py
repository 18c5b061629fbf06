"""MiniStack, the embedded cloud: installed once in an environment of its own, started, awaited."""

from collections.abc import Mapping
from pathlib import Path

from localstack import locked_venv
from localstack.child import Program
from localstack.cloud import REGION

REQUIREMENTS = Path(__file__).with_name("ministack-requirements.txt")
SERVICES = "dynamodb,dynamodbstreams,sqs,sns,s3,secretsmanager,ses,sts"
_START_TIMEOUT_S = 60.0
# It writes its whole state to disk on the way out.
_STOP_GRACE_S = 30.0


def program(home: Path, port: int, *, keep_state: bool, log: Path) -> Program:
    """MiniStack on 127.0.0.1, installed below `home` if it is not yet.

    With `keep_state` what it holds is read from and, when it is stopped, written to `home`.
    """
    python = locked_venv.ensure(home, "ministack-venv", REQUIREMENTS)
    (home / "tmp").mkdir(exist_ok=True)
    return Program(
        name="the embedded cloud",
        command=[str(python), "-m", "ministack"],
        environment=_environment(home, port, keep_state=keep_state),
        log=log,
        health_url=f"http://127.0.0.1:{port}/_ministack/health",
        start_timeout_s=_START_TIMEOUT_S,
        stop_grace_s=_STOP_GRACE_S,
    )


def _environment(home: Path, port: int, *, keep_state: bool) -> Mapping[str, str]:
    persist = "1" if keep_state else "0"
    return {
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "SERVICES": SERVICES,
        "MINISTACK_REGION": REGION,
        "LOG_LEVEL": "WARNING",
        "PERSIST_STATE": persist,
        "STATE_DIR": str(home / "state"),
        "S3_PERSIST": persist,
        "S3_DATA_DIR": str(home / "state" / "s3"),
        "TMPDIR": str(home / "tmp"),
    }
