"""One client, from its first byte to its last."""

import asyncio
import contextlib
import hmac
import logging
import time
from collections.abc import Callable, Mapping

from app.bolt.config import House, Reader
from app.bolt.flow_control import Flow
from app.bolt.protocol.chunking import LONGEST, Assembler, Follower, Piece
from app.bolt.protocol.handshake import MAGIC, NONE, SIZE, Version, choose
from app.bolt.protocol.packstream import Malformed, text
from app.bolt.requests import Failure, Kind, Request, success
from app.bolt.response_queue import Turns
from app.bolt.transports import BLOCK, LARGEST_FRAME, Wire
from app.bolt.upstream import Unreachable, Upstream

_log = logging.getLogger(__name__)

_BEFORE_LOG_ON = 64 * 1024  # bytes of one message, and of one frame of a WebSocket
_BEARABLE = 64 * 1024 * 1024  # bytes of a message that is refused; a client that sends more is hung up on
_READ_ASIDE = 8 * 1024  # bytes from which on a message is read in a thread: nobody else waits for a long one
_WRONG_S = 0.5  # seconds that a wrong password costs
_GRACE_S = 0.25  # seconds in which Neo4j itself may end what is over its time
_UNSENT_S = 2  # seconds after which a client that takes nothing is left alone with it

_UNAUTHORIZED = Failure(
    "Neo.ClientError.Security.Unauthorized",
    "Wrong user name or password: use the ones that `tradegraph db status --json` shows.",
)
_UNREACHABLE = Failure(
    "Neo.TransientError.General.DatabaseUnavailable",
    "Neo4j cannot be reached; it may be restarting: try again in a few seconds.",
)
_FULL = Failure(
    "Neo.TransientError.Transaction.MaximumTransactionLimitReached",
    "Too many queries are running: try again in a few seconds.",
)


