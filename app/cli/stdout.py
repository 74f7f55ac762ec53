"""The one way to standard output, also for what is printed while it comes: a slow reader does not hold up the rest."""

import os
import queue
import sys
import threading
from types import TracebackType
from typing import Self

import typer

from graph.errors import InvalidParameter


def write_stdout(text: str) -> None:
    """Writes text to standard output. Raises InvalidParameter where it cannot, and ends the command with its reader."""
    with StdoutWriter() as out:
        out.put(text.encode(sys.stdout.encoding or "utf-8", "replace"))


class OutputEnded(Exception):
    """Nothing more can be written; the end of the outlet's block tells why. Not an OSError: databases raise those."""


class StdoutWriter:
    """Writes pieces to standard output, in order, in a thread of its own; the end of the block waits for the last.

    A pager that shows the first page would else use up the time that a query has. The thread is left behind where it
    waits when the command is interrupted. The end of the block raises InvalidParameter where nothing
    can be written, and ends the command where its reader has gone.
    """

    def __init__(self) -> None:
        self._pieces = queue.SimpleQueue[bytes]()
        self._error: OSError | None = None
        self._thread = threading.Thread(target=self._write, name="stdout", daemon=True)

    def put(self, piece: bytes) -> None:
        """Leaves a piece to be written. Raises OutputEnded when an earlier one could not be."""
        if self._error:
            raise OutputEnded
        if piece:
            self._pieces.put(piece)

    def __enter__(self) -> Self:
        sys.stdout.flush()
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._pieces.put(b"")
        self._thread.join()
        if self._error and kind in (None, OutputEnded):
            if isinstance(self._error, BrokenPipeError):
                raise typer.Exit(0) from None  # the reader has what it wanted
            raise InvalidParameter(f"Standard output cannot be written: {self._error.strerror}.") from None

    def _write(self) -> None:
        try:
            # A descriptor of its own: at its end the interpreter wants the lock of sys.stdout, which a writer holds.
            with os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0) as out:
                while piece := self._pieces.get():
                    left = memoryview(piece)
                    while left:
                        left = left[out.write(left) :]
        except OSError as error:
            self._error = error
