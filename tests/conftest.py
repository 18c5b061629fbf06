"""Fixtures that more than one kind of test uses: the embedded cloud, and the service on it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from localstack import ministack, ports
from localstack.cloud import Cloud
from localstack.provision import Provisioned, provision

HOME = Path(__file__).parents[1] / ".local"


@pytest.fixture(scope="session")
def local_cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    """MiniStack on a free port with nothing in it but what `infra.definition` describes.

    One a session, so tests make their own accounts and meetings. `local_cloud.client("dynamodb")`
    speaks to it and `local_cloud.environment()` is what a process needs to use it.
    """
    # A developer's own setting must not send the tests to another cloud.
    os.environ.pop("AWS_ENDPOINT_URL", None)
    port = ports.any_free()
    log = tmp_path_factory.mktemp("cloud") / "cloud.log"
    child = ministack.start(HOME, port, keep_state=False, log=log)
    try:
        cloud = Cloud(f"http://127.0.0.1:{port}")
        provision(cloud)
        yield cloud
    finally:
        child.stop(ministack.STOP_GRACE_S)


@pytest.fixture(scope="session")
def provisioned(local_cloud: Cloud) -> Provisioned:
    """The addresses of the queues, streams, topics and secrets of `local_cloud`."""
    return provision(local_cloud)
