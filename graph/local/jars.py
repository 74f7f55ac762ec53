"""Neo4j's jars on this machine: where they are, and whether they are the ones in the lock.

In: ``neo4j.lock.toml`` beside this file and the per-user cache directory. Out: the class path.
Every jar is read and compared at each start: 130 MB take a quarter of a second, and no note of an earlier check
can be wrong.
"""

import hashlib
import shutil
import threading
import time
import tomllib
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import platformdirs

from graph.errors import JarsMissing

LOCK = Path(__file__).with_name("neo4j.lock.toml")
OTHER_WAY = "or name a Neo4j that already runs with TRADEGRAPH_NEO4J_URI"
# The one jar whose manifest names other jars. It comes last on the class path: otherwise Java takes those in before
# their turn when it writes a class-data archive, finds another path than it wrote down, and refuses its own archive.
NAMING_OTHERS = {"jaxb-runtime"}
STALE_AFTER = 86_400.0  # seconds


@dataclass(frozen=True)
class Jar:
    """One jar of the lock: its Maven coordinate, the size and the hash of the file."""

    group: str
    artifact: str
    version: str
    classifier: str
    size: int
    sha256: str

    @property
    def name(self) -> str:
        """The file's name, alone in one folder with the others."""
        return "-".join(part for part in (self.artifact, self.version, self.classifier) if part) + ".jar"


@dataclass(frozen=True)
class Fetched:
    """How far a fetch is."""

    jars: int
    all_jars: int
    bytes: int
    all_bytes: int

    def __str__(self) -> str:
        return f"{self.jars} of {self.all_jars} files, {self.bytes / 1e6:.0f} of {self.all_bytes / 1e6:.0f} MB"


class State(Enum):
    """What stands in the cache under a jar's name."""

    GOOD = "good"
    MISSING = "missing"  # nothing, or a file that is too short: what a machine that lost power leaves behind
    CHANGED = "changed"  # something else: nobody but a person should decide what becomes of it


def neo4j_version() -> str:
    """The version of Neo4j that the lock holds."""
    return str(tomllib.loads(LOCK.read_text("utf-8"))["version"])


def read_lock() -> list[Jar]:
    """The jars of the lock."""
    entries = tomllib.loads(LOCK.read_text("utf-8"))["jars"]
    return [_jar(coordinate, entry) for coordinate, entry in entries.items()]


def _jar(coordinate: str, entry: dict[str, object]) -> Jar:
    group, artifact, version, classifier, *_ = [*coordinate.split(":"), ""]
    return Jar(group, artifact, version, classifier, int(str(entry["size"])), str(entry["sha256"]))


def jars_folder() -> Path:
    """The folder of this version's jars in the user's cache; XDG_CACHE_HOME moves it."""
    return platformdirs.user_cache_path("tradegraph", appauthor=False) / f"neo4j-{neo4j_version()}"


def ensure_jars(progress: Callable[[Fetched], None], stop: threading.Event) -> list[Path]:
    """The class path, fetched first where it is not all here. Blocks, so call it from a thread.

    ``progress`` is called from this thread now and then while jars are fetched; setting ``stop`` ends a fetch early.
    Raises JarsMissing, with one sentence, when the jars cannot be had or are not the ones in the lock.
    """
    folder, jars = jars_folder(), read_lock()
    try:
        with ThreadPoolExecutor(max_workers=4) as pool:
            states = list(pool.map(lambda jar: check(folder / jar.name, jar), jars))
        refuse_changed(folder, (jar for jar, state in zip(jars, states, strict=True) if state is State.CHANGED))
        missing = [jar for jar, state in zip(jars, states, strict=True) if state is State.MISSING]
        if missing:
            # Imported here: it brings an HTTP client along, which a start with all jars at hand need not wait for.
            from graph.local.fetch import fetch

            folder.mkdir(parents=True, exist_ok=True)
            sweep(folder)
            fetch(missing, folder, progress, stop)
    except OSError as error:
        reason = error.strerror or str(error)
        raise JarsMissing(f"Neo4j's files cannot be kept in {folder}: {reason}. Mend that, {OTHER_WAY}.") from error
    return [folder / jar.name for jar in sorted(jars, key=lambda jar: jar.artifact in NAMING_OTHERS)]


def check(path: Path, jar: Jar) -> State:
    """Compare the file at ``path`` with what the lock says of ``jar``."""
    try:
        with path.open("rb") as file:
            if path.stat().st_size < jar.size:
                return State.MISSING
            same = hashlib.file_digest(file, "sha256").hexdigest() == jar.sha256
    except FileNotFoundError:
        return State.MISSING
    return State.GOOD if same else State.CHANGED


def refuse_changed(folder: Path, changed: Iterable[Jar]) -> None:
    """Raise JarsMissing when there are any jars that are not the ones in the lock."""
    names = [jar.name for jar in changed]
    if names:
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        raise JarsMissing(
            f"{names[0]}{more} in {folder} is not the file that Neo4j {neo4j_version()} was published with: "
            f"delete that folder to have it fetched again, {OTHER_WAY}."
        )


def sweep(folder: Path) -> None:
    """Remove what fetches that were killed left in ``folder``, once nobody can be using it any more."""
    for left in folder.glob("fetching-*"):
        if time.time() - left.stat().st_mtime > STALE_AFTER:
            shutil.rmtree(left, ignore_errors=True)
