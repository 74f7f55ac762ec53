"""The lock file: which jars make up the locked Neo4j, and whether a file is one of them."""

import hashlib
import tomllib
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

LOCK = Path(__file__).with_name("neo4j.lock.toml")


OTHER_NEO4J_HINT = "or name a Neo4j that already runs with TRADEGRAPH_NEO4J_URI"


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
class DownloadProgress:
    """How far a fetch is."""

    jars: int
    all_jars: int
    bytes: int
    all_bytes: int

    def __str__(self) -> str:
        return f"{self.jars} of {self.all_jars} files, {self.bytes / 1e6:.0f} of {self.all_bytes / 1e6:.0f} MB"


class JarState(Enum):
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


def check_jar(path: Path, jar: Jar) -> JarState:
    """Compare the file at ``path`` with what the lock says of ``jar``."""
    try:
        with path.open("rb") as file:
            if path.stat().st_size < jar.size:
                return JarState.MISSING
            same = hashlib.file_digest(file, "sha256").hexdigest() == jar.sha256
    except FileNotFoundError:
        return JarState.MISSING
    return JarState.GOOD if same else JarState.CHANGED
