"""Each function may do what it does and nothing else; the package pins what the lock says."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from infra.definition import BUCKETS, QUEUES, SECRETS, TABLES, TOPICS

ROOT = Path(__file__).parents[2]
CHALICE = ROOT / "functions" / ".chalice"
DEPLOYED = ("staging", "production")
CONFIG: dict[str, Any] = json.loads((CHALICE / "config.json").read_text())
POLICIES = sorted((CHALICE / "policies").glob("*.json"))
DEFINED = {r.name for r in (*TABLES, *QUEUES, *SECRETS, *BUCKETS, *TOPICS)}
# Ours are `<stage>-<name>`; a secret's address ends in six characters of its own.
OUR_NAME = re.compile(r"(?:table/|secret:|:::|:)\*-([a-z_-]+?)(?:-\?{6})?(?:/.*)?$")


def statements(path: Path) -> Iterator[dict[str, Any]]:
    yield from json.loads(path.read_text())["Statement"]


@pytest.mark.parametrize("stage", DEPLOYED)
def test_every_function_has_a_policy_of_its_own(stage: str, functions_app: ModuleType) -> None:
    config = CONFIG["stages"][stage]
    files = {name: entry["iam_policy_file"] for name, entry in config["lambda_functions"].items()}
    assert config["autogen_policy"] is False
    assert set(files) == {source.name for source in functions_app.app.event_sources}
    named = {config["iam_policy_file"], *files.values()}
    assert {str(path.relative_to(CHALICE)) for path in POLICIES} == named


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_rights_are_narrow(path: Path) -> None:
    for statement in statements(path):
        assert statement["Effect"] == "Allow"
        assert not [action for action in statement["Action"] if "*" in action]
        if "NotResource" in statement:
            # SNS has no address for a phone: whatever is no topic is one.
            assert statement["Action"] == ["sns:Publish"]
            continue
        assert all(resource.count(":") >= 5 for resource in statement["Resource"])


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_rights_name_what_is_defined(path: Path) -> None:
    named = {
        match[1]
        for statement in statements(path)
        for resource in statement.get("Resource", ())
        if (match := OUR_NAME.search(resource))
    }
    assert named
    assert named <= DEFINED


def test_the_package_pins_what_the_lock_says() -> None:
    locked = {
        package["name"]: package["version"]
        for package in tomllib.loads((ROOT / "uv.lock").read_text())["package"]
        if "version" in package
    }
    lines = (ROOT / "functions" / "requirements.txt").read_text().splitlines()
    pins = dict(line.partition(" ;")[0].strip().split("==") for line in lines)
    assert pins == {name: locked[name] for name in pins}
    assert {"argon2-cffi", "boto3", "msgspec", "pynamodb"} <= set(pins)
