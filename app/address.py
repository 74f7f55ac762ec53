"""Addresses as clients see them: below the path at which a proxy publishes the service."""

from urllib.parse import quote

from starlette._utils import get_route_path
from starlette.types import Scope


def inner_path(scope: Scope) -> str:
    """The path of a request as the routes have it, whether or not the proxy takes its own path off."""
    return get_route_path(scope) or "/"


def outer_path(scope: Scope) -> str:
    """The path of a request as its client has to write it, encoded."""
    return quote(f"{scope.get('root_path', '')}{inner_path(scope)}", safe="/:")
