"""The reader of patterns finds relationships at the places at which Neo4j's own parser sees them."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from as_of import shapes
from as_of_places import AMBIGUOUS, find_links
from docs_pages import blocks

from graph.local_neo4j.jars.cache import jars_folder
from graph.query_library import load_library


def texts() -> list[str]:
    """Return queries of many kinds: the shapes, texts that are hard to read, the library and the documentation."""
    shown = [text for language in ("cypher run", "cypher as-of") for _, _, text in blocks(language)]
    found = [*shapes().values(), *AMBIGUOUS, *(query.cypher for query in load_library().values()), *shown]
    return [text for text in found if not text.startswith("PROFILE")]  # another parser of Neo4j reads that word


@pytest.mark.skipif(not shutil.which("javac"), reason="no JDK: Neo4j's parser is written in Java")
@pytest.mark.usefixtures("engine")  # it downloads Neo4j's files
def test_relationships_are_found_where_neo4j_s_parser_sees_them() -> None:
    program = Path(__file__).parent / "java" / "Patterns.java"
    jars = os.pathsep.join(map(str, sorted(jars_folder().glob("*.jar"))))
    if not jars:
        pytest.skip("Neo4j's files are not here: another Neo4j is used")
    asked = texts()
    done = subprocess.run(
        ["java", "-cp", jars, str(program)],
        input="\n".join(text.replace("\n", "⏎") for text in asked),
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    seen = [list(map(int, line.split())) for line in done.stdout.splitlines()]
    assert len(seen) == len(asked) > 300
    different = [
        (text, places, find_links(text))
        for text, (errors, *places) in zip(asked, seen, strict=True)
        if errors or places != find_links(text)
    ]
    assert different == []
    assert sum(len(places) - 1 for places in seen) > 400
