"""The test inbox and the movable clock exist in the local stage and nowhere else."""

from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import pytest
from chalicelib.adapters.clock import MovableClock, SystemClock
from chalicelib.config import ConfigError, load_config
from chalicelib.container import Container

from localstack.errors import LocalCloudError
from localstack.serve import ServeSettings, serve

ROOT = Path(__file__).parents[2]
DEPLOYED: Mapping[str, str] = {
    "ONMEETING_PUBLIC_URL": "https://example.vn",
    "ONMEETING_AWS_ACCOUNT_ID": "123456789012",
    "ONMEETING_MAIL_FROM": "no-reply@example.vn",
    "OUTBOX_STREAM_ARN": "arn:aws:dynamodb:ap-southeast-1:123456789012:table/x/stream/1",
    "AWS_DEFAULT_REGION": "ap-southeast-1",
}


@pytest.mark.parametrize("stage", ["staging", "production"])
def test_a_deployed_stage_refuses_a_clock_file(stage: str) -> None:
    environment = {**DEPLOYED, "ONMEETING_STAGE": stage}
    assert load_config(environment).clock_file is None
    with pytest.raises(ConfigError, match="ONMEETING_CLOCK_FILE"):
        load_config({**environment, "ONMEETING_CLOCK_FILE": "clock.json"})


@pytest.mark.parametrize("stage", ["staging", "production"])
def test_a_deployed_stage_has_the_systems_clock(stage: str) -> None:
    config = load_config({**DEPLOYED, "ONMEETING_STAGE": stage})
    assert type(Container(config).edge.clock) is SystemClock


def test_the_local_stage_has_the_movable_one(tmp_path: Path) -> None:
    clock_file = str(tmp_path / "clock.json")
    config = load_config({"ONMEETING_STAGE": "local", "ONMEETING_CLOCK_FILE": clock_file})
    assert type(Container(config).edge.clock) is MovableClock


@pytest.mark.parametrize("stage", ["staging", "production", ""])
def test_the_local_server_refuses_another_stage(stage: str) -> None:
    with pytest.raises(LocalCloudError, match="local stage only"):
        serve(ServeSettings(0, [], []), {"ONMEETING_STAGE": stage})


def test_the_functions_know_no_development_page(functions_app: ModuleType) -> None:
    assert not [path for path in functions_app.app.routes if path.startswith("/dev")]
    sources = (ROOT / "functions").rglob("*.py")
    assert not [path for path in sources if "/dev/" in path.read_text()]
