"""Cache of Neo4j's jars, checked against the lock file.

Every jar is hashed at each start: 130 MB take a quarter of a second, and no record of an earlier check can be wrong.
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

# The manifest of this jar names other jars. It is last on the class path: otherwise Java loads those early when it
# writes a class-data archive, so that the class path differs at the next start and Java rejects the archive.
LAST_ON_CLASS_PATH = {"jaxb-runtime"}
STALE_AFTER = 86_400.0  # seconds


def jars_folder() -> Path:
    """Return the cache folder of this version's jars. XDG_CACHE_HOME moves it."""
    return platformdirs.user_cache_path("tradegraph", appauthor=False) / f"neo4j-{neo4j_version()}"


def ensure_jars(progress: Callable[[DownloadProgress], None], stop: threading.Event) -> list[Path]:
    """Return the class path; download missing jars first. Blocks, so call it from a thread.

    ``progress`` is called from that thread during a download; setting ``stop`` cancels it. Raises Neo4jDownloadFailed
    if jars cannot be downloaded or differ from the lock file.
    """
    folder, jars = jars_folder(), read_lock()
    try:
        with ThreadPoolExecutor(max_workers=4) as pool:
            states = list(pool.map(lambda jar: check_jar(folder / jar.name, jar), jars))
        refuse_changed(folder, (jar for jar, state in zip(jars, states, strict=True) if state is JarState.CHANGED))
        missing = [jar for jar, state in zip(jars, states, strict=True) if state is JarState.MISSING]
        if missing:
            # Imported here: a start with all jars need not wait for the import of an HTTP client.
            from graph.local_neo4j.jars.download import download_jars

            folder.mkdir(parents=True, exist_ok=True)
            remove_stale_downloads(folder)
            download_jars(missing, folder, progress, stop)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Neo4jDownloadFailed(
            f"Neo4j's files cannot be stored in {folder}: {reason}. Fix this, {OTHER_NEO4J_HINT}."
        ) from error
    return [folder / jar.name for jar in sorted(jars, key=lambda jar: jar.artifact in LAST_ON_CLASS_PATH)]


def refuse_changed(folder: Path, changed: Iterable[Jar]) -> None:
    """Raise Neo4jDownloadFailed if any jars differ from the lock file."""
    names = [jar.name for jar in changed]
    if names:
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        raise Neo4jDownloadFailed(
            f"{names[0]}{more} in {folder} is not the file that Neo4j {neo4j_version()} was published with: "
            f"delete that folder to download it again, {OTHER_NEO4J_HINT}."
        )


def remove_stale_downloads(folder: Path) -> None:
    """Remove temporary folders of killed downloads that are too old to be in use."""
    for left in folder.glob("fetching-*"):
        if time.time() - left.stat().st_mtime > STALE_AFTER:
            shutil.rmtree(left, ignore_errors=True)
