"""Bounded memory of recent answers: the least recently used ones make room for new ones."""

from collections import OrderedDict
from dataclasses import dataclass

from app.api.caching.version import AnswerVersion

Headers = tuple[tuple[bytes, bytes], ...]

#: Estimated bytes of an entry besides its body, headers and question.
_OVERHEAD = 1024


@dataclass(frozen=True)
class Answer:
    """Successful answer on one version of the graph. ``log``: what the log says of each request for it, if anything."""

    version: AnswerVersion
    headers: Headers
    body: bytes
    log: str | None = None


class AnswerMemory:
    """Answers by question, with at most ``max_bytes`` in total.

    An answer of more than an eighth of that is not stored.
    """

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.max_answer = max_bytes // 8
        self.size = 0
        self._answers: OrderedDict[bytes, Answer] = OrderedDict()

    def __len__(self) -> int:
        return len(self._answers)

    def get(self, question: bytes) -> Answer | None:
        """Return the answer to a question, of any version, or None."""
        answer = self._answers.get(question)
        if answer is not None:
            self._answers.move_to_end(question)
        return answer

    def put(self, question: bytes, answer: Answer) -> None:
        """Store an answer in place of an older one, unless it is too large."""
        self.remove(question)
        size = _size(question, answer)
        if size > self.max_answer:
            return
        self._answers[question] = answer
        self.size += size
        while self.size > self.max_bytes:
            oldest, dropped = self._answers.popitem(last=False)
            self.size -= _size(oldest, dropped)

    def remove(self, question: bytes) -> None:
        """Forget the answer to a question, if any."""
        answer = self._answers.pop(question, None)
        if answer is not None:
            self.size -= _size(question, answer)


def _size(question: bytes, answer: Answer) -> int:
    return _OVERHEAD + len(question) + len(answer.body) + sum(len(name) + len(value) for name, value in answer.headers)
