"""Readers of files: YAML, JSON Lines and CSV to raw records.

Files may be gzipped, and ``-`` is standard input. Only the format of a file is validated here. A raw record has the
file and the line of each field, so that later problems have a place.
"""

import gzip
import json
import sys
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import yaml

from graph.errors import Problem
from graph.ingest.csv_tables import CsvHeader, InvalidCsv, describe_binary, read_rows

TYPE_BY_SECTION = {"entities": "entity", "sources": "source", "statements": "statement"}
FORMAT_BY_SUFFIX = {".yaml": "yaml", ".yml": "yaml", ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv"}
_TOO_DEEP = "is nested too deeply"
_GZIP_MAGIC = b"\x1f\x8b"


@dataclass(frozen=True)
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


class _FormatError(Exception):
    """Problem in the format of a file: raised if reading cannot continue, else yielded."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line

    def to_problem(self, path: str) -> Problem:
        """Return the problem with its place."""
        return Problem(f"{path}:{self.line}" if self.line else path, str(self))


def read_files(paths: list[str]) -> tuple[list[RawRecord], list[Problem]]:
    """Read the raw records of all files in order, and the problems of their formats."""
    records: list[RawRecord] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            content, kind = _read_text(path)
            for found in _FORMAT_READERS[kind](content, path):
                if isinstance(found, RawRecord):
                    records.append(found)
                else:
                    problems.append(found.to_problem(path))
        except _FormatError as error:
            problems.append(error.to_problem(path))
    return records, problems


def read_json(parts: Mapping[str, list[dict[str, Any]]]) -> list[RawRecord]:
    """Return the raw records of ``{"entities": […], "sources": […], "statements": […]}``."""
    return [
        RawRecord(TYPE_BY_SECTION[part], fields, f"{part}[{number}]", 0)
        for part, items in parts.items()
        for number, fields in enumerate(items)
    ]


def _read_text(path: str) -> tuple[str, str]:
    try:
        raw = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        if path.lower().endswith(".gz") or raw.startswith(_GZIP_MAGIC):
            raw = gzip.decompress(raw)
    except FileNotFoundError:
        raise _FormatError(0, "there is no such file") from None
    except (OSError, EOFError, zlib.error) as error:
        raise _FormatError(0, f"cannot be read ({getattr(error, 'strerror', None) or error})") from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if words := describe_binary(raw):
            raise _FormatError(0, words) from None
        line = raw[: error.start].count(b"\n") + 1
        raise _FormatError(line, f"is not UTF-8 text at byte {error.start}; save the file as UTF-8") from None
    return text, _detect_format(path, text)


def _detect_format(path: str, text: str) -> str:
    if path == "-":
        return "jsonl" if text.lstrip().startswith("{") else "yaml"
    kind = FORMAT_BY_SUFFIX.get(Path(path.lower().removesuffix(".gz")).suffix)
    if kind is None:
        allowed = ", ".join(sorted(FORMAT_BY_SUFFIX))
        raise _FormatError(0, f"has an unknown format; use {allowed}, each also with .gz, or - for standard input")
    return kind


def _read_yaml(text: str, path: str) -> Iterator[RawRecord | _FormatError]:
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _FormatError(
            mark.line + 1 if mark else 0, f"is not valid YAML: {error.problem or error.context}"
        ) from None
    except yaml.YAMLError as error:
        raise _FormatError(0, f"is not valid YAML: {' '.join(str(error).split())}") from None
    except RecursionError:
        raise _FormatError(0, _TOO_DEEP) from None
    if root is None:
        return
    top = _parse_mapping(root, f"must be a mapping with {', '.join(TYPE_BY_SECTION)}")
    seen: set[int] = set()
    for name, (line, items) in top.items():
        if name not in TYPE_BY_SECTION:
            raise _FormatError(line, f"has an unknown part {name!r}; allowed are {', '.join(TYPE_BY_SECTION)}")
        if isinstance(items, yaml.ScalarNode) and items.tag.endswith(":null"):
            continue
        if not isinstance(items, yaml.SequenceNode):
            raise _FormatError(line, f"{name} must be a list of records, each starting with a dash")
        for item in items.value:
            try:
                fields = _parse_mapping(item, f"each of the {name} must be a mapping of fields")
                values = {key: _parse_value(node, seen) for key, (_, node) in fields.items()}
            except _FormatError as error:
                yield error
                continue
            except RecursionError:
                yield _FormatError(item.start_mark.line + 1, _TOO_DEEP)
                continue
            lines = {key: at for key, (at, _) in fields.items()}
            yield RawRecord(TYPE_BY_SECTION[name], values, path, item.start_mark.line + 1, lines)


def _parse_mapping(node: yaml.Node, expected: str) -> dict[str, tuple[int, yaml.Node]]:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        raise _FormatError(line, expected)
    out: dict[str, tuple[int, yaml.Node]] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise _FormatError(line, "has a field whose name is not plain text")
        if key.value in out:
            raise _FormatError(line, f"has the field {key.value!r} twice in one record")
        out[key.value] = (line, value)
    return out


def _parse_value(node: yaml.Node, seen: set[int]) -> Any:
    """Return a node as plain values. Scalars except null stay text: a code such as 0101 keeps its zero."""
    if isinstance(node, yaml.ScalarNode):
        return None if node.tag.endswith(":null") else node.value
    if id(node) in seen:
        raise _FormatError(node.start_mark.line + 1, "uses an anchor and an alias; write the value out")
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        return [_parse_value(item, seen) for item in node.value]
    return {key: _parse_value(value, seen) for key, (_, value) in _parse_mapping(node, "must be a mapping").items()}


def _read_jsonl(text: str, path: str) -> Iterator[RawRecord | _FormatError]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                fields = _parse_json_object(line)
            except ValueError as error:
                yield _FormatError(number, str(error))
            else:
                yield RawRecord(fields.pop("type"), fields, path, number)


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


def _read_csv(text: str, path: str) -> Iterator[RawRecord | _FormatError]:
    """Read a table. Its columns determine the type of its records.

    ``properties.x`` fills a map, ``|`` separates the items of a list.
    """
    columns: CsvHeader | None = None
    try:
        for line, row in read_rows(text):
            if columns is None:
                columns = _parse_header(row, line)
                continue
            try:
                yield RawRecord(columns.type, columns.parse_row(row), path, line)
            except ValueError as error:
                yield _FormatError(line, str(error))
    except InvalidCsv as error:
        raise _FormatError(error.line, str(error)) from None
    if columns is None:
        _parse_header([], 1)


def _parse_header(header: list[str], line: int) -> CsvHeader:
    try:
        return CsvHeader.parse(header)
    except ValueError as error:
        raise _FormatError(line, str(error)) from None


_FORMAT_READERS = {"yaml": _read_yaml, "jsonl": _read_jsonl, "csv": _read_csv}
