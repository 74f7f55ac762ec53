"""Standard output from a thread, so that a pager cannot block the query."""

import os
import queue
import sys
import threading
from types import TracebackType
from typing import Self

import typer

from graph.errors import InvalidParameter


def write_stdout(text: str) -> None:
    """Write text to standard output. Raises InvalidParameter on failure, typer.Exit if the reader has closed it."""
    with StdoutWriter() as out:
        out.put(text.encode(sys.stdout.encoding or "utf-8", "replace"))


class OutputEnded(Exception):
    """Failed write; ``StdoutWriter.__exit__`` raises the reason. Not an OSError, which database calls may raise."""


class StdoutWriter:
    """Writer to standard output in its own thread. Leaving the block waits for the last piece.

    Without the thread, a pager would use up the time limit of the query. An interrupted command abandons the thread.
    ``most``: pieces that may wait, after which ``put`` blocks; by default any number. Leaving the block raises
    InvalidParameter if writing failed, and typer.Exit if the reader has closed the output.
    """

    def __init__(self, most: int = 0) -> None:
        self._pieces = queue.Queue[bytes](most)
        self._error: OSError | None = None
        self._thread = threading.Thread(target=self._write, name="stdout", daemon=True)

    def put(self, piece: bytes) -> None:
        """Queue a piece for writing. Raises OutputEnded if an earlier piece failed."""
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
                raise typer.Exit(0) from None  # the reader has closed the output
            raise InvalidParameter(f"Standard output cannot be written: {self._error.strerror}.") from None

    def _write(self) -> None:
        try:
            # A second descriptor: at exit the interpreter needs the lock of sys.stdout, which a blocked writer holds.
            with os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0) as out:
                while piece := self._pieces.get():
                    left = memoryview(piece)
                    while left:
                        left = left[out.write(left) :]
        except OSError as error:
            self._error = error
            while self._pieces.get():  # a full queue would block the command
                pass
