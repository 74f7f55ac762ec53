"""Connection of one client, from the handshake to the end."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Mapping

from app.bolt.config import ProxyContext
from app.bolt.flow_control import FlowControl
from app.bolt.policy import ClientState, Request
from app.bolt.protocol.chunking import MAX_MESSAGE, Assembler, MessageTracker, Piece
from app.bolt.protocol.handshake import HANDSHAKE_SIZE, MAGIC, NO_VERSION, Version, choose_version
from app.bolt.protocol.messages import FAILURE, Failure, RequestKind, encode_success, read_failure
from app.bolt.protocol.packstream import ProtocolError, pack
from app.bolt.response_queue import ResponseQueue, Trial
from app.bolt.transports import MAX_FRAME_SIZE, READ_SIZE, Transport
from app.bolt.upstream import Upstream, UpstreamUnreachable
from graph.asof import ClockTexts
from graph.asof.explain import correct_places

_log = logging.getLogger(__name__)

_MAX_BYTES_BEFORE_LOGON = 64 * 1024  # bytes of one message, and of one frame of a WebSocket
_MAX_REFUSED_BYTES = 64 * 1024 * 1024  # bytes of a refused message; a client that sends more is disconnected
_DISCARD_ALL = b"\xb1\x2f" + pack({"n": -1})
_THREAD_THRESHOLD = 8 * 1024  # bytes; longer messages are parsed in a thread and do not block other clients
_WRONG_PASSWORD_DELAY_S = 0.5  # slows down guessing
_GRACE_S = 0.25  # for Neo4j to enforce its own time limit first
_UNREAD_TIMEOUT_S = 2  # before a client that does not read is disconnected

_UNREACHABLE = Failure(
    "Neo.TransientError.General.DatabaseUnavailable",
    "Neo4j cannot be reached; it may be restarting: retry in a few seconds.",
)
_TOO_MANY_TRANSACTIONS = Failure(
    "Neo.TransientError.Transaction.MaximumTransactionLimitReached",
    "Too many queries are running: retry in a few seconds.",
)


class ClientConnection:
    """Connection of a client, and its connection to Neo4j after the log-on."""

    def __init__(self, context: ProxyContext, transport: Transport, number: int) -> None:
        self._context, self._transport, self._number = context, transport, number
        self._began = self._active = time.monotonic()
        self._hello: Mapping[str, bytes] | None = None
        self.logged_on = False
        self._upstream: Upstream | None = None
        self._forwarding_task: asyncio.Task[None] | None = None  # forwards Neo4j's responses
        self._at_message_boundary = True  # the last forwarded byte ended a message
        self._is_timed_out = False  # Neo4j is past the time limit
        self._user_clocks = ClockTexts()  # those in the user name
        self._transaction_clocks: ClockTexts | None = None  # those of BEGIN
        self._trial = bytearray()  # response to a trial so far

    @property
    def busy(self) -> bool:
        """Return whether Neo4j works for this client or has an open transaction for it."""
        return self._upstream is not None and self._responses.busy

    async def run(self) -> None:
        """Serve the client until it leaves or violates the protocol, or Neo4j closes the connection."""
        try:
            async with asyncio.TaskGroup() as self._tasks:
                await self._serve()
                if self._forwarding_task:
                    self._forwarding_task.cancel()
        except* ConnectionError as errors:
            _log.debug("client %d left: %s", self._number, errors.exceptions[0])
        except* ProtocolError as errors:
            _log.info("client %d is disconnected: %s", self._number, errors.exceptions[0])
        finally:
            if self._upstream:
                self._upstream.abort()
            with contextlib.suppress(ConnectionError):
                await self._transport.close()

    def check_timeouts(self, now: float) -> None:
        """Close connections that are past a time limit; called periodically."""
        limits = self._context.limits
        if self._is_timed_out:
            if self._responses.overdue(now, limits.timeout_s + _GRACE_S + _UNREAD_TIMEOUT_S):
                self._transport.abort()
        elif self._upstream and self._responses.overdue(now, limits.timeout_s + _GRACE_S):
            self._is_timed_out = True
            self._upstream.abort()
        elif not self.logged_on:
            if now - self._began > limits.log_on_s:
                self._transport.abort()
        elif now - self._active > limits.idle_s and not self.busy:
            self._transport.abort()

    def abort(self) -> None:
        """Close the connection at once."""
        self._transport.abort()

    async def _serve(self) -> None:
        version, rest = await self._handshake()
        if version is None:
            return
        self._version, self._responses = version, ResponseQueue(version)
        self._flow = FlowControl(self._responses)
        assembler = Assembler(_MAX_BYTES_BEFORE_LOGON)
        data = rest or await self._transport.read()
        while data:
            self._active = time.monotonic()
            for message in assembler.feed(data):
                parser = self._context.parser
                long = len(message) > _THREAD_THRESHOLD
                state = self._state()
                request = (
                    await asyncio.to_thread(parser.parse, message, state) if long else parser.parse(message, state)
                )
                if not await self._handle(request):
                    return
                self._set_limits(assembler)
            if self._upstream:
                with contextlib.suppress(ConnectionError):  # handled in _forward_responses
                    await self._upstream.drain()
            if self._forwarding_task and not self._forwarding_task.done():
                await self._flow.wait_for_room()
            await self._transport.drain()
            data = await self._transport.read()

    def _state(self) -> ClientState:
        return ClientState(self._transaction_clocks or self._user_clocks, utc=self._version.has_utc(self._hello or {}))

    def _set_limits(self, assembler: Assembler) -> None:
        """Limit the size of messages and frames; the limits are low before the log-on."""
        limits = (MAX_MESSAGE, _MAX_REFUSED_BYTES) if self.logged_on else (_MAX_BYTES_BEFORE_LOGON, 0)
        assembler.limit, assembler.refusal_limit = limits
        self._transport.set_read_limit(MAX_FRAME_SIZE if self.logged_on else _MAX_BYTES_BEFORE_LOGON)

    async def _handshake(self) -> tuple[Version | None, bytes]:
        """Return the version, or None for a failed handshake, and the bytes after the handshake."""
        data = b""
        while len(data) < HANDSHAKE_SIZE:
            more = await self._transport.read()
            if not more:
                return None, b""
            data += more
        if not data.startswith(MAGIC):
            return None, b""
        version = choose_version(data[len(MAGIC) : HANDSHAKE_SIZE])
        self._transport.write(version.wire_format if version else NO_VERSION)
        return version, data[HANDSHAKE_SIZE:]

    async def _handle(self, request: Request) -> bool:
        """Handle a request; return False to close the connection."""
        if request.kind is RequestKind.GOODBYE:
            return False
        if request.kind in (RequestKind.HELLO, RequestKind.LOGON):
            return await self._authenticate(request)
        if not self.logged_on:
            raise ProtocolError(f"{request.kind.name} is invalid before the log-on")
        if request.kind is RequestKind.LOGOFF:
            if not self._responses.ready:
                raise ProtocolError("LOGOFF is invalid before all requests have ended")
            self.logged_on, self._began = False, time.monotonic()
        if request.kind is RequestKind.RESET and self._upstream is None:
            return await self._connect(lambda _greeting: self._responses.reset())
        self._remember_clocks(request)
        answer = request.answer
        if (
            (answer is None or request.explained)
            and request.kind in (RequestKind.RUN, RequestKind.BEGIN)
            and not self.busy
            and self._context.is_full()
        ):
            answer = _TOO_MANY_TRANSACTIONS
        elif request.explained:
            self._explain(request)
        self._submit(request, answer)
        return True

    def _remember_clocks(self, request: Request) -> None:
        """Keep the clocks of a transaction until it ends."""
        if request.kind is RequestKind.BEGIN:
            self._transaction_clocks = request.clocks
        elif request.kind in (RequestKind.COMMIT, RequestKind.ROLLBACK, RequestKind.RESET, RequestKind.LOGOFF):
            self._transaction_clocks = None

    def _explain(self, request: Request) -> None:
        """Let Neo4j plan the client's own text; a failure becomes the response to the request."""
        for kind, message in ((RequestKind.RUN, request.explained), (RequestKind.DISCARD, _DISCARD_ALL)):
            sent = self._responses.add_trial(Trial(kind, request.shifted), time.monotonic())
            if sent and self._upstream:
                self._upstream.write(self._flow.submit(Request(kind, message)))

    def _submit(self, request: Request, answer: bytes | Failure | None) -> None:
        """Send a request to Neo4j, or its answer to the client, in turn."""
        now = time.monotonic()
        if request.kind is RequestKind.RESET:
            self._transport.write(self._flow.reset(now))
        at_once = (
            self._responses.add_request(request.kind, now, request.pull)
            if answer is None
            else self._responses.add_response(answer)
        )
        if at_once is not None:
            self._transport.write(at_once)
        elif self._upstream:
            self._upstream.write(self._flow.submit(request))

    async def _authenticate(self, request: Request) -> bool:
        """Handle HELLO or LOGON; return False to close the connection."""
        if request.kind is RequestKind.HELLO:
            if self._hello is not None:
                raise ProtocolError("a second HELLO is invalid")
            self._hello = request.fields
            if self._version.has_logon:
                connection_id = f"proxy-{self._number}"
                self._transport.write(
                    self._responses.add_response(
                        encode_success({"server": self._context.agent, "connection_id": connection_id, "hints": {}})
                    )
                )
                return True
        elif self._hello is None or self.logged_on or not self._version.has_logon:
            raise ProtocolError("LOGON is invalid here")
        self._user_clocks, failure = self._context.reader.check(request.fields)
        if failure:
            await asyncio.sleep(_WRONG_PASSWORD_DELAY_S)
            self._transport.write(self._responses.add_response(failure))
            return False
        self.logged_on = True
        if self._upstream:
            self._transport.write(self._responses.add_response(encode_success({})))
            return True
        own = encode_success({}) if self._version.has_logon else None
        return await self._connect(lambda greeting: self._responses.add_response(own or greeting))

    async def _connect(self, answer: Callable[[bytes], bytes]) -> bool:
        """Connect to Neo4j; return False to close the connection.

        ``answer`` turns Neo4j's response to HELLO into the bytes for the client.
        """
        try:
            self._upstream, greeting = await Upstream.open(self._context.target, self._version, self._hello or {})
        except UpstreamUnreachable as error:
            _log.warning("Neo4j cannot be reached for client %d: %s", self._number, error)
            self._transport.write(self._responses.add_response(_UNREACHABLE))
            return False
        self._trial.clear()
        self._transport.write(answer(greeting))
        self._forwarding_task = self._tasks.create_task(self._forward_responses(self._upstream))
        self._forwarding_task.add_done_callback(lambda _: self._flow.clear())
        return True

    async def _forward_responses(self, upstream: Upstream) -> None:
        """Forward Neo4j's responses unchanged until it closes the connection or the time limit passes."""
        tracker, self._at_message_boundary = MessageTracker(), True
        try:
            while data := await upstream.reader.read(READ_SIZE):
                if not all(self._forward_piece(piece) for piece in tracker.feed(data)):
                    break
                await self._transport.drain()
                upstream.write(self._flow.resume())
        except ConnectionError as error:
            _log.debug("a connection of client %d was lost: %s", self._number, error)
        if self._is_timed_out and self._at_message_boundary:
            # After a RESET the client continues with another connection to Neo4j.
            self._transport.write(self._responses.fail_pending(self._context.limits.timeout_failure))
            self._upstream, self._is_timed_out = None, False
            return
        if self._at_message_boundary:
            self._transport.write(self._responses.fail_pending(_UNREACHABLE))
        await self._transport.close()

    def _forward_piece(self, piece: Piece) -> bool:
        """Forward a piece; return False if a message ends in it after the time limit."""
        if isinstance(trial := self._responses.first, Trial):
            return self._read_trial(piece, trial)
        last = self._is_timed_out and piece.boundary > 0
        data = piece.data[: piece.boundary] if last else piece.data
        self._at_message_boundary = piece.boundary == len(data)
        self._flow.on_bytes(len(data))
        if piece.head is None:
            self._transport.write(data)
        elif self._responses.ends_window(piece.head):
            self._transport.write(data[: piece.before] + self._flow.pause(time.monotonic()))
        else:
            self._transport.write(data + self._flow.finish_response(piece.head, time.monotonic()))
        return not last

    def _read_trial(self, piece: Piece, trial: Trial) -> bool:
        """Discard the response to a trial, or answer with its failure."""
        self._trial += piece.data
        self._at_message_boundary = True
        if piece.head is not None:
            failure = None
            if piece.head[1] == FAILURE:
                code, sentence = read_failure(next(Assembler(MAX_MESSAGE).feed(bytes(self._trial))))
                failure = Failure(code, correct_places(sentence) if trial.shifted else sentence)
            self._trial.clear()
            self._transport.write(self._flow.finish_response(piece.head, time.monotonic(), failure))
        return not (self._is_timed_out and piece.boundary > 0)
