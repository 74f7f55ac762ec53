"""Matching of many names at once, with the measures against those that are found."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from graph.model.dates import format_instant
from graph.model.names import WHOLE_KEY_PREFIX, fold_compact, quote_phrase
from graph.model.vocabulary import vocabulary
from graph.queries.base import Clocks, QueryRunner
from graph.queries.names.questions import party_kinds
from graph.views.matches.responses import (
    PartyQuestion,
    ScoredEntity,
    score_candidates,
    serialize_candidate,
    serialize_restriction,
    take_with_ties,
)
from graph.views.types.matches import MatchResponse, Restriction

#: Candidates of the index that are scored for each name.
CANDIDATES = 20
#: Candidates in a graph of more than a hundred thousand names.
_CANDIDATES_OF_MANY, _MANY = 50, 100_000


class MatchingQueries(QueryRunner):
    """Queries that match names with entities."""

    async def match(
        self, questions: Sequence[PartyQuestion], threshold: float, limit: int, clocks: Clocks
    ) -> MatchResponse:
        """Return the candidates of each name, and the measures that target them on the day."""
        scored = await self.match_names(questions, threshold, party_kinds())
        taken = [take_with_ties(found, limit) for found in scored]
        restricted = await self._find_restrictions({one.row["id"] for found in taken for one in found}, clocks)
        return {
            "as_of": clocks.day,
            "known_at": format_instant(clocks.known_at),
            "results": [
                {
                    "id": question.id,
                    "candidates": [serialize_candidate(one, restricted[one.row["id"]]) for one in found],
                    "more": len(all_found) - len(found),
                }
                for question, found, all_found in zip(questions, taken, scored, strict=True)
            ],
        }

    async def match_names(
        self, questions: Sequence[PartyQuestion], threshold: float, kinds: Sequence[str] | None
    ) -> list[Sequence[ScoredEntity]]:
        """Return the scored candidates of each name, best first."""
        rarity = await self.names.rarity()
        most = _CANDIDATES_OF_MANY if rarity.total > _MANY else CANDIDATES
        candidates = await self.names.find([question.name for question in questions], rarity, most, kinds)
        by_code = await self._find_by_identifier(questions)
        found: list[Sequence[ScoredEntity]] = []
        for question, rows in zip(questions, candidates, strict=True):
            found.append(score_candidates(question, [*by_code(question), *rows], rarity, threshold))
            await asyncio.sleep(0)  # other requests may go on between two names
        return found

    async def describe_parties(
        self, ids: Sequence[str], clocks: Clocks
    ) -> dict[str, tuple[dict[str, Any], list[Restriction]]]:
        """Return the node properties of entities and the measures that target them on the day.

        A merged id gets those of its canonical entity.
        """
        there = {row["id"]: row for row in await self._store.read("ledger/existing_entities", ids=list(set(ids)))}
        canonical = {one: row["into"] or one for one, row in there.items()}
        missing = sorted(set(canonical.values()) - there.keys())
        for row in await self._store.read("ledger/existing_entities", ids=missing) if missing else ():
            there[row["id"]] = row
        restricted = await self._find_restrictions(set(canonical.values()), clocks)
        return {one: (there[into]["properties"], restricted[into]) for one, into in canonical.items() if into in there}

    async def _find_by_identifier(self, questions: Sequence[PartyQuestion]) -> "_ByCode":
        keys = {_code_key(code) for question in questions for code in _codes(question)}
        if not keys:
            return _ByCode([])
        lucene = " OR ".join(quote_phrase(key) for key in sorted(keys))
        rows = await self._store.read("ledger/entities_named", lucene=lucene)
        return _ByCode([row["properties"] for row in rows])

    async def _find_restrictions(self, ids: Iterable[str], clocks: Clocks) -> defaultdict[str, list[Restriction]]:
        found: defaultdict[str, list[Restriction]] = defaultdict(list)
        if targets := sorted(ids):
            query = self.queries["restrictions"].cypher
            table = await self._store.table(query, {"targets": targets, "limit": 10_000, **clocks.parameters})
            for values in table.rows:
                row = dict(zip(table.columns, values, strict=True))
                found[row["target_id"]].append(serialize_restriction(row))
        return found


class _ByCode:
    """Entities by their identifiers."""

    def __init__(self, rows: Sequence[dict[str, Any]]) -> None:
        self._rows = rows

    def __call__(self, question: PartyQuestion) -> list[dict[str, Any]]:
        """Return the entities that have an identifier of the question."""
        wanted = {_code_key(code) for code in _codes(question)}
        return [row for row in self._rows if not wanted.isdisjoint(_code_keys(row))] if wanted else []


def _codes(question: PartyQuestion) -> list[str]:
    return [code for codes in question.traits.identifiers.values() for code in codes]


def _code_key(code: str) -> str:
    return WHOLE_KEY_PREFIX + fold_compact(code)


def _code_keys(row: dict[str, Any]) -> set[str]:
    kind = vocabulary().kind_of(row["id"])
    known = vocabulary().kinds[kind].identifiers if kind else {}
    values = [row[name] for name in known if row.get(name)]
    return {_code_key(code) for value in values for code in (value if isinstance(value, list) else [value])}
