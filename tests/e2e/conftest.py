"""The whole service with its web client, and headless Chromium in front of it."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from localstack import ports, service
from localstack.child import Child
from localstack.cloud import Cloud
from localstack.environment import WorkerAddress
from localstack.provision import Provisioned
from localstack.service import Address, Stage
from tests.conftest import Served
from tests.e2e.person import OBSERVE_PEERS, Person
from tests.e2e.proxy import CuttableProxy

_CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--use-fake-ui-for-media-stream",
    # Few pictures a second: three people share two cores with everything else.
    "--use-fake-device-for-media-stream=device-count=1,fps=10",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-networking",
)

# What everybody saw last, to look at after a failure.
_PICTURES = Path(__file__).parents[2] / "build/e2e"


@dataclass(frozen=True)
class Site:
    """The service's address as people type it, and the line between browsers and the worker."""

    url: str
    served: Served
    signalling: CuttableProxy


@pytest.fixture(scope="session")
def site(
    local_cloud: Cloud, provisioned: Provisioned, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """Functions, web client and one worker, as `make run` starts them, on free ports."""
    folder = tmp_path_factory.mktemp("site")
    port, signal_port, proxy_port = ports.any_free(), ports.any_free(), ports.any_free()
    worker = WorkerAddress(
        worker_id="worker-1",
        signal_port=signal_port,
        media_port=ports.any_free(kind=socket.SOCK_DGRAM),
        signalling_url=f"ws://127.0.0.1:{proxy_port}/signal",
    )
    stage = Stage(
        cloud=local_cloud,
        provisioned=provisioned,
        address=Address(port, f"http://localhost:{port}"),
        workers=(worker,),
        clock_file=folder / "clock.json",
        logs=folder,
    )
    with (
        Child(service.functions_program(stage)),
        Child(service.worker_program(stage, worker)),
        CuttableProxy(proxy_port, signal_port) as signalling,
    ):
        yield Site(stage.address.public_url, Served(stage.address.api_url, stage), signalling)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=list(_CHROMIUM_ARGUMENTS)
        )
        yield browser
        browser.close()


@pytest.fixture
def arrive(
    site: Site, chromium: Browser, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Person]]:
    """`arrive("Bình", **context options)`: a person with a browser profile of their own.

    What the pages logged as errors fails the test, so that no broken page passes unseen.
    """
    contexts: list[BrowserContext] = []
    people: list[Person] = []

    def make(name: str, language: str = "en", **options: Any) -> Person:
        settings = {"viewport": {"width": 1280, "height": 800}, **options}
        context = chromium.new_context(base_url=site.url, **settings)
        context.set_default_timeout(10_000)
        context.grant_permissions(["camera", "microphone"])
        context.add_init_script(OBSERVE_PEERS)
        context.add_init_script(f"localStorage.setItem('onmeeting.language', '{language}')")
        contexts.append(context)
        person = Person(name, context.new_page(), site.served)
        people.append(person)
        return person

    yield make
    crashes = [f"{person.name}: {error}" for person in people for error in person.crashes]
    for person in people:
        person.page.screenshot(path=_PICTURES / request.node.name / f"{person.name}.png")
    for context in contexts:
        context.close()
    assert not crashes, f"{request.node.name}: {crashes}"
