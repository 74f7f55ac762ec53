"""Domain types: entities, sources, statements, and the links and status periods computed from them."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

import orjson

from graph.model.dates import DayRange

# Numbers that orjson may write otherwise than json: 1e-5 and 0.00001 for 1e-05, 1e16 for 1e+16.
_MAY_DIFFER = re.compile(rb"[0-9]e[-+0-9]|0\.0000|[0-9]{16}")


def to_canonical_json(value: object) -> str:
    """Return JSON text that is the same for equal values: sorted keys, no spaces."""
    return _encode(value).decode()


def digest(*parts: object) -> str:
    """Return a stable id: 24 hex digits of SHA-256 over the parts' canonical JSON."""
    return hashlib.sha256(_encode(parts)).hexdigest()[:24]


def digest_without_floats(*parts: object) -> str:
    """Return what ``digest`` returns for parts without floats, in half of the time."""
    return hashlib.sha256(orjson.dumps(parts)).hexdigest()[:24]


def _encode(value: object) -> bytes:
    text = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)  # five times as fast as json
    if _MAY_DIFFER.search(text):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return text


@dataclass(frozen=True)
class Entity:
    """Actor, product, measure, agreement or event. ``id`` is ``<kind in lower case>:<slug>`` and never changes."""

    id: str
    kind: str
    name: str
    aliases: tuple[str, ...] = ()
    identifiers: Mapping[str, Any] = field(default_factory=dict)  # text, or a list of texts
    properties: Mapping[str, Any] = field(default_factory=dict)

    @property
    def codes(self) -> list[str]:
        """All identifiers, those of a list one by one."""
        values = self.identifiers.values()
        return [code for value in values for code in ([value] if isinstance(value, str) else value)]


@dataclass(frozen=True)
class Source:
    """Publication that statements are from. ``published_on`` is a partial date or an instant, as given."""

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

    ``said_by`` is the speaker, or None if the source itself says it. ``retracts`` names the statements that a
    retraction takes back; without it, a retraction takes back all earlier statements of its speaker about the fact.
    ``corrects`` names statements that we recorded wrongly: this one replaces them, or removes them if it retracts.
    ``recorded_at`` is when it was loaded; it is not part of the id. ``as_recorded`` is the statement as it was loaded,
    if entities that it names were merged since.
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
        corrected = [list(self.corrects)] if self.corrects else []  # older ids were made without this field
        return digest(
            self.subject, self.predicate, self.object, dict(self.properties), self.stance, self.said_by, self.said_on,
            self.source, self.locator, self.text, self.valid_from, self.valid_to, self.method, self.confidence,
            list(self.retracts), *corrected,
        )  # fmt: skip

    @cached_property
    def fact_id(self) -> str:
        """Hash of subject, predicate and object: statements about one fact share it."""
        return digest_without_floats(self.subject, self.predicate, self.object)


@dataclass(frozen=True, order=True)
class Report:
    """Assertion of an act: its publication, statement and fact. ``gives_end``: it states an end date."""

    published_at: datetime
    statement_id: str
    fact_id: str
    gives_end: bool


@dataclass(frozen=True)
class Link:
    """Relationship computed from statements: a version of an episode of a fact.

    ``start`` and ``end`` are the days that the episode may begin and end on. ``known_from`` and ``known_to`` are the
    instants between which this version was current. ``statement_id`` is its first statement, ``first_reported_at`` the
    earliest publication of any of them, ``fulfilled_by`` the statement that reports that an expectation came true.
    ``reports`` are the assertions behind it: status periods need them, and they are not stored.
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
        """Hash of everything else: a changed link is a new link."""
        make_digest = digest if self.properties else digest_without_floats
        return make_digest(
            self.fact_id, *_iso_days(self.start, self.end), self.known_from.isoformat(), self.known_to.isoformat(),
            self.certainty, self.n_sources, self.statement_id, dict(self.properties), self.fulfilled_by,
        )  # fmt: skip


@dataclass(frozen=True)
class StatusPeriod:
    """Status of a measure between two days, as known between two instants.

    ``action`` is the type of the act that caused it, ``fact_id`` the act as a fact, ``statement_id`` the statement that
    reports it, ``rule`` how the period follows from the act. ``confirmed_by`` is the first report, published when the
    period had begun, that says or implies that it began. Without one the period is ``scheduled``: it follows from
    terms stated earlier.
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
        """True if no statement reports yet that the period began."""
        return self.confirmed_by is None

    @cached_property
    def period_id(self) -> str:
        """Hash of everything else."""
        confirmed = self.confirmed_by.statement_id if self.confirmed_by else None
        return digest_without_floats(
            self.measure, self.status, *_iso_days(self.start, self.end), self.known_from.isoformat(),
            self.known_to.isoformat(), confirmed, self.certainty, self.action, self.fact_id, self.statement_id,
            self.rule,
        )  # fmt: skip


def _iso_days(*spans: DayRange) -> list[str]:
    return [day.isoformat() for span in spans for day in (span.first, span.last)]
