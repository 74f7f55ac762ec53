"""Vocabulary of kinds, relationships and stances, read from ``vocabulary.yaml``.

The validator, the ledger, the queries and the documentation all read it from here.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

import yaml

VOCABULARY_FILE = Path(__file__).with_name("vocabulary.yaml")

ValueType = Literal["text", "texts", "integer", "number", "boolean", "date", "entity", "entities"]


@dataclass(frozen=True)
class Property:
    """Property of an entity or a relationship. An empty ``one_of`` allows any value of the type.

    ``compare`` says what a different value in another statement about the fact means; see vocabulary.yaml.
    """

    name: str
    what: str
    type: ValueType = "text"
    required: bool = False
    one_of: tuple[str, ...] = ()
    min: float | None = None
    max: float | None = None
    compare: Literal["identity", "value"] | None = None


@dataclass(frozen=True)
class Identifier:
    """Identifier given by others, and the standard of its values.

    Without a pattern it is any text. ``many``: an entity has a list of them.
    """

    name: str
    what: str
    like: str
    pattern: str | None = None
    check: Literal["mod97", "imo", "luhn"] | None = None
    one_of: frozenset[str] = frozenset()
    many: bool = False

    def is_valid(self, value: str) -> bool:
        """Return True if the value meets the standard: format, check digits, list of codes."""
        if self.pattern and not re.fullmatch(self.pattern, value, re.ASCII):
            return False
        if self.check == "mod97" and int("".join(str(int(c, 36)) for c in value)) % 97 != 1:
            return False
        if self.check == "imo" and sum(int(c) * n for c, n in zip(value, range(7, 1, -1), strict=False)) % 10 != int(
            value[-1]
        ):
            return False
        if self.check == "luhn" and not _meets_luhn("".join(str(int(c, 36)) for c in value)):
            return False
        return not self.one_of or value in self.one_of


def _meets_luhn(digits: str) -> bool:
    """Return True for digits whose last one is the check digit of Luhn."""
    doubled = (sum(divmod(2 * int(c), 10)) for c in digits[-2::-2])
    return (sum(doubled) + sum(int(c) for c in digits[::-2])) % 10 == 0


@dataclass(frozen=True)
class Kind:
    """Kind of entity. ``group`` determines its place in a picture."""

    name: str
    what: str
    group: str
    identifiers: Mapping[str, Identifier]
    properties: Mapping[str, Property]

    @property
    def prefix(self) -> str:
        """The part of an id before the colon, such as ``company`` in ``company:nvidia``."""
        return self.name.lower()


@dataclass(frozen=True)
class Relationship:
    """Type of relationship and the pairs of kinds it may join.

    ``temporal`` says what a statement without dates means: an *act* happened on the day it was said, a *state* began at
    an unknown time. ``status`` is the status that an act gives a measure; ``extends`` marks the act that moves an end.
    """

    name: str
    what: str
    temporal: Literal["act", "state"]
    joins: tuple[tuple[frozenset[str], frozenset[str]], ...]
    properties: Mapping[str, Property]
    symmetric: bool = False
    status: str | None = None
    extends: bool = False

    def may_join(self, subject_kind: str, object_kind: str) -> bool:
        """Return True if the type may lead from one kind to the other."""
        return any(subject_kind in sources and object_kind in targets for sources, targets in self.joins)

    @property
    def affects_status(self) -> bool:
        """True if the type changes the status of the measure it points at."""
        return self.status is not None or self.extends


@dataclass(frozen=True)
class Stance:
    """Position of a speaker on a fact. ``certainty``: that of the resulting link, if there is one."""

    name: str
    what: str
    certainty: str | None = None


@dataclass(frozen=True)
class Vocabulary:
    """Whole vocabulary, by name. ``identity_predicates`` merge two entities and make no link."""

    kinds: Mapping[str, Kind]
    relationships: Mapping[str, Relationship]
    stances: Mapping[str, Stance]
    statuses: tuple[str, ...]
    status_bases: Mapping[str, str]
    actor_kinds: tuple[str, ...]
    identity_predicates: Mapping[str, str]
    _by_prefix: Mapping[str, str] = field(repr=False)

    @cached_property
    def forward_stances(self) -> Mapping[str, str]:
        """Stances about the future, each with the certainty of its links."""
        return {s.name: s.certainty for s in self.stances.values() if s.certainty not in (None, "asserted")}

    def kind_of(self, entity_id: str) -> str | None:
        """Return the kind of an id, such as ``Company`` for ``company:nvidia``; None if unknown."""
        return self._by_prefix.get(entity_id.partition(":")[0])


def _parse_properties(raw: Mapping[str, Any] | None) -> dict[str, Property]:
    return {
        name: Property(name, spec["what"], **{k: _freeze(v) for k, v in spec.items() if k != "what"})
        for name, spec in (raw or {}).items()
    }


def _freeze(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _parse_relationship(name: str, raw: Mapping[str, Any]) -> Relationship:
    return Relationship(
        name=name,
        what=raw["what"],
        temporal=raw["temporal"],
        joins=tuple((frozenset(j["from"]), frozenset(j["to"])) for j in raw["joins"]),
        properties=_parse_properties(raw.get("properties")),
        symmetric=raw.get("symmetric", False),
        status=raw.get("status"),
        extends=raw.get("extends", False),
    )


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary, read once per process."""
    raw = yaml.safe_load(VOCABULARY_FILE.read_text(encoding="utf-8"))
    known = {
        name: Identifier(name, **{**spec, "one_of": frozenset(spec.get("one_of", "").split())})
        for name, spec in raw["identifiers"].items()
    }
    kinds = {
        name: Kind(
            name,
            spec["what"],
            spec["group"],
            {one: known[one] for one in spec.get("identifiers", ())},
            _parse_properties(spec.get("properties")),
        )
        for name, spec in raw["kinds"].items()
    }
    return Vocabulary(
        kinds=kinds,
        relationships={name: _parse_relationship(name, spec) for name, spec in raw["relationships"].items()},
        stances={name: Stance(name, spec["what"], spec.get("certainty")) for name, spec in raw["stances"].items()},
        statuses=tuple(raw["statuses"]),
        status_bases=raw["status_bases"],
        actor_kinds=tuple(name for name, kind in kinds.items() if kind.group == "actor"),
        identity_predicates=raw["identity"],
        _by_prefix={kind.prefix: name for name, kind in kinds.items()},
    )
