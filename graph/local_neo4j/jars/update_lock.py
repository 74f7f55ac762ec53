"""Update of ``neo4j.lock.toml``: ``python -m graph.local_neo4j.jars.update_lock [5.26.20]``.

Takes a version of Neo4j, by default the locked one, and needs a network. The lock file gets the coordinate, size and
sha256 of every jar that this version needs, without the addresses of the downloads.
"""

import hashlib
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from graph.local_neo4j.jars.download import MAX_PARALLEL, create_maven_context
from graph.local_neo4j.jars.lockfile import LOCK, neo4j_version

HEADER = """\
# The jars of Neo4j, in class path order. Written by `python -m graph.local_neo4j.jars.update_lock`: do not edit.
"""


def render_lock(version: str) -> list[str]:
    """Return the lines of the lock file for a version of Neo4j."""
    with tempfile.TemporaryDirectory() as folder:
        context = create_maven_context(Path(folder))
        root = context.create_dependency(f"org.neo4j:neo4j:jar:{version}:compile")
        inputs, others = context.resolver.resolve([root])
        artifacts = [dependency.artifact for dependency in [*inputs, *others]]
        with ThreadPoolExecutor(max_workers=MAX_PARALLEL) as pool:
            contents = list(pool.map(lambda artifact: artifact.resolve().read_bytes(), artifacts))
    entries = []
    for artifact, content in zip(artifacts, contents, strict=True):
        names = (artifact.groupId, artifact.artifactId, artifact.version, artifact.classifier)
        coordinate = ":".join(name for name in names if name)
        entries.append(
            f'"{coordinate}" = {{ size = {len(content)}, sha256 = "{hashlib.sha256(content).hexdigest()}" }}'
        )
    return [HEADER + f'version = "{version}"', "", "[jars]", *entries]


def main() -> None:
    """Write the lock file."""
    version = sys.argv[1] if len(sys.argv) > 1 else neo4j_version()
    LOCK.write_text("\n".join(render_lock(version)) + "\n", "utf-8")


if __name__ == "__main__":
    main()
