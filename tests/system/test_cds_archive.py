"""Class-data archive: Java accepts it for Neo4j's class path, and no partial one remains."""

import asyncio
import os
import threading

import pytest

from graph.local_neo4j.jars.cache import ensure_jars
from graph.local_neo4j.java import cds_archive
from graph.local_neo4j.java.cds_archive import ClassDataArchive
from graph.local_neo4j.java.launch import start_java

FEW = ["java/lang/Object", "java/lang/String", "org/neo4j/server/CommunityEntryPoint", "x" * 5000, "half a li"]


@pytest.fixture
def archive(tmp_path, monkeypatch) -> ClassDataArchive:
    """Return an archive of a few real classes, which Java writes in a few seconds."""
    monkeypatch.setattr(cds_archive, "CREATE_DELAY", 0)
    found = ClassDataArchive.of(ensure_jars(lambda _fetched: None, threading.Event()), tmp_path / "classes")
    found.class_list.write_text("\n".join(FEW), "utf-8")
    return ClassDataArchive(tmp_path / found.path.name, found.class_list, found.jars)


async def test_a_first_start_notes_the_classes_and_the_next_one_uses_the_archive(archive):
    assert archive.options() == [f"-XX:DumpLoadedClassList={archive.class_list}"]
    left, used = archive.path.with_name("classes-left.jsa"), archive.path.with_name("classes-used.jsa")
    left.touch()
    used.touch()
    os.utime(left, (0, 0))
    await archive.make()
    assert used.exists()
    assert not left.exists()
    used.unlink()
    assert archive.options() == [f"-XX:SharedArchiveFile={archive.path}", "-Xshare:auto"]
    assert sorted(path.suffix for path in archive.path.parent.iterdir()) == ["", ".jsa", ".log"]


async def test_java_takes_the_archive_for_the_whole_class_path(archive, tmp_path):
    await archive.make()
    said = tmp_path / "said"
    # With "on" instead of "auto", Java fails if the archive does not fit, for example for another class path.
    arguments = [*archive.options()[:1], "-Xshare:on", "-Xlog:class+load", "org.neo4j.server.CommunityEntryPoint", "-h"]
    process = start_java(arguments, archive.jars, cwd=tmp_path, console=said)
    await asyncio.to_thread(process.wait, 60)
    assert "CommunityEntryPoint source: shared objects file" in said.read_text("utf-8")


async def test_an_end_while_it_is_made_leaves_nothing(archive):
    making = asyncio.create_task(archive.make())
    while not archive.class_list.with_suffix(".log").exists():
        await asyncio.sleep(0.05)
    making.cancel()
    await asyncio.wait({making})
    assert sorted(path.name for path in archive.path.parent.iterdir()) == ["classes", "classes.log"]


async def test_without_a_list_there_is_nothing_to_make(archive):
    archive.class_list.unlink()
    await archive.make()
    assert not archive.path.exists()


def test_other_jars_have_another_archive(archive):
    assert (
        ClassDataArchive.of(archive.jars[:-1], archive.class_list).path
        != ClassDataArchive.of(archive.jars, archive.class_list).path
    )
