"""Whose turn it is: Neo4j's answers and the door's own reach the client in the order in which it asked.

A client may send many requests before it reads an answer. A refusal must wait for the answers that are due before it;
what comes after it is ignored until the client resets, as Neo4j does it after a failure of its own.
"""

from collections import deque

from app.bolt.protocol.chunking import encode_chunks
from app.bolt.protocol.handshake import Version
from app.bolt.protocol.packstream import ProtocolError, pack
from app.bolt.pull_windows import Pull
from app.bolt.requests import FAILURE, IGNORED_MESSAGE, SUCCESS, Failure, RequestKind, encode_success

MAX_DUE = 1000  # requests without an answer

_HAS_MORE = b"\x88has_more\xc3"
HAS_MORE_MESSAGE = b"\xb1\x70" + pack({"has_more": True})  # all that Neo4j says at the end of a window
_FROM_NEO4J = (RequestKind, Pull)  # what stands in the queue for a request that Neo4j answers
_ENDS = (RequestKind.COMMIT, RequestKind.ROLLBACK, RequestKind.RESET)


class ResponseQueue:
    """The answers that a client waits for, and how long its transaction has been open."""

    def __init__(self, version: Version) -> None:
        self._version = version
        self._due: deque[RequestKind | Pull | bytes | Failure] = deque()  # a kind or a pull: Neo4j answers; else we do
        self._refusing = False  # a request was refused, and the client has not reset since
        self._failed = False  # the same for what was answered so far, by Neo4j or by us
        self._in_transaction = False  # a transaction that ends by COMMIT or ROLLBACK
        self._busy_since: float | None = None  # when what Neo4j is busy with began
        self._deferred_failure: Failure | None = None  # what the next request is to be told

    @property
    def busy(self) -> bool:
        """Whether Neo4j owes an answer, or a transaction is open, as also one that failed is until a reset."""
        return self._busy_since is not None

    @property
    def ready(self) -> bool:
        """Whether nothing is open, or has failed, once what was asked for is answered."""
        if self._refusing or self._deferred_failure:
            return False
        return self._due[-1] is RequestKind.RESET if self._due else not (self.busy or self._failed)

    @property
    def first(self) -> RequestKind | Pull | bytes | Failure | None:
        """What is to be answered next."""
        return self._due[0] if self._due else None

    def overdue(self, now: float, seconds: float) -> bool:
        """Whether what Neo4j is busy with began more than ``seconds`` ago."""
        return self._busy_since is not None and now - self._busy_since > seconds

    def add_request(self, kind: RequestKind, now: float, pull: Pull | None = None) -> bytes | None:
        """Whether a request goes to Neo4j: None if it does, and else what is to be sent to the client at once."""
        if kind is RequestKind.RESET:
            self._refusing = False
        elif self._refusing or self._deferred_failure:
            return self.add_response(IGNORED_MESSAGE)
        self._append(pull or kind)
        if self._busy_since is None:
            self._busy_since = now
        return None

    def add_response(self, answer: bytes | Failure) -> bytes:
        """Put an answer of our own in its place; what comes back is to be sent to the client at once."""
        if self._refusing:
            answer = IGNORED_MESSAGE
        elif self._deferred_failure:
            answer, self._deferred_failure = self._deferred_failure, None
        if isinstance(answer, Failure):
            self._refusing = True
        self._append(answer)
        return self._pop_ready()

    def finish_response(self, head: bytes, now: float) -> bytes:
        """Neo4j has closed its answer to a request with a message that begins so; what comes back is to follow it."""
        asked = self._due.popleft() if self._due else None
        if not isinstance(asked, _FROM_NEO4J):
            raise ProtocolError("Neo4j answered what nobody had asked")
        kind = RequestKind.PULL if isinstance(asked, Pull) else asked
        failed = head[1] == FAILURE
        more = _HAS_MORE in head
        if failed or kind is RequestKind.RESET:
            self._failed = failed
        if kind is RequestKind.BEGIN and head[1] == SUCCESS:
            self._in_transaction = True
        if self._failed:
            return self._pop_ready()  # Neo4j keeps the transaction until it is reset, and passes over all else
        if kind in _ENDS or (kind in (RequestKind.PULL, RequestKind.DISCARD) and not self._in_transaction and not more):
            self._in_transaction = False
            self._busy_since = now if any(isinstance(due, _FROM_NEO4J) for due in self._due) else None
        return self._pop_ready()

    def ends_window(self, head: bytes) -> bool:
        """Whether a message that begins so ends a window of a long PULL and not yet the answer to it."""
        return head == HAS_MORE_MESSAGE and isinstance(self.first, Pull) and self.first.wants_more

    def ignore_last(self, number: int) -> None:
        """The last so many requests will not go to Neo4j: they are ignored, as it does with what a reset overtakes."""
        for place in range(len(self._due) - 1, -1, -1):
            if number and isinstance(self._due[place], _FROM_NEO4J):
                self._due[place] = IGNORED_MESSAGE
                number -= 1

    def fail_pending(self, failure: Failure) -> bytes:
        """Neo4j will answer nothing more: the failure is for the first request that waits, or for the next one."""
        if self._due:
            self._refusing = True
            self._due = deque(failure if isinstance(due, _FROM_NEO4J) else due for due in self._due)
        else:
            self._deferred_failure = failure
        self._busy_since = None
        return self._pop_ready()

    def reset(self) -> bytes:
        """The answer to a RESET that comes after ``give_up``, when there is a Neo4j again."""
        self._refusing = self._failed = self._in_transaction = False
        self._deferred_failure = None
        return self.add_response(encode_success({}))

    def _append(self, due: RequestKind | Pull | bytes | Failure) -> None:
        if len(self._due) >= MAX_DUE:
            raise ProtocolError(f"more than {MAX_DUE:,} requests wait for their answers")
        self._due.append(due)

    def _pop_ready(self) -> bytes:
        """Our own answers that nothing else has to go before."""
        parts = []
        while self._due:
            answer = self._due[0]
            if isinstance(answer, _FROM_NEO4J):
                break
            self._due.popleft()
            if self._failed:
                answer = IGNORED_MESSAGE
            elif isinstance(answer, Failure):
                self._failed = True
                answer = answer.encode(self._version)
            parts.append(encode_chunks(answer))
        return b"".join(parts)
