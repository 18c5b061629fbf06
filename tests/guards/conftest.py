"""Guards look at the application as it is deployed, without a cloud behind it."""

import importlib
from collections.abc import Iterator
from types import ModuleType

import pytest

STREAM_ARN = "arn:aws:dynamodb:ap-southeast-1:000000000000:table/local-outbox/stream/guard"


@pytest.fixture(scope="session")
def functions_app() -> Iterator[ModuleType]:
    """The module `app` of the functions, as the local stage imports it."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("ONMEETING_STAGE", "local")
        environment.setenv("OUTBOX_STREAM_ARN", STREAM_ARN)
        yield importlib.import_module("app")
