"""ASGI middleware for HTTP caching: ``ETag``, 304, and answers from memory.

It knows nothing of clients: a check of who may ask has to come before it.
"""

import hashlib
import logging
from collections.abc import Awaitable, Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.caching.memory import Answer, AnswerMemory, Headers
from app.api.caching.version import LOG_KEY, STATE_KEY, AnswerVersion
from graph.errors import DatabaseUnavailable, TradegraphError

_log = logging.getLogger("tradegraph")

#: A client may store an answer, and asks each time whether it is still valid.
_CACHE_CONTROL = (b"cache-control", b"no-cache")
_VARY = (b"vary", b"Accept, Accept-Encoding")
_OWN_HEADERS = (b"cache-control", b"vary", b"etag")
#: Headers of a 304, which describes the stored answer. Browsers replace the headers that they stored by these.
_KEPT = (b"link", b"content-security-policy", *_OWN_HEADERS)


class CachingMiddleware:
    """Answers repeated questions from memory while the graph has not changed.

    ``current_version`` gives the version of the graph now, ``code`` names the program and its settings.
    """

    def __init__(
        self,
        app: ASGIApp,
        memory: AnswerMemory,
        current_version: Callable[[], Awaitable[AnswerVersion]],
        code: Callable[[], str],
    ) -> None:
        self._app, self._memory, self._current_version, self._code = app, memory, current_version, code

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        method = scope["method"] if scope["type"] == "http" else ""
        if method == "POST" and scope["path"].endswith("/cypher"):
            receive, body = await _read_body(receive)
        elif method == "GET":
            body = b""
        else:
            await self._app(scope, receive, send)
            return
        question = _question(scope, body)
        known = self._memory.get(question)
        if known is not None and await self._is_current(known):
            if known.log:
                _log.info("request %s %s", scope["state"]["request_id"], known.log)
            await _send_answer(scope, known, send)
            return
        await self._app(scope, receive, _Recorder(scope, question, self._memory, self._code, send))

    async def _is_current(self, answer: Answer) -> bool:
        try:
            return answer.version == await self._current_version()
        except DatabaseUnavailable:
            return False  # the route asks again and reports the error


class _Recorder:
    """Receiver of the messages of one answer, to tag it and to store it.

    It holds back the answer to a GET, which may become a 304, and passes on the stream of a POST.
    """

    def __init__(
        self, scope: Scope, question: bytes, memory: AnswerMemory, code: Callable[[], str], send: Send
    ) -> None:
        self._scope, self._question, self._memory, self._code, self._send = scope, question, memory, code, send
        self._version: AnswerVersion | None = None
        self._headers: Headers = ()
        self._parts: list[bytes] = []
        self._size = 0
        self._answer: Answer | None = None

    async def __call__(self, message: Message) -> None:
        """Take one message of the answer."""
        if message["type"] == "http.response.start":
            self._version = self._scope["state"].get(STATE_KEY) if message["status"] == 200 else None
            if self._version is not None:
                self._headers = self._tag(message["headers"])
        elif self._version is not None:
            self._record(message, self._version)
        if self._version is None or self._passes_on:
            await self._send(message)
        elif self._answer is not None:
            await _send_answer(self._scope, self._answer, self._send)

    @property
    def _passes_on(self) -> bool:
        return bool(self._scope["method"] != "GET")

    def _tag(self, headers: list[tuple[bytes, bytes]]) -> Headers:
        if self._passes_on:
            return tuple(headers)
        others = [(name, value) for name, value in headers if name.lower() not in _OWN_HEADERS]
        named = repr((self._code(), self._version)).encode() + self._question
        tag = hashlib.blake2b(named, digest_size=16).hexdigest()
        return (*others, (b"etag", f'"{tag}"'.encode()), _CACHE_CONTROL, _VARY)

    def _record(self, message: Message, version: AnswerVersion) -> None:
        part = message.get("body", b"")
        self._size += len(part)
        if self._passes_on and self._size > self._memory.max_answer:
            self._parts.clear()
            return
        self._parts.append(part)
        if not message.get("more_body", False):
            log = self._scope["state"].get(LOG_KEY)
            self._answer = Answer(version, self._headers, b"".join(self._parts), log)
            self._memory.put(self._question, self._answer)  # before the client has all of it and may ask again


def _question(scope: Scope, body: bytes) -> bytes:
    """Return the part of a request on which its answer depends."""
    headers = [value for name, value in scope["headers"] if name in (b"accept", b"content-type")]
    parts = (scope["method"].encode(), scope["path"].encode(), scope["query_string"], *headers)
    return b"\0".join((*parts, hashlib.sha256(body).digest()))


async def _send_answer(scope: Scope, answer: Answer, send: Send) -> None:
    """Send an answer, or 304 if the client has it."""
    headers, tags = answer.headers, dict(answer.headers)
    asked = b",".join(value for name, value in scope["headers"] if name == b"if-none-match")
    if asked and b"etag" in tags and _matches(asked, tags[b"etag"]):
        kept = [(name, value) for name, value in headers if name in _KEPT]
        await send({"type": "http.response.start", "status": 304, "headers": kept})
        await send({"type": "http.response.body", "body": b""})
        return
    length = [] if b"content-length" in tags else [(b"content-length", str(len(answer.body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": [*headers, *length]})
    await send({"type": "http.response.body", "body": answer.body})


def _matches(asked: bytes, tag: bytes) -> bool:
    return any(one.strip().removeprefix(b"W/") in (tag, b"*") for one in asked.split(b","))


async def _read_body(receive: Receive) -> tuple[Receive, bytes]:
    """Read the body of a request. Return a receiver that repeats it, or the error that ended it."""
    messages: list[Message] = []
    failure: TradegraphError | None = None
    try:
        while not messages or messages[-1].get("more_body", False):
            messages.append(await receive())
    except TradegraphError as error:  # too large: the route reports it
        failure = error
    body = b"".join(message.get("body", b"") for message in messages)
    waiting = iter(messages)

    async def again() -> Message:
        message = next(waiting, None)
        if message is not None:
            return message
        if failure is not None:
            raise failure
        return await receive()

    return again, body
