"""The plain types that everything passes on: entities, sources and statements in, links and status periods out."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from graph.model.dates import DayRange


def to_canonical_json(value: object) -> str:
    """A value as JSON text that is the same for the same value: keys in order, no spaces."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(*parts: object) -> str:
    """A stable name for what is given: 24 hex digits of SHA-256 over its JSON. Parts cannot run into each other."""
    return hashlib.sha256(to_canonical_json(parts).encode()).hexdigest()[:24]


@dataclass(frozen=True)
class Entity:
    """An actor, product, measure, agreement or event. ``id`` is ``<kind in lower case>:<slug>`` and stays for ever."""

    id: str
    kind: str
    name: str
    aliases: tuple[str, ...] = ()
    identifiers: Mapping[str, str] = field(default_factory=dict)
    properties: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Source:
    """Where something was said. ``published_on`` is a partial date or an instant, as the source gives it."""

    id: str
    title: str
    publisher: str
    published_on: str
    url: str | None = None
    retrieved_at: str | None = None
    sha256: str | None = None
    lang: str | None = None


@dataclass(frozen=True)
class Statement:
    """Something said about a fact, in a source. Dates are partial dates as the source gives them.

    ``said_by`` is the speaker, or None where the source itself says it. ``retracts`` names statements that a
    retraction takes back; without it, it takes back all that the same speaker or source said before about the fact.
    ``corrects`` names statements that we recorded wrongly: this one stands in their place, or, if it retracts, nothing
    does. ``recorded_at`` is when we took it in: it is not part of what was said, and so not of the id.
    ``as_recorded`` is the statement as it was taken in, where entities it names go by other ids since.
    """

    subject: str
    predicate: str
    object: str
    stance: str
    source: str
    locator: str
    text: str
    properties: Mapping[str, Any] = field(default_factory=dict)
    said_by: str | None = None
    said_on: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    method: str = "human"
    confidence: float = 1.0
    retracts: tuple[str, ...] = ()
    corrects: tuple[str, ...] = ()
    recorded_at: datetime | None = None
    as_recorded: "Statement | None" = None

    @cached_property
    def id(self) -> str:
        """Hash of the content, as it was recorded."""
        if self.as_recorded:
            return self.as_recorded.id
        mended = [list(self.corrects)] if self.corrects else []
        return digest(
            self.subject, self.predicate, self.object, dict(self.properties), self.stance, self.said_by, self.said_on,
            self.source, self.locator, self.text, self.valid_from, self.valid_to, self.method, self.confidence,
            list(self.retracts), *mended,
        )  # fmt: skip

    @cached_property
    def fact_id(self) -> str:
        """Hash of subject, predicate and object: statements about one fact share it."""
        return digest(self.subject, self.predicate, self.object)


@dataclass(frozen=True, order=True)
class Report:
    """One assertion of an act: when it was published, which statement of which fact, and whether it gives an end."""

    published_at: datetime
    statement_id: str
    fact_id: str
    gives_end: bool


@dataclass(frozen=True)
class Link:
    """One version of one episode of a fact: a projected relationship.

    ``start`` and ``end`` are the days that the episode may begin and end on, ``known_from`` and ``known_to`` the
    instants between which this version was what could be known. ``statement_id`` is the first statement it rests on,
    ``reported`` when the first of them all was published, ``fulfilled_by`` the statement that an expected thing came
    true with. ``reports`` are the assertions behind it, which status periods need; they are not stored.
    """

    subject: str
    type: str
    object: str
    fact_id: str
    start: DayRange
    end: DayRange
    known_from: datetime
    known_to: datetime
    certainty: str
    n_sources: int
    statement_id: str
    first_reported_at: datetime
    properties: Mapping[str, Any] = field(default_factory=dict)
    fulfilled_by: str | None = None
    reports: tuple[Report, ...] = field(default=(), compare=False, repr=False)

    @cached_property
    def link_id(self) -> str:
        """Hash of everything else: a link that changes is another link."""
        return digest(
            self.fact_id, *_iso_days(self.start, self.end), self.known_from.isoformat(), self.known_to.isoformat(),
            self.certainty, self.n_sources, self.statement_id, dict(self.properties), self.fulfilled_by,
        )  # fmt: skip


@dataclass(frozen=True)
class StatusPeriod:
    """What a measure's status was, between which days and as known between which instants.

    ``action`` is the type of the act that made it, ``fact_id`` the act as a fact, ``statement_id`` the statement that
    reports it, ``rule`` how the period follows from it. ``confirmed_by`` is the first report that was published when
    the period had begun and says or implies that it did. Without one the period is ``scheduled``: it came about, or
    will, by terms stated earlier.
    """

    measure: str
    status: str
    start: DayRange
    end: DayRange
    known_from: datetime
    known_to: datetime
    certainty: str
    action: str
    fact_id: str
    statement_id: str
    rule: str
    confirmed_by: Report | None = None

    @property
    def scheduled(self) -> bool:
        """Whether no statement reports yet that the period began."""
        return self.confirmed_by is None

    @cached_property
    def period_id(self) -> str:
        """Hash of everything else."""
        confirmed = self.confirmed_by.statement_id if self.confirmed_by else None
        return digest(
            self.measure, self.status, *_iso_days(self.start, self.end), self.known_from.isoformat(),
            self.known_to.isoformat(), confirmed, self.certainty, self.action, self.fact_id, self.statement_id,
            self.rule,
        )  # fmt: skip


def _iso_days(*spans: DayRange) -> list[str]:
    return [day.isoformat() for span in spans for day in (span.first, span.last)]
