"""Adapters under test meet the embedded cloud as they would meet AWS: through the environment."""

from collections.abc import Iterator

import httpx
import pytest

from localstack.cloud import Cloud
from localstack.provision import provision
from tests.conftest import embedded_cloud


@pytest.fixture(scope="session")
def adapters_cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    """A cloud apart from the served one: nobody delivers the letters that are written here."""
    with embedded_cloud(tmp_path_factory.mktemp("adapters")) as cloud:
        yield cloud


@pytest.fixture(scope="module")
def cloud_storage(adapters_cloud: Cloud) -> Iterator[Cloud]:
    """The cloud of pynamodb's models, fresh for each module: the fakes' ids begin anew there."""
    httpx.post(f"{adapters_cloud.endpoint_url}/_ministack/reset").raise_for_status()
    provision(adapters_cloud)
    with pytest.MonkeyPatch.context() as environment:
        for name, value in adapters_cloud.environment().items():
            environment.setenv(name, value)
        yield adapters_cloud
