"""Whose turn it is: Neo4j's answers and the door's own reach the client in the order in which it asked.

A client may send many requests before it reads an answer. A refusal must wait for the answers that are due before it;
what comes after it is ignored until the client resets, as Neo4j does it after a failure of its own.
"""

from collections import deque

from app.bolt.frames import chunked
from app.bolt.handshake import Version
from app.bolt.messages import FAILURE, IGNORED, SUCCESS, Failure, Kind, success
from app.bolt.packstream import Malformed

MAX_DUE = 1000  # requests without an answer

_IGNORED = bytes((0xB0, IGNORED))
_HAS_MORE = b"\x88has_more\xc3"
_ENDS = (Kind.COMMIT, Kind.ROLLBACK, Kind.RESET)


class Turns:
    """The answers that a client waits for, and how long its transaction has been open."""

    def __init__(self, version: Version) -> None:
        self._version = version
        self._due: deque[Kind | bytes | Failure] = deque()  # a kind: Neo4j answers; else our own answer
        self._refusing = False  # a request was refused, and the client has not reset since
        self._failed = False  # the same for what was answered so far, by Neo4j or by us
        self._explicit = False  # a transaction that ends by COMMIT or ROLLBACK
        self._since: float | None = None  # when what Neo4j is busy with began
        self._late: Failure | None = None  # what the next request is to be told

    @property
    def busy(self) -> bool:
        """Whether Neo4j owes an answer, or a transaction is open."""
        return self._since is not None

    def overdue(self, now: float, seconds: float) -> bool:
        """Whether what Neo4j is busy with began more than ``seconds`` ago."""
        return self._since is not None and now - self._since > seconds

    def ask(self, kind: Kind, now: float) -> bytes | None:
        """Whether a request goes to Neo4j: None if it does, and else what is to be sent to the client at once."""
        if kind is Kind.RESET:
            self._refusing = False
        elif self._refusing or self._late:
            return self.answer(_IGNORED)
        self._wait(kind)
        if self._since is None:
            self._since = now
        return None

    def answer(self, answer: bytes | Failure) -> bytes:
        """Put an answer of our own in its place; what comes back is to be sent to the client at once."""
        if self._refusing:
            answer = _IGNORED
        elif self._late:
            answer, self._late = self._late, None
        if isinstance(answer, Failure):
            self._refusing = True
        self._wait(answer)
        return self._ready()

    def answered(self, head: bytes, now: float) -> bytes:
        """Neo4j has closed its answer to a request with a message that begins so; what comes back is to follow it."""
        kind = self._due.popleft() if self._due else None
        if not isinstance(kind, Kind):
            raise Malformed("Neo4j answered what nobody had asked")
        failed = head[1] == FAILURE
        more = _HAS_MORE in head
        if failed or kind is Kind.RESET:
            self._failed = failed
        if kind is Kind.BEGIN and head[1] == SUCCESS:
            self._explicit = True
        if failed or kind in _ENDS or (kind in (Kind.PULL, Kind.DISCARD) and not self._explicit and not more):
            self._explicit = False
            self._since = now if any(isinstance(due, Kind) for due in self._due) else None
        return self._ready()

    def give_up(self, failure: Failure) -> bytes:
        """Neo4j will answer nothing more: the failure is for the first request that waits, or for the next one."""
        if self._due:
            self._refusing = True
            self._due = deque(failure if isinstance(due, Kind) else due for due in self._due)
        else:
            self._late = failure
        self._since = None
        return self._ready()

    def start_again(self) -> bytes:
        """The answer to a RESET that comes after ``give_up``, when there is a Neo4j again."""
        self._refusing = self._failed = self._explicit = False
        self._late = None
        return self.answer(success({}))

    def _wait(self, due: Kind | bytes | Failure) -> None:
        if len(self._due) >= MAX_DUE:
            raise Malformed(f"more than {MAX_DUE:,} requests wait for their answers")
        self._due.append(due)

    def _ready(self) -> bytes:
        """Our own answers that nothing else has to go before."""
        parts = []
        while self._due:
            answer = self._due[0]
            if isinstance(answer, Kind):
                break
            self._due.popleft()
            if self._failed:
                answer = _IGNORED
            elif isinstance(answer, Failure):
                self._failed = True
                answer = answer.packed(self._version)
            parts.append(chunked(answer))
        return b"".join(parts)
