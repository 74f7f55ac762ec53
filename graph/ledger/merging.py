"""Merges of entities in the graph, and their reversal.

A merged entity keeps its node, but only with the label ``Merged``, so that queries ignore it; the node names the
canonical entity. Statements about it get the canonical id, and also store the ids that they were recorded with.
"""

from collections.abc import Iterable, Mapping, Sequence

from graph.ledger.checks import fetch_merges
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
    """Merge and separate entities as the ``new`` statements say; return the canonical ids.

    ``changed`` are entities with new records in the same load: those that show their names are updated. Facts and
    measures that must be projected again are added to ``touched``.
    """
    merges = await fetch_merges(tx.run)
    if not merges and not any(is_identity(statement) for statement in new):
        return {}
    before, after = canonical_ids(merges), canonical_ids([*merges, *new])
    moved = {one for one in before.keys() | after.keys() if before.get(one, one) != after.get(one, one)}
    ends = {canonical.get(one, one) for canonical in (before, after) for one in moved}
    if moved:
        await _move_statements(tx, moved, ends, after, touched)
    groups = ends | {after.get(one, one) for one in changed if one in after or one in after.values()}
    await _update_canonical_entities(tx, sorted(one for one in groups if one not in after), after)
    return after


async def _move_statements(
    tx: Transaction, moved: set[str], ends: set[str], after: CanonicalIds, touched: Affected
) -> None:
    """Rewrite the statements about some entities to their new canonical ids."""
    rows = await tx.run("ledger/statements_naming", ids=sorted(ends))
    said = [statement_from_properties(row["statement"]) for row in rows]
    old = Affected()
    old.add(said)
    # Delete their links first: links between merged entities would not be found.
    await tx.run("ledger/delete_links_of_facts", facts=[fact._asdict() for fact in sorted(old.facts)])
    await tx.run("ledger/delete_periods_of_measures", measures=sorted(old.measures))
    merged = [{"id": one, "into": after[one], "kind": _kind(one)} for one in sorted(moved) if one in after]
    await tx.run("ledger/merge_entities", rows=merged)
    await tx.run("ledger/part_entities", rows=[{"id": i, "kind": _kind(i)} for i in sorted(moved) if i not in after])
    resolved = [resolve(statement, after) for statement in said]
    rows = [statement_row(statement) for statement in resolved]
    await tx.run("ledger/move_statements", rows=rows)
    await tx.run("ledger/link_subjects", rows=rows)
    await tx.run("ledger/link_speakers", rows=[row for row in rows if row["said_by"]])
    touched.facts |= old.facts
    touched.measures |= old.measures
    touched.add(resolved)


def _kind(entity_id: str) -> str | None:
    return vocabulary().kind_of(entity_id)


async def _update_canonical_entities(tx: Transaction, ids: Sequence[str], after: CanonicalIds) -> None:
    """Set the names and identifiers of entities to their own and those of merged ones."""
    members = {one: [other for other, into in after.items() if into == one] for one in ids}
    named = sorted({*ids, *(other for others in members.values() for other in others)})
    rows = await tx.run("ledger/existing_entities", ids=named)
    records = {row["id"]: recorded_entity(row["properties"]) for row in rows}
    shown = []
    for one in ids:
        record = records[one]
        entity = merge_entities(record, [records[other] for other in members[one]])
        shown.append(entity_row(entity, record))
    await tx.run("ledger/show_entities", rows=shown)
