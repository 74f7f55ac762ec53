"""Neo4j's jars on this machine: where they are, and whether they are the ones in the lock.

In: ``neo4j.lock.toml`` beside this file and the per-user cache directory. Out: the class path.
Every jar is read and compared at each start: 130 MB take a quarter of a second, and no note of an earlier check
can be wrong.
"""

import shutil
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import platformdirs

from graph.errors import Neo4jDownloadFailed
from graph.local_neo4j.jars.lockfile import (
    OTHER_NEO4J_HINT,
    DownloadProgress,
    Jar,
    JarState,
    check_jar,
    neo4j_version,
    read_lock,
)

# The one jar whose manifest names other jars. It comes last on the class path: otherwise Java takes those in before
# their turn when it writes a class-data archive, finds another path than it wrote down, and refuses its own archive.
LAST_ON_CLASS_PATH = {"jaxb-runtime"}
STALE_AFTER = 86_400.0  # seconds


def jars_folder() -> Path:
    """The folder of this version's jars in the user's cache; XDG_CACHE_HOME moves it."""
    return platformdirs.user_cache_path("tradegraph", appauthor=False) / f"neo4j-{neo4j_version()}"


def ensure_jars(progress: Callable[[DownloadProgress], None], stop: threading.Event) -> list[Path]:
    """The class path, fetched first where it is not all here. Blocks, so call it from a thread.

    ``progress`` is called from this thread now and then while jars are fetched; setting ``stop`` ends a fetch early.
    Raises Neo4jDownloadFailed, with one sentence, when the jars cannot be had or are not the ones in the lock.
    """
    folder, jars = jars_folder(), read_lock()
    try:
        with ThreadPoolExecutor(max_workers=4) as pool:
            states = list(pool.map(lambda jar: check_jar(folder / jar.name, jar), jars))
        refuse_changed(folder, (jar for jar, state in zip(jars, states, strict=True) if state is JarState.CHANGED))
        missing = [jar for jar, state in zip(jars, states, strict=True) if state is JarState.MISSING]
        if missing:
            # Imported here: it brings an HTTP client along, which a start with all jars at hand need not wait for.
            from graph.local_neo4j.jars.download import download_jars

            folder.mkdir(parents=True, exist_ok=True)
            remove_stale_downloads(folder)
            download_jars(missing, folder, progress, stop)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Neo4jDownloadFailed(
            f"Neo4j's files cannot be stored in {folder}: {reason}. Fix that, {OTHER_NEO4J_HINT}."
        ) from error
    return [folder / jar.name for jar in sorted(jars, key=lambda jar: jar.artifact in LAST_ON_CLASS_PATH)]


def refuse_changed(folder: Path, changed: Iterable[Jar]) -> None:
    """Raise Neo4jDownloadFailed when there are any jars that are not the ones in the lock."""
    names = [jar.name for jar in changed]
    if names:
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        raise Neo4jDownloadFailed(
            f"{names[0]}{more} in {folder} is not the file that Neo4j {neo4j_version()} was published with: "
            f"delete that folder to have it fetched again, {OTHER_NEO4J_HINT}."
        )


def remove_stale_downloads(folder: Path) -> None:
    """Remove what fetches that were killed left in ``folder``, once nobody can be using it any more."""
    for left in folder.glob("fetching-*"):
        if time.time() - left.stat().st_mtime > STALE_AFTER:
            shutil.rmtree(left, ignore_errors=True)
