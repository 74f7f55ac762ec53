"""Fetching Neo4j's jars with jgo: several at a time, each checked before it takes its place.

In: the jars that are missing and the folder they belong in. Out: those files, complete, or one Neo4jDownloadFailed.
jgo writes a jar under its final name while it arrives, so each is fetched into a folder of our own and moved only once
its hash is right: a fetch that is interrupted leaves nothing half done, and two at once cannot hurt each other.
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
    """The fetch was told to stop."""


def create_maven_context(cache: Path, resolver: PythonResolver | None = None) -> MavenContext:
    """jgo's way to a Maven repository, keeping files in ``cache``: the usual one, or those of the user's jgo.conf."""
    repositories = {"central": MAVEN_CENTRAL_URL} | GlobalSettings.load().repositories
    return MavenContext(resolver=resolver, repo_cache=cache, remote_repos=repositories, timeout=TIMEOUT)


def download_jars(
    jars: Sequence[Jar], folder: Path, progress: Callable[[DownloadProgress], None], stop: threading.Event
) -> None:
    """Fetch ``jars`` into ``folder``; see ``ensure_jars`` for ``progress`` and ``stop``."""
    failed = threading.Event()
    arrived = {jar.name: 0 for jar in jars}  # bytes: each thread writes its own entry, and none is added

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
    """Report until all is done; at the first failure, a stop among them, drop what has not begun and raise."""
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
    """Fetch one jar, trying again where that may help, and move it into ``folder``."""
    artifact = context.project(jar.group, jar.artifact).at_version(jar.version).artifact(jar.classifier)
    reason = ""
    for attempt in range(TRIES):
        if attempt and stop.wait(attempt):
            raise _StoppedError
        if stop.is_set() or failed.is_set():
            raise _StoppedError
        # What an earlier try left half done would be taken for the whole.
        if artifact.cached_path:
            artifact.cached_path.unlink(missing_ok=True)
        try:
            path = artifact.resolve()
        except OSError as error:  # the HTTP client's errors are of this kind, without a strerror
            reason = error.strerror or "the Maven repository does not answer"
        except RuntimeError:
            reason = "the Maven repository does not have it"
        else:
            if check_jar(path, jar) is JarState.GOOD:
                path.replace(folder / jar.name)
                return
            reason = "what arrived is not the file in the lock"
    raise Neo4jDownloadFailed(
        f"{jar.name} of Neo4j cannot be downloaded: {reason}. Try again with a network, {OTHER_NEO4J_HINT}."
    )
