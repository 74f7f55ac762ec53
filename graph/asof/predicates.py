"""Predicates of a moment: does a relationship hold, was a node known? None of them is ever null."""

from collections.abc import Iterable
from functools import cache

from graph.asof.clocks import DAY_PARAMETER, KNOWN_PARAMETER
from graph.asof.reader.tree import Labels
from graph.model.vocabulary import vocabulary

_STATUS_TYPE, _STATUS_LABEL = "HAS_STATUS", "StatusPeriod"
#: Labels of nodes that the ledger keeps for itself; no clock applies to them.
_BOOKKEEPING = frozenset({"Merged", "Corrected", "Former", "Revision", "SearchKeys", "Ledger"})
#: Instants from which nodes without an end are known.
_KNOWN_FROM = {"Statement": "known_from", "Source": "published_at"}


@cache
def _timeless_labels() -> frozenset[str]:
    return _BOOKKEEPING | vocabulary().kinds.keys() | {"Entity"}


@cache
def _dated_types() -> frozenset[str]:
    """Return the types whose relationships can end; those of evidence never do."""
    return frozenset(vocabulary().relationships) | {_STATUS_TYPE}


class Predicates:
    """Predicates for one pair of clocks. ``has_day``: there is a day; ``surely``: possible links do not count."""

    def __init__(self, *, has_day: bool, surely: bool) -> None:
        self._has_day, self._surely = has_day, surely

    def link(self, name: str, labels: Labels | None) -> str:
        """Return the predicate for a relationship of these types."""
        types = labels.names if labels and labels.plain else frozenset()
        if types and types.isdisjoint(_dated_types()):
            return f"{name}.known_from <= ${KNOWN_PARAMETER}"
        return self._interval(name, exact=bool(types) and types <= _dated_types())

    def links(self, loop: str, name: str, labels: Labels | None) -> str:
        """Return the predicate for all relationships of a list; ``loop`` is a free name."""
        return f"all({loop} IN {name} WHERE {self.link(loop, labels)})"

    def needs_node(self, labels: Labels | None) -> bool:
        """Return whether the clocks apply to some nodes with these labels."""
        return not (labels and labels.plain and labels.names <= _timeless_labels())

    def node(self, name: str, labels: Labels | None) -> str:
        """Return the predicate for a node that no relationship vouches for."""
        by_label = {_STATUS_LABEL: self._interval(name, exact=True)}
        by_label |= {label: f"{name}.{start} <= ${KNOWN_PARAMETER}" for label, start in _KNOWN_FROM.items()}
        if labels and labels.plain and len(labels.names) == 1 and labels.names <= by_label.keys():
            return by_label[next(iter(labels.names))]
        cases = " ".join(f"WHEN {name}:{label} THEN {predicate}" for label, predicate in by_label.items())
        return f"CASE {cases} ELSE true END"

    def _interval(self, name: str, *, exact: bool) -> str:
        """Return both halves of the predicate. ``exact``: it surely has both bounds of its dates."""
        known = f"{name}.known_from <= ${KNOWN_PARAMETER} < {name}.known_to"
        if not self._has_day:
            return known
        start, end = f"{name}.valid_from", f"{name}.valid_to"
        if self._surely and exact:
            start, end = f"{start}_latest", f"{end}_earliest"
        elif self._surely:
            start, end = f"coalesce({start}_latest, {start})", f"coalesce({end}_earliest, {end})"
        return f"{start} <= ${DAY_PARAMETER} < {end} AND {known}"


def join(predicates: Iterable[str]) -> str:
    """Return the conjunction of predicates."""
    return " AND ".join(predicates)
