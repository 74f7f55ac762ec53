"""Parallel download of Neo4j's jars with jgo.

jgo writes a jar under its final name while it downloads. So each one goes to a temporary folder, and is moved once its
hash is right: an interrupted download leaves no partial files, and two at the same time do not interfere.
"""

import contextlib
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from pathlib import Path

from jgo.config import GlobalSettings
from jgo.constants import MAVEN_CENTRAL_URL
from jgo.maven import MavenContext, PythonResolver

from graph.errors import Neo4jDownloadFailed
from graph.local_neo4j.jars.lockfile import OTHER_NEO4J_HINT, DownloadProgress, Jar, JarState, check_jar

MAX_PARALLEL = 8
TRIES = 3
TIMEOUT = 20  # seconds without a byte
REPORT_INTERVAL = 3.0  # seconds


class _StoppedError(Exception):
    """Cancelled download."""


def create_maven_context(cache: Path, resolver: PythonResolver | None = None) -> MavenContext:
    """Create jgo's access to Maven Central and the repositories of the user's jgo.conf.

    Downloaded files go to ``cache``.
    """
    repositories = {"central": MAVEN_CENTRAL_URL} | GlobalSettings.load().repositories
    return MavenContext(resolver=resolver, repo_cache=cache, remote_repos=repositories, timeout=TIMEOUT)


def download_jars(
    jars: Sequence[Jar], folder: Path, progress: Callable[[DownloadProgress], None], stop: threading.Event
) -> None:
    """Download ``jars`` into ``folder``; see ``ensure_jars`` for ``progress`` and ``stop``."""
    failed = threading.Event()
    arrived = {jar.name: 0 for jar in jars}  # bytes; each thread writes only its own entry, and no entries are added

    @contextlib.contextmanager
    def count(name: str, _size: int) -> Iterator[Callable[[int], None]]:
        arrived[name] = 0

        def add(size: int) -> None:
            if stop.is_set() or failed.is_set():
                raise _StoppedError
            arrived[name] += size

        yield add

    def report() -> None:
        done = sum(future.done() for future in futures)
        progress(DownloadProgress(done, len(jars), sum(arrived.values()), sum(jar.size for jar in jars)))

    with tempfile.TemporaryDirectory(prefix="fetching-", dir=folder) as temporary:
        context = create_maven_context(Path(temporary), PythonResolver(progress_callback=count))
        with ThreadPoolExecutor(max_workers=MAX_PARALLEL) as pool:
            futures = [pool.submit(_download_jar, context, jar, folder, stop, failed) for jar in jars]
            _wait_all(futures, report, failed)
        report()


def _wait_all(futures: "Sequence[Future[None]]", report: Callable[[], None], failed: threading.Event) -> None:
    """Wait for all downloads and report progress. At the first failure or a stop, cancel the rest and raise."""
    waiting = set(futures)
    try:
        while waiting:
            report()
            done, waiting = wait(waiting, REPORT_INTERVAL, FIRST_EXCEPTION)
            for future in done:
                future.result()
    except _StoppedError:
        raise Neo4jDownloadFailed("The download of Neo4j was interrupted; the next start resumes it.") from None
    finally:
        failed.set()
        for future in waiting:
            future.cancel()


def _download_jar(
    context: MavenContext, jar: Jar, folder: Path, stop: threading.Event, failed: threading.Event
) -> None:
    """Download one jar, with retries, and move it into ``folder``."""
    artifact = context.project(jar.group, jar.artifact).at_version(jar.version).artifact(jar.classifier)
    reason = ""
    for attempt in range(TRIES):
        if attempt and stop.wait(attempt):
            raise _StoppedError
        if stop.is_set() or failed.is_set():
            raise _StoppedError
        # jgo would use the partial file of an earlier attempt.
        if artifact.cached_path:
            artifact.cached_path.unlink(missing_ok=True)
        try:
            path = artifact.resolve()
        except OSError as error:  # also the HTTP client's errors, which have no strerror
            reason = error.strerror or "the Maven repository does not answer"
        except RuntimeError:
            reason = "the Maven repository does not have it"
        else:
            if check_jar(path, jar) is JarState.GOOD:
                path.replace(folder / jar.name)
                return
            reason = "the downloaded file differs from the lock file"
    raise Neo4jDownloadFailed(
        f"{jar.name} of Neo4j cannot be downloaded: {reason}. Retry with a network connection, {OTHER_NEO4J_HINT}."
    )
