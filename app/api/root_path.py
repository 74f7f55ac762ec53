"""Paths behind a reverse proxy that publishes the service below a path prefix."""

from urllib.parse import quote

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send


class RootPathMiddleware:
    """ASGI middleware that restores the public path if the proxy strips the prefix."""

    def __init__(self, app: ASGIApp, root: str) -> None:
        self._app, self._root = app, root

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request. The prefix alone redirects to ``prefix/``: relative links need the last slash."""
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
    """Return the path of a request without the prefix."""
    return str(scope["path"]).removeprefix(scope.get("root_path", ""))


def outer_path(scope: Scope) -> str:
    """Return the public path of a request, percent-encoded."""
    return quote(str(scope["path"]), safe="/:")
