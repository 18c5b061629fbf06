"""Every route says who may call it, and every queue, stream and schedule has its handler."""

from types import ModuleType

from chalicelib.routes.api import Access

from infra.definition import QUEUES, TABLES, physical_name
from localstack.wiring import plan_wiring
from tests.guards.conftest import STREAM_ARN


def test_every_route_of_chalice_is_declared_with_who_may_call_it(functions_app: ModuleType) -> None:
    served = {
        (method, path) for path, methods in functions_app.app.routes.items() for method in methods
    }
    declared = {(route.method, route.path): route.access for route in functions_app.all_routes()}
    assert served == set(declared)
    assert all(isinstance(access, Access) for access in declared.values())


def test_what_changes_a_meeting_or_an_account_needs_an_account(functions_app: ModuleType) -> None:
    public = {
        (route.method, route.path)
        for route in functions_app.all_routes()
        if route.access is Access.PUBLIC and route.is_unsafe
    }
    # A list, so that opening another route to everybody is a decision somebody reads.
    assert public == {
        ("POST", "/api/accounts"),
        ("POST", "/api/accounts/{registration_id}/codes"),
        ("POST", "/api/accounts/{registration_id}/confirmations"),
        ("POST", "/api/sessions"),
        ("DELETE", "/api/sessions/current"),
        ("POST", "/api/meetings/{code}/joins"),
    }


def test_every_queue_stream_and_schedule_has_one_handler_and_no_other_exists(
    functions_app: ModuleType,
) -> None:
    wiring = plan_wiring(
        functions_app.app,
        {queue.name: physical_name("local", queue.name) for queue in QUEUES},
        {table.name: STREAM_ARN for table in TABLES if table.stream},
    )
    assert wiring.queues
    assert wiring.streams
    assert wiring.schedules


def test_every_path_is_below_api(functions_app: ModuleType) -> None:
    """The front sends `/api/*` to the functions: anything else would be out of reach."""
    assert {path.split("/")[1] for path in functions_app.app.routes} == {"api"}