class Visit:
    """One client's connection, what it may do now, and the connection to Neo4j that it has once it has logged on."""

    def __init__(self, house: House, wire: Wire, number: int) -> None:
        self._house, self._wire, self._number = house, wire, number
        self._began = self._active = time.monotonic()
        self._hello: Mapping[str, bytes] | None = None
        self.logged_on = False
        self._upstream: Upstream | None = None
        self._answers: asyncio.Task[None] | None = None  # what passes them on
        self._between = True  # whether what was passed on ends with the end of a message
        self._over = False  # past the time limit

    @property
    def busy(self) -> bool:
        """Whether Neo4j is at work for this client, or keeps a transaction open."""
        return self._upstream is not None and self._turns.busy

    async def run(self) -> None:
        """Serve the client until it goes, breaks the rules, or Neo4j closes the connection."""
        try:
            async with asyncio.TaskGroup() as self._tasks:
                await self._serve()
                if self._answers:
                    self._answers.cancel()
        except* ConnectionError as errors:
            _log.debug("client %d has gone: %s", self._number, errors.exceptions[0])
        except* Malformed as errors:
            _log.info("client %d is disconnected: %s", self._number, errors.exceptions[0])
        finally:
            if self._upstream:
                self._upstream.abort()
            with contextlib.suppress(ConnectionError):
                await self._wire.close()

    def look(self, now: float) -> None:
        """End what has gone on for too long; called again and again."""
        rules = self._house.rules
        if self._over:
            if self._turns.overdue(now, rules.timeout_s + _GRACE_S + _UNSENT_S):
                self._wire.abort()
        elif self._upstream and self._turns.overdue(now, rules.timeout_s + _GRACE_S):
            self._over = True
            self._upstream.abort()
        elif not self.logged_on:
            if now - self._began > rules.log_on_s:
                self._wire.abort()
        elif now - self._active > rules.idle_s and not self.busy:
            self._wire.abort()

    def abort(self) -> None:
        """End the connection at once."""
        self._wire.abort()

    async def _serve(self) -> None:
        version, rest = await self._shake_hands()
        if version is None:
            return
        self._version, self._turns = version, Turns(version)
        self._flow = Flow(self._turns)
        assembler = Assembler(_BEFORE_LOG_ON)
        data = rest or await self._wire.read()
        while data:
            self._active = time.monotonic()
            for message in assembler.feed(data):
                judge = self._house.judge
                long = len(message) > _READ_ASIDE
                request = await asyncio.to_thread(judge.read, message) if long else judge.read(message)
                if not await self._take(request):
                    return
                self._set_limits(assembler)
            if self._upstream:
                with contextlib.suppress(ConnectionError):  # which is the matter of those who wait for its answers
                    await self._upstream.drain()
            if self._answers and not self._answers.done():
                await self._flow.room()
            await self._wire.drain()
            data = await self._wire.read()

    def _set_limits(self, assembler: Assembler) -> None:
        """How much the client may send at once, which is little until it has logged on."""
        limits = (LONGEST, _BEARABLE) if self.logged_on else (_BEFORE_LOG_ON, 0)
        assembler.limit, assembler.bearable = limits
        self._wire.allow(LARGEST_FRAME if self.logged_on else _BEFORE_LOG_ON)

    async def _shake_hands(self) -> tuple[Version | None, bytes]:
        """The version to speak, and what came with the handshake already; no version where the client goes."""
        data = b""
        while len(data) < SIZE:
            more = await self._wire.read()
            if not more:
                return None, b""
            data += more
        if not data.startswith(MAGIC):
            return None, b""
        version = choose(data[len(MAGIC) : SIZE])
        self._wire.write(version.wire if version else NONE)
        return version, data[SIZE:]

    async def _take(self, request: Request) -> bool:
        """Do what a client asks; False when that ends the visit."""
        if request.kind is Kind.GOODBYE:
            return False
        if request.kind in (Kind.HELLO, Kind.LOGON):
            return await self._greet(request)
        if not self.logged_on:
            raise Malformed(f"{request.kind.name} came before the log-on")
        if request.kind is Kind.LOGOFF:
            if not self._turns.ready:
                raise Malformed("LOGOFF came before what was asked had ended")
            self.logged_on, self._began = False, time.monotonic()
        if request.kind is Kind.RESET and self._upstream is None:
            return await self._connect(lambda _greeting: self._turns.start_again())
        answer = request.answer
        if answer is None and request.kind in (Kind.RUN, Kind.BEGIN) and not self.busy and self._house.is_full():
            answer = _FULL
        now = time.monotonic()
        if request.kind is Kind.RESET:
            self._wire.write(self._flow.cut(now))
        at_once = self._turns.ask(request.kind, now, request.pull) if answer is None else self._turns.answer(answer)
        if at_once is not None:
            self._wire.write(at_once)
        elif self._upstream:
            self._upstream.write(self._flow.ask(request))
        return True

    async def _greet(self, request: Request) -> bool:
        """HELLO and LOGON, the one of which that has the password logs on."""
        if request.kind is Kind.HELLO:
            if self._hello is not None:
                raise Malformed("HELLO came twice")
            self._hello = request.fields
            if self._version.logs_on_apart:
                named = f"door-{self._number}"
                self._wire.write(
                    self._turns.answer(success({"server": self._house.agent, "connection_id": named, "hints": {}}))
                )
                return True
        elif self._hello is None or self.logged_on or not self._version.logs_on_apart:
            raise Malformed("LOGON came out of turn")
        if not _is(self._house.reader, request.fields):
            await asyncio.sleep(_WRONG_S)
            self._wire.write(self._turns.answer(_UNAUTHORIZED))
            return False
        self.logged_on = True
        if self._upstream:
            self._wire.write(self._turns.answer(success({})))
            return True
        own = success({}) if self._version.logs_on_apart else None
        return await self._connect(lambda greeting: self._turns.answer(own or greeting))

    async def _connect(self, answered: Callable[[bytes], bytes]) -> bool:
        """Connect with Neo4j and send the client what ``answered`` makes of its greeting; False where it is away."""
        try:
            self._upstream, greeting = await Upstream.open(self._house.target, self._version, self._hello or {})
        except Unreachable as error:
            _log.warning("Neo4j cannot be reached for client %d: %s", self._number, error)
            self._wire.write(self._turns.answer(_UNREACHABLE))
            return False
        self._wire.write(answered(greeting))
        self._answers = self._tasks.create_task(self._pass_on(self._upstream))
        self._answers.add_done_callback(lambda _: self._flow.clear())
        return True

    async def _pass_on(self, upstream: Upstream) -> None:
        """Pass on what Neo4j answers, as it is, until it closes the connection or time is up."""
        follower, self._between = Follower(), True
        try:
            while data := await upstream.reader.read(BLOCK):
                if not all(self._passed(piece) for piece in follower.feed(data)):
                    break
                await self._wire.drain()
                upstream.write(self._flow.next())
        except ConnectionError as error:
            _log.debug("a connection of client %d broke: %s", self._number, error)
        if self._over and self._between:
            # The client may go on once it has reset, with another connection behind the door.
            self._wire.write(self._turns.give_up(self._house.rules.timed_out))
            self._upstream, self._over = None, False
            return
        if self._between:
            self._wire.write(self._turns.give_up(_UNREACHABLE))
        await self._wire.close()

    def _passed(self, piece: Piece) -> bool:
        """Pass on a piece; False when it is the last one, because time is up and a message ends in it."""
        last = self._over and piece.whole > 0
        data = piece.data[: piece.whole] if last else piece.data
        self._between = piece.whole == len(data)
        self._flow.passed(len(data))
        if piece.head is None:
            self._wire.write(data)
        elif self._turns.ends_window(piece.head):
            self._wire.write(data[: piece.before] + self._flow.rest(time.monotonic()))
        else:
            self._wire.write(data + self._flow.answered(piece.head, time.monotonic()))
        return not last


def _is(reader: Reader, fields: Mapping[str, bytes]) -> bool:
    """Whether the fields of a log-on are this account's, found out in a time that tells nothing about it."""
    scheme, name, password = (
        text(fields[key]) if key in fields else "" for key in ("scheme", "principal", "credentials")
    )
    right_name = hmac.compare_digest(name.encode(), reader.name.encode())
    right_password = hmac.compare_digest(password.encode(), reader.password.encode())
    return scheme == "basic" and right_name and right_password
