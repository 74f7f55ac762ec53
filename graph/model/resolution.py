"""Entity resolution and corrections: compute the effective ledger from the raw one.

Two types of statements are about the ledger itself and not about the world. They fix our own records, so they apply to
every day of a question, whenever they were made:

- A statement that ``corrects`` others replaces them. A corrected statement stays corrected, even if the correction is
  corrected too: the newest one then applies.
- A statement that asserts ``SAME_AS`` merges its subject into its object, whose id is the canonical id of both. A
  statement that retracts it separates the two again, each with its own statements.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from graph.model.types import Entity, Statement
from graph.model.vocabulary import Property, vocabulary


def is_identity(statement: Statement) -> bool:
    """Return True for a statement that merges or separates two entities."""
    return statement.predicate in vocabulary().identity_predicates


def is_amendment(statement: Statement) -> bool:
    """Return True for a statement that acts on other records, which must be loaded first."""
    return bool(statement.corrects) or is_identity(statement)


def drop_corrected(statements: Iterable[Statement]) -> list[Statement]:
    """Return the statements that no other corrects, each once."""
    by_id = {statement.id: statement for statement in statements}
    corrected = {named for statement in by_id.values() for named in statement.corrects}
    return [statement for statement_id, statement in by_id.items() if statement_id not in corrected]


def active_merges(statements: Iterable[Statement]) -> list[Statement]:
    """Return the merges that were not retracted, ordered by their ids."""
    said = [statement for statement in drop_corrected(statements) if is_identity(statement)]
    undone = {named for statement in said for named in statement.retracts}
    return sorted((s for s in said if s.stance == "asserts" and s.id not in undone), key=lambda s: s.id)


def canonical_ids(statements: Iterable[Statement]) -> dict[str, str]:
    """Map each merged id to its canonical id.

    In each cluster the canonical id is the smallest one that is not merged away, or else the smallest. The order of
    the statements does not matter; `merge_conflicts` reports merges that contradict each other.
    """
    into = defaultdict(set)
    joins = active_merges(statements)
    for merge in joins:
        into[merge.subject].add(merge.object)
        into[merge.object].add(merge.subject)
    subjects = {merge.subject for merge in joins}
    found: dict[str, str] = {}
    for start in sorted(into):
        if start not in found:
            group = _find_cluster(start, into)
            canonical_id = min(group - subjects or group)
            found |= dict.fromkeys(group, canonical_id)
    return {one: canonical_id for one, canonical_id in found.items() if one != canonical_id}


def _find_cluster(start: str, neighbours: Mapping[str, set[str]]) -> set[str]:
    group, waiting = set(), [start]
    while waiting:
        one = waiting.pop()
        if one not in group:
            group.add(one)
            waiting += neighbours[one]
    return group


def merge_conflicts(statements: Iterable[Statement]) -> dict[str, str]:
    """Map the ids of merges that contradict each other to the reasons."""
    by_subject: dict[str, Statement] = {}
    out: dict[str, str] = {}
    found = active_merges(statements)
    for merge in found:
        other = by_subject.setdefault(merge.subject, merge)
        if other.object != merge.object:
            reason = f"{merge.subject} is already the same as {other.object}: retract that first"
            out[merge.id] = out[other.id] = reason
    for merge in found:
        seen, one = {merge.subject}, merge.object
        while one in by_subject and one not in seen:
            seen.add(one)
            one = by_subject[one].object
        if one == merge.subject:
            out[merge.id] = f"{merge.subject} and {merge.object} would each be merged into the other: turn one around"
    return out


def resolve(statement: Statement, canonical: Mapping[str, str]) -> Statement:
    """Return the statement with canonical ids; ``canonical`` is from `canonical_ids`."""
    recorded = statement.as_recorded or statement
    if is_identity(recorded):
        return recorded
    subject, target = canonical.get(recorded.subject, recorded.subject), canonical.get(recorded.object, recorded.object)
    relationship = vocabulary().relationships[recorded.predicate]
    if relationship.symmetric:
        subject, target = sorted((subject, target))
    speaker = canonical.get(recorded.said_by, recorded.said_by) if recorded.said_by else None
    properties = {k: _rewrite_ids(v, relationship.properties[k], canonical) for k, v in recorded.properties.items()}
    read = replace(recorded, subject=subject, object=target, said_by=speaker, properties=properties)
    return recorded if read == recorded else replace(read, as_recorded=recorded)


def _rewrite_ids(value: Any, spec: Property, canonical: Mapping[str, str]) -> Any:
    if spec.type == "entity":
        return canonical.get(value, value)
    if spec.type == "entities":
        return list(dict.fromkeys(canonical.get(one, one) for one in value))
    return value


def resolve_all(statements: Iterable[Statement]) -> list[Statement]:
    """Return the effective statements of a whole ledger, with canonical ids."""
    said = list(statements)
    canonical = canonical_ids(said)
    return [resolve(statement, canonical) for statement in drop_corrected(said) if not is_identity(statement)]


def merge_entities(entity: Entity, others: Sequence[Entity]) -> Entity:
    """Add the names and identifiers of entities merged into this one; its own come first."""
    names = [*entity.aliases]
    identifiers = dict(entity.identifiers)
    for other in sorted(others, key=lambda one: one.id):
        names += [other.name, *other.aliases]
        for key, value in other.identifiers.items():
            if isinstance(value, list):
                identifiers[key] = list(dict.fromkeys([*identifiers.get(key, ()), *value]))
            else:
                identifiers.setdefault(key, value)
    aliases = tuple(dict.fromkeys(name for name in names if name != entity.name))
    return replace(entity, aliases=aliases, identifiers=identifiers)
