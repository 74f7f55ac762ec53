"""Reprojection of what a change of the ledger affects; only the differences are written."""

from collections.abc import Iterable
from typing import Any

from graph.ledger.types import Affected, FactKey, LoadResult
from graph.model.types import Source, Statement
from graph.model.vocabulary import vocabulary
from graph.projection.project import Projection, project_resolved
from graph.store import Transaction
from graph.store.mapping import link_row, period_row, source_from_properties, statement_from_properties


async def reproject(tx: Transaction, touched: Affected) -> LoadResult:
    """Project facts and measures again, and write the links and periods that changed."""
    statements, sources = await _read_ledger(tx, touched)
    touched.add(statements)  # the statements about a measure belong to further facts
    projection = project_resolved(statements, sources)
    links, old_links = await _diff_links(tx, touched.facts, projection)
    periods, old_periods = await _diff_periods(tx, touched.measures, projection)
    await tx.run("ledger/delete_links", rows=old_links)
    await tx.run("ledger/delete_periods", ids=old_periods)
    await tx.run("ledger/create_links", rows=links)
    await tx.run("ledger/create_periods", rows=periods)
    return LoadResult(
        links_written=len(links),
        links_removed=len(old_links),
        periods_written=len(periods),
        periods_removed=len(old_periods),
    )


async def _read_ledger(tx: Transaction, touched: Affected) -> tuple[list[Statement], dict[str, Source]]:
    acts = [r.name for r in vocabulary().relationships.values() if r.affects_status]
    found = await tx.run("ledger/statements_of_measures", measures=sorted(touched.measures), types=acts)
    found += await tx.run("ledger/statements_of_facts", fact_ids=sorted({fact.fact_id for fact in touched.facts}))
    statements = {row["id"]: statement_from_properties(row) for record in found for row in record["statements"]}
    sources = {row["id"]: source_from_properties(row) for record in found for row in record["sources"]}
    return list(statements.values()), sources


async def _diff_links(
    tx: Transaction, facts: Iterable[FactKey], projection: Projection
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the rows of links to write, and of links to remove."""
    rows = [fact._asdict() for fact in sorted(facts)]
    there = {row["id"]: row for row in await tx.run("ledger/links_of_facts", facts=rows)}
    wanted = {link.link_id: link for link in projection.links}
    return (
        [link_row(link) for link_id, link in wanted.items() if link_id not in there],
        [row for link_id, row in there.items() if link_id not in wanted],
    )


async def _diff_periods(
    tx: Transaction, measures: Iterable[str], projection: Projection
) -> tuple[list[dict[str, Any]], list[str]]:
    there = {row["id"] for row in await tx.run("ledger/periods_of_measures", measures=sorted(measures))}
    wanted = {period.period_id: period for period in projection.periods}
    return (
        [period_row(period) for period_id, period in wanted.items() if period_id not in there],
        sorted(there - wanted.keys()),
    )
