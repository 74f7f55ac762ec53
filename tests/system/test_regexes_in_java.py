"""Regular expressions that pass the guard take few steps in Java, whose matcher Neo4j uses."""

import shutil
import subprocess
from pathlib import Path

import pytest
from regex_steps import MOST, TEXTS, passing, shown


@pytest.mark.skipif(not shutil.which("javac"), reason="no JDK: Java's own matcher is what Neo4j uses")
def test_what_passes_takes_few_steps_in_java() -> None:
    patterns = [shown(group) for group in passing(2, 400)] + [r"(?:a|a)*", r"(?:a{1,2}){1,40}b"]
    program = Path(__file__).parent / "java" / "Steps.java"
    done = subprocess.run(
        ["java", str(program), *TEXTS],
        input="\n".join(patterns),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    looked = list(map(int, done.stdout.split()))
    assert len(looked) == len(patterns)
    assert [pattern for pattern, times in zip(patterns, looked, strict=True) if times > MOST] == patterns[-1:]
