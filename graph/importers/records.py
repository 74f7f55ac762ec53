"""Entries of a list and the records that an importer makes of them."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graph.errors import InvalidOption
from graph.importers.cells import clean, has_control_characters
from graph.importers.countries import country_names, find_country, government_id
from graph.importers.report import ImportReport

Fields = dict[str, Any]
_DAY_IN_NAME = re.compile(r"(?<!\d)(20\d\d)-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?!\d)")


@dataclass(frozen=True)
class ListSource:
    """Publisher of a list, and how its editions are cited. ``speaker`` is the id of the agency that speaks."""

    id: str
    title: str
    publisher: str
    url: str | None = None
    speaker: str | None = None
    lang: str | None = None


@dataclass
class Entry:
    """Entry of a list: its records, and where it is in the file.

    ``removed``: places in the source whose statements no longer hold; ``replaced``: places that are described again.
    ``counted`` is false for records that are not an entry of the file, such as an agency.
    """

    file: str
    line: int
    entities: list[Fields] = field(default_factory=list)
    statements: list[Fields] = field(default_factory=list)
    sources: list[Fields] = field(default_factory=list)
    references: list[Fields] = field(default_factory=list)
    removed: Sequence[str] = ()
    replaced: Sequence[str] = ()
    counted: bool = True

    @property
    def where(self) -> str:
        """Place in the file."""
        name = Path(self.file).name
        return f"{name}:{self.line}" if self.line else name


class Desk:
    """Context of an importer: the edition, the report, and known ids.

    ``known_ids`` maps the slug of a known entity to its id, so that an entry keeps its kind.
    """

    def __init__(
        self,
        edition: str,
        report: ImportReport,
        known_ids: Mapping[str, str] | None = None,
        governments: Mapping[str, str] | None = None,
    ) -> None:
        """Set up a desk. ``governments``: the ids that governments have already, by country code."""
        self.edition = edition
        self.report = report
        self._known_ids = known_ids or {}
        self._governments = governments or {}

    def entity_id(self, kind: str, name: str) -> str:
        """Return the id of an entry: the one it has already, or a new one."""
        return self._known_ids.get(name) or f"{kind}:{name}"

    def known_id(self, name: str) -> str | None:
        """Return the id that an entity has already; None if it is new."""
        return self._known_ids.get(name)

    def text(self, value: object, entry: Entry) -> str:
        """Return a cleaned text, and note control characters that were removed from it."""
        if has_control_characters(value):
            self.report.note("control characters replaced by a blank", entry.where)
        return clean(value)

    def government(self, text: str, entry: Entry) -> str | None:
        """Define a country's government and return its id; None if unknown."""
        code = find_country(text)
        if code is None:
            self.report.note("a country is not one of ISO 3166-1 and stays text", f"{entry.where} {text[:40]}")
            return None
        if code in self._governments:
            return self._governments[code]
        entity = {"id": government_id(code), "name": country_names()[code], "identifiers": {"iso3166": code}}
        entry.references.append(entity)
        return str(entity["id"])


class Importer(ABC):
    """Importer of one format.

    ``method`` marks its statements. ``dated``: the file gives the days of each statement; otherwise an entry holds
    while it is on the list. ``closes``: an entry that a new edition no longer has is closed.
    """

    method: str
    dated = False
    closes = True

    @property
    @abstractmethod
    def source(self) -> ListSource:
        """Publisher of the list."""

    def prepare(self, paths: Sequence[str]) -> None:  # noqa: B027 - most importers need no first look
        """Look through the files before they are read, for what one entry says about another."""

    @abstractmethod
    def read(self, path: str, desk: Desk) -> Iterator[Entry]:
        """Yield the entries of a file."""

    def find_edition(self, paths: Sequence[str]) -> str | None:
        """Return the day of the edition: the latest in the names of the files."""
        days = [found for path in paths for found in _DAY_IN_NAME.findall(Path(path).name)]
        return "-".join(max(days)) if days else None

    def edition(self, paths: Sequence[str], given: str | None) -> str:
        """Return the day of the edition. Raises InvalidOption if nothing says it."""
        if day := given or self.find_edition(paths):
            return day
        raise InvalidOption("--edition is missing: no day is in the file or in its name, so give it as YYYY-MM-DD.")

    def source_id(self, edition: str) -> str:
        """Return the id of the source of an edition."""
        return f"source:{self.source.id}-{edition}"

    def source_record(self, edition: str) -> Fields:
        """Return the source of an edition."""
        about = self.source
        record = {"id": self.source_id(edition), "title": f"{about.title}, edition of {edition}"}
        record |= {"publisher": about.publisher, "published_on": edition}
        return record | {name: value for name, value in (("url", about.url), ("lang", about.lang)) if value}

    def uphold(self, agency: str, measure: str, title: str, desk: Desk, since: str | None = None) -> Fields:
        """Return the statement that a list is in force from a day on."""
        return self.state(
            agency, "UPHELD", measure, desk, locator="whole list", valid_from=since, said_by=agency,
            text=f"{title} is in force.", properties={"how": "keeps the list"},
        )  # fmt: skip

    def state(self, subject: str, predicate: str, target: str, desk: Desk, **fields: Any) -> Fields:
        """Return a statement of the edition. Empty values are left out."""
        statement: Fields = {"subject": subject, "predicate": predicate, "object": target, "stance": "asserts"}
        statement |= {"source": self.source_id(desk.edition), "method": f"importer:{self.method}"}
        if self.source.speaker:
            statement["said_by"] = self.source.speaker
        if properties := _drop_empty(fields.pop("properties", None)):
            statement["properties"] = properties
        return statement | {name: value for name, value in fields.items() if value not in ("", None)}


def make_entity(
    entity_id: str,
    name: str,
    aliases: Sequence[str] = (),
    identifiers: Fields | None = None,
    properties: Fields | None = None,
) -> Fields:
    """Return the record of an entity, without what is empty."""
    parts = {"aliases": list(aliases), "identifiers": _drop_empty(identifiers), "properties": _drop_empty(properties)}
    return {"id": entity_id, "name": name} | {key: value for key, value in parts.items() if value}


def _drop_empty(values: Fields | None) -> Fields:
    return {key: value for key, value in (values or {}).items() if value not in ("", [], None)}
