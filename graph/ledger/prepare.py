"""Preparation of a part of a load: new records, and rows to write.

A fact is *new* if no statement is about it in the graph; the fact of an act, if its measure has no status either. The
links of new facts follow from the part alone, so they are written at once with their statements. All other facts are
projected again in the transaction, from what the graph then has.
"""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from graph.ingest.spool import Spool, StatementKey
from graph.ledger.lookups import (
    fetch_sources,
    find_known_facts,
    find_missing_statements,
    find_new_entities,
    find_new_sources,
)
from graph.ledger.types import Affected, RunQuery
from graph.model.grouping import projection_key
from graph.model.resolution import resolve
from graph.model.types import Entity, Link, Source, Statement
from graph.projection.project import project_resolved
from graph.store.mapping import WriteRow, period_row
from graph.store.statement_rows import make_statement_parameters


@dataclass(frozen=True)
class Part:
    """Records for one transaction. The graph may have some of them."""

    entities: Sequence[Entity] = ()
    sources: Sequence[Source] = ()
    keys: Sequence[StatementKey] = ()
    amendments: Sequence[Statement] = ()

    @property
    def count(self) -> int:
        """Number of records."""
        return len(self.entities) + len(self.sources) + len(self.keys) + len(self.amendments)


@dataclass(frozen=True)
class PreparedPart:
    """New records of a part. ``known``: ids of entities and sources that the graph has another record of.

    ``parameters`` and ``periods`` are what is written of statements, links and status periods. If the part ``amends``
    other records, they are only known in the transaction. ``affected`` must be projected again.
    """

    entities: Sequence[Entity]
    sources: Sequence[Source]
    statements: Sequence[Statement]
    known: Collection[str] = ()
    amends: bool = False
    parameters: Mapping[str, Any] = field(default_factory=dict)
    periods: Sequence[WriteRow] = ()
    affected: Affected = field(default_factory=Affected)

    @property
    def is_empty(self) -> bool:
        """True if the graph has all of it."""
        return not (self.entities or self.sources or self.statements)

    @property
    def links(self) -> int:
        """Number of links that are written with their statements."""
        return sum(len(row["links"]) for row in self.parameters.get("rows", ()))


async def prepare(
    ask: RunQuery, spool: Spool, part: Part, canonical: Mapping[str, str], recorded_at: str
) -> PreparedPart:
    """Look up what is new in a part, and project its new facts.

    ``canonical`` are the canonical ids of merged entities. ``ask`` runs a query file.
    """
    entities, known_entities = await find_new_entities(ask, part.entities)
    sources, known_sources = await find_new_sources(ask, part.sources)
    definitions = PreparedPart(entities, sources, (), known_entities | known_sources.keys())
    amendments = {statement.id: statement for statement in part.amendments}
    missing = await find_missing_statements(ask, [*(key.id for key in part.keys), *amendments])
    statements = spool.read_statements([key for key in part.keys if key.id in missing])
    if canonical:
        statements = [resolve(statement, canonical) for statement in statements]
    amending = [statement for one, statement in amendments.items() if one in missing]
    if amending:
        return replace(definitions, statements=[*statements, *amending], amends=True)
    if not statements:
        return definitions
    groups: defaultdict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        groups[projection_key(statement)].append(statement)
    known = await _find_known(ask, statements, groups)
    named = await _find_sources(ask, spool, {statement.source for statement in statements})
    return await asyncio.to_thread(
        _project_new, replace(definitions, statements=statements), groups, known, named, canonical.keys(), recorded_at
    )


async def _find_known(ask: RunQuery, statements: Sequence[Statement], groups: Collection[str]) -> set[str]:
    """Return the facts and measures of which the graph has something."""
    fact_ids = sorted({statement.fact_id for statement in statements})
    facts, measures = await find_known_facts(ask, fact_ids, sorted(key for key in groups if ":" in key))
    return facts | measures


async def _find_sources(ask: RunQuery, spool: Spool, ids: Collection[str]) -> dict[str, Source]:
    """Return sources of this load, or else those in the graph."""
    here = {one: found.item for one in sorted(ids) if (found := spool.find_definition(one))}
    return here | await fetch_sources(ask, sorted(ids - here.keys()))


def _project_new(
    part: PreparedPart,
    groups: Mapping[str, Sequence[Statement]],
    known: Collection[str],
    sources: Mapping[str, Source],
    merged: Collection[str],
    recorded_at: str,
) -> PreparedPart:
    """Add the projection of the groups that are new, and name the others."""
    new: list[Statement] = []
    affected = Affected()
    for key, together in groups.items():
        if key in known or any(statement.fact_id in known for statement in together):
            affected.add(together)
        else:
            new += together
    projection = project_resolved(new, sources)
    links: defaultdict[str, list[Link]] = defaultdict(list)
    for link in projection.links:
        links[link.statement_id].append(link)
    return replace(
        part,
        parameters=make_statement_parameters(part.statements, links, recorded_at, merged),
        periods=[period_row(period) for period in projection.periods],
        affected=affected,
    )
