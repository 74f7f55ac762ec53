"""Response queue: responses of Neo4j and of the proxy reach the client in request order.

A client may send many requests before it reads a response. A refusal waits for the responses before it; later requests
are ignored until a RESET, as Neo4j does after a failure.
"""

from collections import deque
from typing import NamedTuple

from app.bolt.protocol.chunking import encode_chunks
from app.bolt.protocol.handshake import Version
from app.bolt.protocol.messages import FAILURE, IGNORED_MESSAGE, SUCCESS, Failure, RequestKind, encode_success
from app.bolt.protocol.packstream import ProtocolError
from app.bolt.pull_windows import Pull

MAX_DUE = 1000  # requests without a response

_HAS_MORE = b"\x88has_more\xc3"
HAS_MORE_MESSAGE = encode_success({"has_more": True})  # ends a window


class Trial(NamedTuple):
    """Request of the proxy before one of the client, who only sees its failure.

    ``shifted``: its query is longer than the client's by EXPLAIN at its start.
    """

    kind: RequestKind
    shifted: bool = False


_FROM_NEO4J = (RequestKind, Pull, Trial)  # entries in the queue for requests that Neo4j answers
Due = RequestKind | Pull | Trial | bytes | Failure
_ENDS = (RequestKind.COMMIT, RequestKind.ROLLBACK, RequestKind.RESET)


class ResponseQueue:
    """Responses that a client waits for, and the age of its transaction."""

    def __init__(self, version: Version) -> None:
        self._version = version
        self._due: deque[Due] = deque()  # a kind or a pull: Neo4j answers
        self._refusing = False  # a request was refused, and no RESET has come since
        self._failed = False  # a sent response was a failure, of the proxy or of Neo4j, and no RESET has come since
        self._in_transaction = False  # an explicit transaction, which ends by COMMIT or ROLLBACK
        self._busy_since: float | None = None  # start of the current work of Neo4j
        self._deferred_failure: Failure | None = None  # the response to the next request

    @property
    def busy(self) -> bool:
        """Return whether a response of Neo4j is due or a transaction is open.

        A failed transaction is open until a RESET.
        """
        return self._busy_since is not None

    @property
    def ready(self) -> bool:
        """Return whether the connection will be idle and without a failure after the due responses."""
        if self._refusing or self._deferred_failure:
            return False
        return self._due[-1] is RequestKind.RESET if self._due else not (self.busy or self._failed)

    @property
    def first(self) -> Due | None:
        """Next request to answer."""
        return self._due[0] if self._due else None

    def overdue(self, now: float, seconds: float) -> bool:
        """Return whether the current work of Neo4j began more than ``seconds`` ago."""
        return self._busy_since is not None and now - self._busy_since > seconds

    def add_trial(self, trial: Trial, now: float) -> bool:
        """Add a request of the proxy for Neo4j; return whether to send it."""
        if self._refusing or self._deferred_failure:
            return False
        self._append(trial)
        self._busy_since = now if self._busy_since is None else self._busy_since
        return True

    def add_request(self, kind: RequestKind, now: float, pull: Pull | None = None) -> bytes | None:
        """Add a request for Neo4j; if it is ignored, return bytes for the client instead."""
        if kind is RequestKind.RESET:
            self._refusing = False
        elif self._refusing or self._deferred_failure:
            return self.add_response(IGNORED_MESSAGE)
        self._append(pull or kind)
        if self._busy_since is None:
            self._busy_since = now
        return None

    def add_response(self, answer: bytes | Failure) -> bytes:
        """Add a response of the proxy; return bytes to send to the client now."""
        if self._refusing:
            answer = IGNORED_MESSAGE
        elif self._deferred_failure:
            answer, self._deferred_failure = self._deferred_failure, None
        if isinstance(answer, Failure):
            self._refusing = True
        self._append(answer)
        return self._pop_ready()

    def finish_response(self, head: bytes, now: float, trial_failure: Failure | None = None) -> bytes:
        """Record that Neo4j finished a response; return bytes to send to the client after it.

        ``head`` is the beginning of its last message, ``trial_failure`` the failure of a trial.
        """
        due = self._due.popleft() if self._due else None
        if not isinstance(due, _FROM_NEO4J):
            raise ProtocolError("Neo4j sent a response without a request")
        if trial_failure:
            self._fail_after_trial(trial_failure)
            return self._pop_ready()
        kind = RequestKind.PULL if isinstance(due, Pull) else due.kind if isinstance(due, Trial) else due
        failed = head[1] == FAILURE
        more = _HAS_MORE in head
        if failed or kind is RequestKind.RESET:
            self._failed = failed
        if kind is RequestKind.BEGIN and head[1] == SUCCESS:
            self._in_transaction = True
        if self._failed:
            return self._pop_ready()  # Neo4j keeps the transaction and ignores requests until a RESET
        if kind in _ENDS or (kind in (RequestKind.PULL, RequestKind.DISCARD) and not self._in_transaction and not more):
            self._in_transaction = False
            self._busy_since = now if any(isinstance(later, _FROM_NEO4J) for later in self._due) else None
        return self._pop_ready()

    def ends_window(self, head: bytes) -> bool:
        """Return whether this message ends a window, but not the response to the PULL."""
        return head == HAS_MORE_MESSAGE and isinstance(self.first, Pull) and self.first.wants_more

    def _fail_after_trial(self, failure: Failure) -> None:
        """Answer the client's request after a trial with the trial's failure; Neo4j ignores that request."""
        place = next(number for number, due in enumerate(self._due) if not isinstance(due, Trial))
        request = self._due[place]
        if isinstance(request, RequestKind):
            self._due[place] = Trial(request)
        else:
            del self._due[place]
        self._due.appendleft(failure)

    def ignore_last(self, number: int) -> None:
        """Ignore the last ``number`` requests for Neo4j, as Neo4j does with requests before a RESET."""
        for place in range(len(self._due) - 1, -1, -1):
            if number and isinstance(self._due[place], _FROM_NEO4J):
                number -= 1
                if isinstance(self._due[place], Trial):
                    del self._due[place]
                else:
                    self._due[place] = IGNORED_MESSAGE

    def fail_pending(self, failure: Failure) -> bytes:
        """Fail the first due request, or the next one; return bytes to send now."""
        if self._due:
            self._refusing = True
            waiting = (due for due in self._due if not isinstance(due, Trial))
            self._due = deque(failure if isinstance(due, _FROM_NEO4J) else due for due in waiting)
        else:
            self._deferred_failure = failure
        self._busy_since = None
        return self._pop_ready()

    def reset(self) -> bytes:
        """Answer a RESET on a new connection to Neo4j; return bytes to send now."""
        self._refusing = self._failed = self._in_transaction = False
        self._deferred_failure = None
        return self.add_response(encode_success({}))

    def _append(self, due: Due) -> None:
        if len(self._due) >= MAX_DUE:
            raise ProtocolError(f"more than {MAX_DUE:,} requests are waiting for responses")
        self._due.append(due)

    def _pop_ready(self) -> bytes:
        """Remove and return the proxy's responses at the front of the queue."""
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
