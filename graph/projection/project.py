"""Projection of statements to links and status periods: a pure function.

The same statements give the same graph, in whatever order they were loaded. For each instant at which a source about a
fact was published, `episodes` computes the episodes known then. A link is one of these episodes, from the instant at
which it became known until the instant at which it was replaced. Nothing is ever overwritten.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from graph.model.dates import OPEN_INSTANT, parse_published_on
from graph.model.grouping import affects_status
from graph.model.resolution import resolve_all
from graph.model.types import Link, Source, Statement, StatusPeriod, to_canonical_json
from graph.projection.claims import make_claim
from graph.projection.episodes import Episode, build_episodes
from graph.projection.lifecycle import StatusInterval, status_intervals

#: Increase when a rule in this package changes the result for the same statements, or when more of it is written to
#: the graph: the next start then projects graphs of older rules again.
RULES_VERSION = 6

Item = TypeVar("Item")


@dataclass(frozen=True)
class Projection:
    """Links and status periods of a set of statements, each ordered by id."""

    links: tuple[Link, ...]
    periods: tuple[StatusPeriod, ...]


def project(statements: Iterable[Statement], sources: Mapping[str, Source]) -> Projection:
    """Project a whole ledger. ``sources``: by id, all that the statements name.

    Merges and corrections are applied first; see `graph.model.resolution`.
    """
    return project_resolved(resolve_all(statements), sources)


def project_resolved(statements: Iterable[Statement], sources: Mapping[str, Source]) -> Projection:
    """Project statements with canonical ids, as `resolve_all` returns them.

    Facts and measures must be complete: ``statements`` must contain all statements of each fact, and of all acts on
    each measure.
    """
    by_fact: defaultdict[str, dict[str, Statement]] = defaultdict(dict)
    for statement in statements:
        if statement.subject != statement.object:  # no link between entities that were merged
            by_fact[statement.fact_id][statement.id] = statement
    links: list[Link] = []
    by_measure: defaultdict[str, list[Link]] = defaultdict(list)
    for said in by_fact.values():
        fact = _FactHistory(list(said.values()), sources)
        links += fact.links(_link_key)
        if affects_status(fact.type, fact.object):
            by_measure[fact.object] += fact.links(_report_key)
    periods = [period for measure, acts in by_measure.items() for period in _build_periods(measure, acts)]
    return Projection(
        links=tuple(sorted(links, key=lambda link: link.link_id)),
        periods=tuple(sorted(periods, key=lambda period: period.period_id)),
    )


class _FactHistory:
    """Statements about one fact, and its episodes as known at each publication."""

    def __init__(self, statements: Sequence[Statement], sources: Mapping[str, Source]) -> None:
        claims = [
            make_claim(s, sources[s.source], parse_published_on(sources[s.source].published_on)) for s in statements
        ]
        first = statements[0]
        self.subject, self.type, self.object, self.fact_id = (
            first.subject, first.predicate, first.object, first.fact_id,
        )  # fmt: skip
        self._episodes_by_instant = {
            instant: build_episodes([claim for claim in claims if claim.published_at <= instant])
            for instant in {claim.published_at for claim in claims}
        }

    def links(self, key: Callable[[Episode], Hashable]) -> list[Link]:
        """Return the versions of the fact's episodes: a new one whenever the key changes."""
        return [
            Link(
                subject=self.subject,
                type=self.type,
                object=self.object,
                fact_id=self.fact_id,
                start=episode.start,
                end=episode.end,
                known_from=known_from,
                known_to=known_to,
                certainty=episode.certainty,
                n_sources=episode.n_sources,
                statement_id=episode.statement_id,
                first_reported_at=episode.first_reported_at,
                properties=episode.properties,
                fulfilled_by=episode.fulfilled_by,
                reports=episode.reports,
            )
            for episode, known_from, known_to in _knowledge_intervals(
                self._episodes_by_instant, self._episodes_by_instant.__getitem__, key
            )
        ]


def _link_key(episode: Episode) -> Hashable:
    """Return the parts of an episode that its link shows."""
    properties = to_canonical_json(dict(episode.properties)) if episode.properties else ""
    return (
        episode.start, episode.end, properties, episode.certainty, episode.n_sources, episode.statement_id,
        episode.fulfilled_by,
    )  # fmt: skip


def _report_key(episode: Episode) -> Hashable:
    """Return the link's key and the reports; a later report may confirm a status."""
    return _link_key(episode), episode.reports


def _build_periods(measure: str, acts: Sequence[Link]) -> list[StatusPeriod]:
    done = [act for act in acts if act.certainty in ("asserted", "disputed")]
    instants = {act.known_from for act in done} | {act.known_to for act in done if act.known_to != OPEN_INSTANT}

    def known_items(instant: datetime) -> Sequence[StatusInterval]:
        return status_intervals([act for act in done if act.known_from <= instant < act.known_to])

    def key(stage: StatusInterval) -> Hashable:
        act = stage.act
        return stage.status, stage.start, stage.end, act.statement_id, act.certainty, stage.rule, stage.confirmed_by

    return [
        StatusPeriod(
            measure=measure,
            status=stage.status,
            start=stage.start,
            end=stage.end,
            known_from=known_from,
            known_to=known_to,
            certainty=stage.act.certainty,
            action=stage.act.type,
            fact_id=stage.act.fact_id,
            statement_id=stage.act.statement_id,
            rule=stage.rule,
            confirmed_by=stage.confirmed_by,
        )
        for stage, known_from, known_to in _knowledge_intervals(instants, known_items, key)
    ]


def _knowledge_intervals(
    instants: Iterable[datetime], known_items: Callable[[datetime], Sequence[Item]], key: Callable[[Item], Hashable]
) -> list[tuple[Item, datetime, datetime]]:
    """Return every item that was ever known, with the instants between which it was current."""
    instants = sorted(instants)
    if len(instants) == 1:
        return [(item, instants[0], OPEN_INSTANT) for item in {key(i): i for i in known_items(instants[0])}.values()]
    open_runs: dict[Hashable, tuple[Item, datetime]] = {}
    closed: list[tuple[Item, datetime, datetime]] = []
    for instant in instants:
        now = {key(item): item for item in known_items(instant)}
        for gone in [k for k in open_runs if k not in now]:
            item, since = open_runs.pop(gone)
            closed.append((item, since, instant))
        for new in [k for k in now if k not in open_runs]:
            open_runs[new] = (now[new], instant)
    return closed + [(item, since, OPEN_INSTANT) for item, since in open_runs.values()]
