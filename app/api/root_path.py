"""Addresses below the path at which a proxy publishes the service, whether or not the proxy takes that path off."""

from urllib.parse import quote

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send


class RootPathMiddleware:
    """ASGI middleware: give each request its whole path, as the client sees it, for all that is made of it."""

    def __init__(self, app: ASGIApp, root: str) -> None:
        self._app, self._root = app, root

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request. The address without the last slash is redirected: relative links would lead out of it."""
        root = self._root
        if scope["type"] != "http" or not root:
            await self._app(scope, receive, send)
        elif scope["path"] == root:
            await RedirectResponse(f"{root}/", 308)(scope, receive, send)
        else:
            below = scope["path"].startswith(f"{root}/")
            path = scope["path"] if below else f"{root}{scope['path']}"
            await self._app({**scope, "root_path": root, "path": path}, receive, send)


def inner_path(scope: Scope) -> str:
    """The path of a request as the routes have it."""
    return str(scope["path"]).removeprefix(scope.get("root_path", ""))


def outer_path(scope: Scope) -> str:
    """The path of a request as its client has to write it, encoded."""
    return quote(str(scope["path"]), safe="/:")
