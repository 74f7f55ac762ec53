"""Outermost ASGI middleware: hosts, cross-site requests, body size, request id, security headers."""

import re
import secrets
from collections.abc import Collection, Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.problems import problem_response
from graph.errors import TooLarge

MAX_BODY = 1024 * 1024
LOCAL_HOSTS = ("127.0.0.1", "localhost", "[::1]")

#: Paths that pages of other sites may read: the Reconciliation Service API, which OpenRefine calls from its page.
_OPEN_PATH = re.compile(r"(?:^|/)reconcile(?:/|$)")
_OPEN_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Content-Type",
    "Cross-Origin-Resource-Policy": "cross-origin",
}

_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{1,64}", re.ASCII)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
}


class RequestGuardMiddleware:
    """ASGI middleware that rejects unsafe requests, and adds a request id and security headers."""

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self._app = app
        self._hosts = {host.lower() for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        given = headers.get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = request_id
        is_open = _OPEN_PATH.search(scope["path"]) is not None
        guarded = _add_headers(send, request_id, _OPEN_HEADERS if is_open else {})
        refusal = self._refusal(scope, headers)
        if refusal is not None:
            status, title, detail, kind = refusal
            await problem_response(status, title, detail, kind, request_id)(scope, receive, guarded)
            return
        if is_open and scope["method"] == "OPTIONS":
            await Response(status_code=204)(scope, receive, guarded)
            return
        if scope["method"] == "HEAD":
            # Monitors send HEAD. Answer it for all routes as GET without the body.
            scope, guarded = {**scope, "method": "GET"}, _without_body(guarded)
        await self._app(scope, _limit_body(receive), guarded)

    def _refusal(self, scope: Scope, headers: Headers) -> tuple[int, str, str, str] | None:
        host = _without_port(headers.get("host", "")).lower()
        if host not in self._hosts:
            detail = f"The host {host[:100]!r} is not allowed: add it to TRADEGRAPH_ALLOWED_HOSTS."
            return 421, "Misdirected request", detail, "host"
        is_open = _OPEN_PATH.search(scope["path"]) is not None
        if (
            scope["method"] not in ("GET", "HEAD", "OPTIONS")
            and not is_open
            and headers.get("sec-fetch-site")
            in (
                "cross-site",
                "same-site",
            )
        ):
            return (
                403,
                "Forbidden",
                "Other sites cannot send this: send it from this site.",
                "cross-site",
            )
        if headers.get("content-encoding", "identity") != "identity":
            return 415, "Unsupported media type", "Send the body without compression.", "unsupported-media-type"
        return None


def _without_port(host: str) -> str:
    return host[: host.find("]") + 1] if host.startswith("[") else host.partition(":")[0]


def _without_body(send: Send) -> Send:
    async def bare(message: Message) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return bare


def _limit_body(receive: Receive) -> Receive:
    size = 0

    async def limited() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > MAX_BODY:
            raise TooLarge(f"The body is too large: send at most {MAX_BODY} bytes.")
        return message

    return limited


def _add_headers(send: Send, request_id: str, more: Mapping[str, str]) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in {**_HEADERS, **more}.items():
                headers.setdefault(name, value)
            headers["X-Request-ID"] = request_id
        await send(message)

    return guarded
