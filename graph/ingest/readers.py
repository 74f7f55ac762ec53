"""Readers of files: YAML, JSON Lines and CSV to raw records.

Only the format of a file is validated here. A raw record has the file and the line of each field, so that later
problems have a place.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

import orjson
import yaml

from graph.errors import Problem
from graph.ingest.csv_tables import CsvHeader, InvalidCsv, read_rows
from graph.ingest.text_files import FormatError, TextFile, open_text

TYPE_BY_SECTION = {"entities": "entity", "sources": "source", "statements": "statement"}
_TYPES = frozenset(TYPE_BY_SECTION.values())
_TOO_DEEP = "is nested too deeply"


@dataclass(frozen=True, slots=True)
class RawRecord:
    """Record of a file, not yet validated. ``lines``: the line of each field, if known."""

    type: str
    fields: Mapping[str, Any]
    file: str
    line: int
    lines: Mapping[str, int] = field(default_factory=dict)

    def where(self, name: str | None = None) -> str:
        """Return ``file:line``, with the field if one is given."""
        line = self.lines.get((name or "").partition(".")[0], self.line)
        place = f"{self.file}:{line}" if line else self.file
        return f"{place} {name}" if name else place


def read_files(paths: Sequence[str]) -> Iterator[RawRecord | Problem]:
    """Read the raw records of all files in order, and the problems of their formats.

    JSON Lines and CSV are read line by line, YAML whole.
    """
    for path in paths:
        try:
            with open_text(path) as file:
                for found in _FORMAT_READERS[file.format](file):
                    yield found if isinstance(found, RawRecord) else found.to_problem(path)
        except FormatError as error:
            yield error.to_problem(path)


def read_json(parts: Mapping[str, list[dict[str, Any]]]) -> list[RawRecord]:
    """Return the raw records of ``{"entities": […], "sources": […], "statements": […]}``."""
    return [
        RawRecord(TYPE_BY_SECTION[part], fields, f"{part}[{number}]", 0)
        for part, items in parts.items()
        for number, fields in enumerate(items)
    ]


def _read_yaml(file: TextFile) -> Iterator[RawRecord | FormatError]:
    try:
        root = yaml.compose(file.text(), Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise FormatError(
            mark.line + 1 if mark else 0, f"is not valid YAML: {error.problem or error.context}"
        ) from None
    except yaml.YAMLError as error:
        raise FormatError(0, f"is not valid YAML: {' '.join(str(error).split())}") from None
    except RecursionError:
        raise FormatError(0, _TOO_DEEP) from None
    if root is None:
        return
    top = _parse_mapping(root, f"must be a mapping with {', '.join(TYPE_BY_SECTION)}")
    seen: set[int] = set()
    for name, (line, items) in top.items():
        if name not in TYPE_BY_SECTION:
            raise FormatError(line, f"has an unknown part {name!r}; allowed are {', '.join(TYPE_BY_SECTION)}")
        if isinstance(items, yaml.ScalarNode) and items.tag.endswith(":null"):
            continue
        if not isinstance(items, yaml.SequenceNode):
            raise FormatError(line, f"{name} must be a list of records, each starting with a dash")
        for item in items.value:
            try:
                fields = _parse_mapping(item, f"each of the {name} must be a mapping of fields")
                values = {key: _parse_value(node, seen) for key, (_, node) in fields.items()}
            except FormatError as error:
                yield error
                continue
            except RecursionError:
                yield FormatError(item.start_mark.line + 1, _TOO_DEEP)
                continue
            lines = {key: at for key, (at, _) in fields.items()}
            yield RawRecord(TYPE_BY_SECTION[name], values, file.path, item.start_mark.line + 1, lines)


def _parse_mapping(node: yaml.Node, expected: str) -> dict[str, tuple[int, yaml.Node]]:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        raise FormatError(line, expected)
    out: dict[str, tuple[int, yaml.Node]] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise FormatError(line, "has a field whose name is not plain text")
        if key.value in out:
            raise FormatError(line, f"has the field {key.value!r} twice in one record")
        out[key.value] = (line, value)
    return out


def _parse_value(node: yaml.Node, seen: set[int]) -> Any:
    """Return a node as plain values. Scalars except null stay text: a code such as 0101 keeps its zero."""
    if isinstance(node, yaml.ScalarNode):
        return None if node.tag.endswith(":null") else node.value
    if id(node) in seen:
        raise FormatError(node.start_mark.line + 1, "uses an anchor and an alias; write the value out")
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        return [_parse_value(item, seen) for item in node.value]
    return {key: _parse_value(value, seen) for key, (_, value) in _parse_mapping(node, "must be a mapping").items()}


def _read_jsonl(file: TextFile) -> Iterator[RawRecord | FormatError]:
    for raw in file.byte_lines():
        if raw.isspace():
            continue
        fields = _parse_plain_object(raw)
        if fields is None:
            try:
                fields = _parse_json_object(file.decode(raw).rstrip("\r\n"))
            except ValueError as error:
                yield FormatError(file.line, str(error))
                continue
        yield RawRecord(fields.pop("type"), fields, file.path, file.line)


def _parse_plain_object(raw: bytes) -> dict[str, Any] | None:
    """Return the object of a line, or None if `_parse_json_object` must parse it.

    orjson is five times as fast, but it does not see a name that is repeated. So the names found must be as many as
    the ends of names in the text, and no blank may separate a name from its colon.
    """
    try:
        fields = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(fields, dict) or fields.get("type") not in _TYPES:
        return None
    names = len(fields) + sum(len(value) for value in fields.values() if isinstance(value, dict))
    return fields if raw.count(b'":') == names and b" :" not in raw and b"\t:" not in raw else None


def _parse_json_object(line: str) -> dict[str, Any]:
    try:
        fields = json.loads(line, object_pairs_hook=reject_duplicate_keys, parse_constant=reject_constant)
    except json.JSONDecodeError as error:
        raise ValueError(f"is not valid JSON: {error.msg} at column {error.colno}") from None
    except RecursionError:
        raise ValueError(_TOO_DEEP) from None
    if not isinstance(fields, dict) or fields.get("type") not in TYPE_BY_SECTION.values():
        raise ValueError(f'must be an object whose "type" is one of {", ".join(TYPE_BY_SECTION.values())}')
    return fields


def reject_duplicate_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Build a JSON object. Raises ValueError for a name that is repeated or has a surrogate."""
    out = dict(pairs)
    if any("\ud800" <= c <= "\udfff" for name in out for c in name):
        raise ValueError("has a field whose name is not plain text")
    if len(out) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"has the field {next(key for key in keys if keys.count(key) > 1)!r} twice in one object")
    return out


def reject_constant(name: str) -> NoReturn:
    """Raise ValueError for NaN and the infinities, which JSON does not have."""
    raise ValueError(f"contains {name}, which is not a number in JSON")


def _read_csv(file: TextFile) -> Iterator[RawRecord | FormatError]:
    """Read a table. Its columns determine the type of its records.

    ``properties.x`` fills a map, ``|`` separates the items of a list.
    """
    columns: CsvHeader | None = None
    try:
        for line, row in read_rows(file.lines()):
            if columns is None:
                columns = _parse_header(row, line)
                continue
            try:
                yield RawRecord(columns.type, columns.parse_row(row), file.path, line)
            except ValueError as error:
                yield FormatError(line, str(error))
    except InvalidCsv as error:
        raise FormatError(error.line, str(error)) from None
    if columns is None:
        _parse_header([], 1)


def _parse_header(header: list[str], line: int) -> CsvHeader:
    try:
        return CsvHeader.parse(header)
    except ValueError as error:
        raise FormatError(line, str(error)) from None


_FORMAT_READERS = {"yaml": _read_yaml, "jsonl": _read_jsonl, "csv": _read_csv}
