"""Joining records into one entity, and parting them again, in the graph.

The record that gives way keeps its node, without its labels: as ``Merged`` it is no entity to any query, and says into
which one it was merged. What was said of it names the entity that stays; how it was recorded is kept beside that.
"""

from collections.abc import Iterable, Mapping, Sequence

from graph.ledger.types import Affected
from graph.model.resolution import canonical_ids, is_identity, merge_entities, resolve
from graph.model.types import Statement
from graph.model.vocabulary import vocabulary
from graph.store import Transaction
from graph.store.mapping import entity_row, recorded_entity, statement_from_properties, statement_row

CanonicalIds = Mapping[str, str]


async def apply_merges(
    tx: Transaction, new: Sequence[Statement], changed: Iterable[str], touched: Affected
) -> CanonicalIds:
    """Joins and parts what the ``new`` statements ask for; gives the ids that give way, with those they go by.

    ``changed`` are entities whose records were given anew in the same load: whoever has their names is told. What has
    to be projected is added to ``touched``.
    """
    told = [statement_from_properties(row["statement"]) for row in await tx.run("ledger/identity_statements")]
    if not told and not any(is_identity(statement) for statement in new):
        return {}
    before, after = canonical_ids(told), canonical_ids([*told, *new])
    moved = {one for one in before.keys() | after.keys() if before.get(one, one) != after.get(one, one)}
    ends = {goes_by.get(one, one) for goes_by in (before, after) for one in moved}
    if moved:
        await _move_statements(tx, moved, ends, after, touched)
    groups = ends | {after.get(one, one) for one in changed if one in after or one in after.values()}
    await _update_canonical_entities(tx, sorted(one for one in groups if one not in after), after)
    return after


async def _move_statements(
    tx: Transaction, moved: set[str], ends: set[str], after: CanonicalIds, touched: Affected
) -> None:
    """Gives what is said of some entities to those that they go by now."""
    rows = await tx.run("ledger/statements_naming", ids=sorted(ends))
    said = [statement_from_properties(row["statement"]) for row in rows]
    old = Affected()
    old.add(said)
    # All links of theirs go before the ends do: between entities that are no more, none would be found.
    await tx.run("ledger/delete_links_of_facts", facts=[fact._asdict() for fact in sorted(old.facts)])
    await tx.run("ledger/delete_periods_of_measures", measures=sorted(old.measures))
    giving_way = [{"id": one, "into": after[one], "kind": _kind(one)} for one in sorted(moved) if one in after]
    await tx.run("ledger/merge_entities", rows=giving_way)
    await tx.run("ledger/part_entities", rows=[{"id": i, "kind": _kind(i)} for i in sorted(moved) if i not in after])
    told = [resolve(statement, after) for statement in said]
    rows = [statement_row(statement, "") for statement in told]
    await tx.run("ledger/move_statements", rows=rows)
    await tx.run("ledger/link_subjects", rows=rows)
    await tx.run("ledger/link_speakers", rows=[row for row in rows if row["said_by"]])
    touched.facts |= old.facts
    touched.measures |= old.measures
    touched.add(told)


def _kind(entity_id: str) -> str | None:
    return vocabulary().kind_of(entity_id)


async def _update_canonical_entities(tx: Transaction, ids: Sequence[str], after: CanonicalIds) -> None:
    """Gives entities the names and identifiers of those that gave way to them, and takes back those of others."""
    members = {one: [other for other, stays in after.items() if stays == one] for one in ids}
    named = sorted({*ids, *(other for others in members.values() for other in others)})
    rows = await tx.run("ledger/existing_entities", ids=named)
    records = {row["id"]: recorded_entity(row["properties"]) for row in rows}
    shown = []
    for one in ids:
        record = records[one]
        entity = merge_entities(record, [records[other] for other in members[one]])
        shown.append(entity_row(entity, record))
    await tx.run("ledger/show_entities", rows=shown)
