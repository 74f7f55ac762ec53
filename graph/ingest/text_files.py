"""Text files, plain or gzipped, read once and line by line.

Memory does not grow with their size.
"""

import gzip
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import cast

from graph.errors import Problem
from graph.ingest.csv_tables import describe_binary

FORMAT_BY_SUFFIX = {".yaml": "yaml", ".yml": "yaml", ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv"}
_GZIP_MAGIC = b"\x1f\x8b"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class FormatError(Exception):
    """Problem in the format of a file: raised if reading cannot continue, else yielded."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line

    def to_problem(self, path: str) -> Problem:
        """Return the problem with its place."""
        return Problem(f"{path}:{self.line}" if self.line else path, str(self))


class TextFile:
    """Open file in UTF-8. ``line`` is the number of the line that was read last."""

    def __init__(self, path: str, stream: BufferedReader) -> None:
        self.path = path
        self.line = 0
        self._stream = stream
        self._start = stream.peek(1)
        self._bytes_before = 0

    @property
    def format(self) -> str:
        """Name of the format, which the name of the file says. Raises FormatError."""
        if self.path == "-":
            start = self._start.removeprefix(_BYTE_ORDER_MARK).lstrip()
            return "jsonl" if start.startswith(b"{") else "yaml"
        kind = FORMAT_BY_SUFFIX.get(Path(self.path.lower().removesuffix(".gz")).suffix)
        if kind is None:
            allowed = ", ".join(sorted(FORMAT_BY_SUFFIX))
            raise FormatError(0, f"has an unknown format; use {allowed}, each also with .gz, or - for standard input")
        return kind

    def byte_lines(self) -> Iterator[bytes]:
        """Yield the lines with their ends, still encoded, for readers that decode them faster."""
        length = 0
        for raw in self._stream:
            self.line += 1
            self._bytes_before += length
            length = len(raw)
            yield raw if self.line > 1 else raw.removeprefix(_BYTE_ORDER_MARK)

    def decode(self, raw: bytes) -> str:
        """Decode the line that was read last. Raises FormatError."""
        try:
            return raw.decode()
        except UnicodeDecodeError as error:
            if words := describe_binary(self._start):
                raise FormatError(0, words) from None
            place = self._bytes_before + error.start
            raise FormatError(self.line, f"is not UTF-8 text at byte {place}; save the file as UTF-8") from None

    def lines(self) -> Iterator[str]:
        """Yield the lines with their ends. Raises FormatError."""
        return map(self.decode, self.byte_lines())

    def text(self) -> str:
        """Return the whole text. Raises FormatError."""
        return "".join(self.lines())


@contextmanager
def open_text(path: str) -> Iterator[TextFile]:
    """Open a file, or standard input for ``-``. Raises FormatError if it cannot be read to its end."""
    try:
        with sys.stdin.buffer if path == "-" else Path(path).open("rb") as raw:
            stream = cast("BufferedReader", raw)
            if path.lower().endswith(".gz") or stream.peek(2).startswith(_GZIP_MAGIC):
                stream = BufferedReader(gzip.GzipFile(fileobj=stream))
            yield TextFile(path, stream)
    except FileNotFoundError:
        raise FormatError(0, "there is no such file") from None
    except (OSError, EOFError, zlib.error) as error:
        raise FormatError(0, f"cannot be read ({getattr(error, 'strerror', None) or error})") from None
