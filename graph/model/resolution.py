"""Who is who, and what was recorded wrongly: the ledger as it is to be read, from the ledger as it was written.

Two sorts of statements are about the ledger itself and not about the world. They mend what we recorded, so they hold
for every day that can be asked about, whenever they were made:

- one that ``corrects`` others stands in their place. What was corrected once stays so, also when the correction is
  itself corrected: the newest one then says what holds.
- one that asserts ``SAME_AS`` makes its subject the same entity as its object, whose id both go by from then on. One
  that retracts it names it, and the two are apart again, with all that was said of each.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from graph.model.types import Entity, Statement
from graph.model.vocabulary import Property, vocabulary


def is_identity(statement: Statement) -> bool:
    """Whether it joins two records, or parts them, rather than telling of the world."""
    return statement.predicate in vocabulary().identity_predicates


def is_amendment(statement: Statement) -> bool:
    """Whether it acts on other records, so that these have to be there before it."""
    return bool(statement.corrects) or is_identity(statement)


def drop_corrected(statements: Iterable[Statement]) -> list[Statement]:
    """Those that no other corrects, each once."""
    by_id = {statement.id: statement for statement in statements}
    corrected = {mended for statement in by_id.values() for mended in statement.corrects}
    return [statement for statement_id, statement in by_id.items() if statement_id not in corrected]


def active_merges(statements: Iterable[Statement]) -> list[Statement]:
    """The statements that join two records and were not taken back, in the order of their ids."""
    said = [statement for statement in drop_corrected(statements) if is_identity(statement)]
    undone = {named for statement in said for named in statement.retracts}
    return sorted((s for s in said if s.stance == "asserts" and s.id not in undone), key=lambda s: s.id)


def canonical_ids(statements: Iterable[Statement]) -> dict[str, str]:
    """The ids that gave way, each with the id that its entity goes by.

    Of records that are joined in a circle, or one of them to several, the smallest id is taken that is itself not
    joined to another, or else the smallest of all: any order of the statements gives the same. ``faults`` says why.
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
            stays = min(group - subjects or group)
            found |= dict.fromkeys(group, stays)
    return {one: stays for one, stays in found.items() if one != stays}


def _find_cluster(start: str, neighbours: Mapping[str, set[str]]) -> set[str]:
    group, waiting = set(), [start]
    while waiting:
        one = waiting.pop()
        if one not in group:
            group.add(one)
            waiting += neighbours[one]
    return group


def merge_conflicts(statements: Iterable[Statement]) -> dict[str, str]:
    """Merges that cannot stand together, by the id of the statement, with the reason."""
    by_subject: dict[str, Statement] = {}
    out: dict[str, str] = {}
    found = active_merges(statements)
    for merge in found:
        other = by_subject.setdefault(merge.subject, merge)
        if other.object != merge.object:
            reason = f"{merge.subject} is the same as {other.object} already: retract that first"
            out[merge.id] = out[other.id] = reason
    for merge in found:
        seen, one = {merge.subject}, merge.object
        while one in by_subject and one not in seen:
            seen.add(one)
            one = by_subject[one].object
        if one == merge.subject:
            out[merge.id] = f"{merge.subject} and {merge.object} would each give way to the other: turn one around"
    return out


def resolve(statement: Statement, goes_by: Mapping[str, str]) -> Statement:
    """The statement with each entity under the id that it goes by; ``goes_by`` is what ``merged`` gives."""
    recorded = statement.as_recorded or statement
    if is_identity(recorded):
        return recorded
    subject, target = goes_by.get(recorded.subject, recorded.subject), goes_by.get(recorded.object, recorded.object)
    relationship = vocabulary().relationships[recorded.predicate]
    if relationship.symmetric:
        subject, target = sorted((subject, target))
    speaker = goes_by.get(recorded.said_by, recorded.said_by) if recorded.said_by else None
    properties = {k: _rewrite_ids(v, relationship.properties[k], goes_by) for k, v in recorded.properties.items()}
    read = replace(recorded, subject=subject, object=target, said_by=speaker, properties=properties)
    return recorded if read == recorded else replace(read, as_recorded=recorded)


def _rewrite_ids(value: Any, spec: Property, goes_by: Mapping[str, str]) -> Any:
    if spec.type == "entity":
        return goes_by.get(value, value)
    if spec.type == "entities":
        return list(dict.fromkeys(goes_by.get(one, one) for one in value))
    return value


def resolve_all(statements: Iterable[Statement]) -> list[Statement]:
    """The statements of a whole ledger that tell of the world and stand, each entity under the id that it goes by."""
    said = list(statements)
    goes_by = canonical_ids(said)
    return [resolve(statement, goes_by) for statement in drop_corrected(said) if not is_identity(statement)]


def merge_entities(entity: Entity, others: Sequence[Entity]) -> Entity:
    """The entity with the names and identifiers of those that gave way to it; what it has itself stays first."""
    names = [*entity.aliases]
    identifiers = dict(entity.identifiers)
    for other in sorted(others, key=lambda one: one.id):
        names += [other.name, *other.aliases]
        identifiers = {**other.identifiers, **identifiers}
    aliases = tuple(dict.fromkeys(name for name in names if name != entity.name))
    return replace(entity, aliases=aliases, identifiers=identifiers)
