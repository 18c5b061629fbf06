"""Adapters under test meet the embedded cloud as they would meet AWS: through the environment."""

from collections.abc import Iterator

import pytest

from localstack.cloud import Cloud


@pytest.fixture(scope="session")
def cloud_storage(local_cloud: Cloud) -> Iterator[Cloud]:
    """pynamodb's models, whose tables are the embedded cloud's from here to the session's end."""
    with pytest.MonkeyPatch.context() as environment:
        for name, value in local_cloud.environment().items():
            environment.setenv(name, value)
        yield local_cloud
