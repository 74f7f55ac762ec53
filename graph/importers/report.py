"""Report of an import: counts, and what was left out, why and where."""

from collections import Counter, defaultdict
from collections.abc import Iterator

#: Places that are named for each reason.
NAMED_PLACES = 3


class ImportReport:
    """Counts of an import. ``read`` counts the entries of the files, ``written`` the records by type."""

    def __init__(self) -> None:
        self.read = 0
        self.written: Counter[str] = Counter()
        self.kinds: Counter[str] = Counter()
        self.edition = ""
        self.unchanged = 0
        self.closed = 0
        self._left_out = _Reasons()
        self._changed = _Reasons()

    def leave_out(self, reason: str, where: str) -> None:
        """Count an entry or a record that is not written."""
        self._left_out.add(reason, where)

    def note(self, change: str, where: str) -> None:
        """Count a value that was written in another form."""
        self._changed.add(change, where)

    @property
    def left_out(self) -> dict[str, int]:
        """Number of entries and records left out by reason."""
        return dict(self._left_out.counts)

    @property
    def changed(self) -> dict[str, int]:
        """Number of values changed by kind of change."""
        return dict(self._changed.counts)

    def lines(self) -> Iterator[str]:
        """Yield the lines of the report."""
        written = self.written
        counts = ", ".join(_count(written[kind], kind, plural) for kind, plural in _PLURALS.items())
        edition = f" of {self.edition}" if self.edition else ""
        yield f"Read {_count(self.read, 'entry', 'entries')}{edition}; made {counts}."
        if self.kinds:
            yield "Entities: " + ", ".join(f"{count:,} {kind}" for kind, count in self.kinds.most_common()) + "."
        if self.unchanged or self.closed:
            same = _count(self.unchanged, "statement", "statements")
            yield f"Since the edition before: {same} unchanged, {self.closed:,} closed."
        yield from self._left_out.lines("Left out")
        yield from self._changed.lines("Changed")


_PLURALS = {"entity": "entities", "source": "sources", "statement": "statements"}


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


class _Reasons:
    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._places: defaultdict[str, list[str]] = defaultdict(list)

    def add(self, reason: str, where: str) -> None:
        self.counts[reason] += 1
        if len(self._places[reason]) < NAMED_PLACES:
            self._places[reason].append(where)

    def lines(self, title: str) -> Iterator[str]:
        if not self.counts:
            return
        yield f"{title}:"
        for reason, count in self.counts.most_common():
            places = ", ".join(self._places[reason])
            yield f"  {count:,}  {reason} ({places}{', …' if count > len(self._places[reason]) else ''})"
