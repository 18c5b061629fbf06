"""MiniStack, the embedded cloud: installed once in an environment of its own, started, awaited."""

from collections.abc import Mapping
from pathlib import Path

from localstack import locked_venv
from localstack.child import Child
from localstack.cloud import REGION
from localstack.errors import LocalCloudError

REQUIREMENTS = Path(__file__).with_name("ministack-requirements.txt")
SERVICES = "dynamodb,dynamodbstreams,sqs,sns,s3,secretsmanager,ses,sts"
START_TIMEOUT_S = 60.0
# It writes its whole state to disk on the way out.
STOP_GRACE_S = 30.0


def start(home: Path, port: int, *, keep_state: bool, log: Path) -> Child:
    """Start MiniStack on 127.0.0.1 and return once it answers.

    With `keep_state` what it holds is read from and, when it is stopped, written to `home`.
    """
    python = locked_venv.ensure(home, "ministack-venv", REQUIREMENTS)
    (home / "tmp").mkdir(exist_ok=True)
    child = Child(
        "the embedded cloud",
        [str(python), "-m", "ministack"],
        _environment(home, port, keep_state=keep_state),
        log,
    )
    try:
        child.wait_until_answering(f"http://127.0.0.1:{port}/_ministack/health", START_TIMEOUT_S)
    except LocalCloudError:
        child.stop(STOP_GRACE_S)
        raise
    return child


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
