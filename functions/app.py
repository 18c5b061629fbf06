"""The application: composition only. Which routes, events and schedules there are, and no rules."""

import os

from chalice.app import Chalice
from chalicelib.config import load_config
from chalicelib.container import Container
from chalicelib.logs import set_up_logs
from chalicelib.routes import service
from chalicelib.routes.api import Route
from chalicelib.routes.serve import Edge
from chalicelib.routes.service import ServicePorts

set_up_logs()
app = Chalice(app_name="onmeeting")
config = load_config(os.environ)
container = Container(config)
edge = Edge(ports=lambda: container.edge, origins=config.origins)

AREAS = ((service.routes, lambda: ServicePorts(all_routes)),)


def all_routes() -> list[Route]:
    """Every route of the application; guards hold Chalice's own table to it."""
    return [route for routes, _ in AREAS for route in routes.entries]


for area_routes, area_ports in AREAS:
    app.register_blueprint(edge.blueprint(area_routes.tag, area_routes, area_ports))
