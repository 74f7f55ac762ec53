"""Mapping of a table: which columns make which entities, statements, dates and sources."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from graph.errors import InvalidOption, Problem
from graph.importers.cells import clean_value, parse_date
from graph.importers.countries import find_country

_FIELD = re.compile(r"\{([^{}]+)\}")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Cell(_Strict):
    """Value of a row: a column, a template of columns, or a constant.

    It may be split, translated, and read in a form.

    ``as``: ``text``, ``country``, ``date``, ``number`` or ``government``.
    """

    column: str | None = None
    template: str | None = None
    value: str | None = None
    split: str | None = None
    map: dict[str, str] = Field(default_factory=dict)
    default: str | None = None
    form: Annotated[str, Field(alias="as", pattern="^(text|country|date|number|government)$")] = "text"
    null: list[str] = Field(default_factory=list)

    def columns(self) -> set[str]:
        """Return the columns that it reads."""
        return {self.column} if self.column else set(_FIELD.findall(self.template or ""))

    def texts(self, cells: Mapping[str, Any]) -> list[str]:
        """Return the values of a row, cleaned; empty if it has none."""
        if self.template is not None:
            raw = _FIELD.sub(lambda found: clean_value(cells.get(found[1])), self.template)
        else:
            raw = str(cells.get(self.column) or "") if self.column else self.value or ""
        parts = raw.split(self.split) if self.split else [raw]
        return [text for part in parts if (text := self._read(part))]

    def text(self, cells: Mapping[str, Any]) -> str:
        """Return the first value of a row; empty if it has none."""
        return next(iter(self.texts(cells)), "")

    def _read(self, part: str) -> str:
        text = "" if clean_value(part) in self.null else clean_value(part)
        text = self.map.get(text, text if not self.map or self.default is None else self.default) or self.default or ""
        if self.form == "date":
            return parse_date(text) or text
        if self.form == "country":
            return find_country(text) or text
        return text.replace(",", "").rstrip("% ") if self.form == "number" else text


def _to_cell(given: Any) -> Any:
    return {"column": given} if isinstance(given, str) else given


CellSpec = Annotated[Cell, BeforeValidator(_to_cell)]


class When(_Strict):
    """Condition: the column has one of the values, or any value."""

    column: str
    values: list[str] = Field(default_factory=list)

    def holds(self, cells: Mapping[str, Any]) -> bool:
        """Return True if a row meets it."""
        text = clean_value(cells.get(self.column))
        return text in self.values if self.values else bool(text)


class EntitySpec(_Strict):
    """Entity of each row. ``kind`` is a kind in lower case, a cell, or ``by-name``.

    ``rest``: the columns that nothing else uses are its details.
    """

    kind: str | Cell
    name: CellSpec
    key: list[str] | str | None = None
    aliases: CellSpec | None = None
    identifiers: dict[str, CellSpec] = Field(default_factory=dict)
    properties: dict[str, CellSpec] = Field(default_factory=dict)
    when: When | None = None
    rest: bool = False


class StatementSpec(_Strict):
    """Statement of each row. Its ends are names of entities of the mapping, ids, or cells read as governments."""

    subject: str | Cell
    predicate: str
    object: str | Cell
    text: str
    stance: str = "asserts"
    locator: str = "row {line}"
    properties: dict[str, CellSpec] = Field(default_factory=dict)
    valid_from: CellSpec | None = None
    valid_to: CellSpec | None = None
    said_on: CellSpec | None = None
    said_by: str | None = None
    when: When | None = None
    rest: bool = False


class SourceSpec(_Strict):
    """Publisher of the table."""

    title: str
    publisher: str
    url: str | None = None
    lang: str | None = None
    said_by: str | None = None


class TableMapping(_Strict):
    """Mapping of a table. ``list`` names its sources and the numbers of its entities."""

    list_id: Annotated[str, Field(alias="list", pattern="^[a-z0-9]+(-[a-z0-9]+)*$")]
    source: SourceSpec
    edition: str | None = None
    dated: bool = False
    define: list[dict[str, Any]] = Field(default_factory=list)
    only: When | None = None
    entities: dict[str, EntitySpec]
    statements: list[StatementSpec] = Field(default_factory=list)

    @property
    def rows(self) -> list[EntitySpec | StatementSpec]:
        """Entities and statements that each row makes."""
        return [*self.entities.values(), *self.statements]


def read_mapping(path: str) -> TableMapping:
    """Read a mapping. Raises InvalidOption with all its problems."""
    try:
        # All values are text, so that codes keep their zeros and days stay as written.
        content = yaml.load(Path(path).read_text(encoding="utf-8-sig"), Loader=yaml.CBaseLoader)  # noqa: S506
        return TableMapping.model_validate(content)
    except OSError as error:
        raise InvalidOption(f"--mapping {path} cannot be read: {error.strerror}.") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InvalidOption(f"--mapping {path} is not valid YAML: {' '.join(str(error).split())}.") from None
    except ValidationError as error:
        problems = [Problem(".".join(map(str, one["loc"])) or path, one["msg"]) for one in error.errors()]
        raise InvalidOption(f"--mapping {path} is not valid: see docs/lists.md.", problems) from None
