"""Programs of the pages in docs/tools/ in other languages, run through the Bolt proxy.

Each needs its language on the machine. The language's own tool installs the packages into a temporary folder, in the
versions that the page names.
"""

import asyncio
import json
import os
import re
import shlex
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from bolt_client import wait_for
from docs_pages import DOCS, block
from docs_programs import REFUSED
from project import ROOT

CLIENTS = Path(__file__).parent / "clients"
#: Paths that these programs depend on: the tests run if these differ from main, and always in CI.
BEARING = ("docs/tools", "app/bolt", "graph/guard", "graph/local_neo4j", "seed_data", "tests/support", "tests/system")


@dataclass
class Language:
    """Language: its programs on the machine, the files to paste, and the commands for them."""

    needs: tuple[str, ...]
    version: tuple[str, int]
    files: dict[str, str]
    prepare: str
    run: str


LANGUAGES = {
    "javascript": Language(
        ("node", "npm"), ("node --version", 18), {"reading.mjs": "js", "index.html": "html"},
        "npm ci --prefer-offline --no-audit --no-fund --no-update-notifier", "node reading.mjs",
    ),
    "java": Language(
        ("java", "javac", "mvn"), ("javac -version", 17), {"Reading.java": "java", "pom.xml": "xml"},
        "mvn -q -B dependency:copy-dependencies", "java -cp 'lib/*' Reading.java",
    ),
    "go": Language(("go",), ("go version", 1), {"reading.go": "go"}, "go build -o /dev/null .", "go run ."),
}  # fmt: skip


def needless() -> str:
    """Return why the programs need not run; empty if they must, or git cannot compare."""
    if os.environ.get("TRADEGRAPH_TEST_LANGUAGES") == "always":
        return ""
    base = git("merge-base", "HEAD", "origin/main")
    if base is None or git("rev-parse", "HEAD") == base:
        base = git("rev-parse", "HEAD~1")
    changed = base and git("diff", "--name-only", base, "--", *BEARING)
    new = git("ls-files", "--others", "--exclude-standard", "--", *BEARING)
    if changed != "" or new != "":
        return ""
    return "the proxy and docs/tools are as on main: TRADEGRAPH_TEST_LANGUAGES=always runs these programs"


def git(*arguments: str) -> str | None:
    """Return what git prints; None if it fails."""
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    return done.stdout.strip() if done.returncode == 0 else None


def lacking(language: Language) -> str:
    """Return what the machine lacks for a language, in words; empty if nothing."""
    missing = [name for name in language.needs if not shutil.which(name)]
    if missing:
        return f"there is no {' and no '.join(missing)} on this machine"
    command, least = language.version
    told = subprocess.run(shlex.split(command), capture_output=True, text=True, timeout=60).stdout
    found = re.search(r"\d+", told)
    return "" if found and int(found[0]) >= least else f"{command} says {told.strip()!r}, not {least} or newer"


def call(command: str, folder: Path, **more: str) -> str:
    """Run a command that must succeed, and return its output."""
    done = subprocess.run(
        shlex.split(command), cwd=folder, env={**os.environ, **more}, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="session")
def pasted(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return a function that writes a page's files into a folder and installs their packages."""

    @cache
    def laid_out(name: str) -> Path:
        language, folder = LANGUAGES[name], tmp_path_factory.mktemp(name)
        if why := needless() or lacking(language):
            pytest.skip(why)
        if (CLIENTS / name).exists():
            shutil.copytree(CLIENTS / name, folder, dirs_exist_ok=True)
        for file, kind in language.files.items():
            (folder / file).write_text(block(f"tools/{name}.md", kind), encoding="utf-8")
        call(language.prepare, folder)
        return folder

    return laid_out


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_program_reads_is_refused_its_write_and_closes(pasted, door, seeded, name):
    folder, page = pasted(name), f"tools/{name}.md"
    printed = call(LANGUAGES[name].run, folder, TRADEGRAPH_BOLT=door.uri, TRADEGRAPH_READER_PASSWORD=door.auth[1])
    assert printed == block(page, "text")
    assert printed.splitlines()[-1] == REFUSED
    assert LANGUAGES[name].run in (DOCS / page).read_text(encoding="utf-8")
    wait_for(lambda: door.visits == 0)


async def test_the_same_program_reads_in_a_page_and_closes(pasted, door, seeded, browser):
    folder = await asyncio.to_thread(pasted, "javascript")
    shown = block("tools/javascript.md", "text").splitlines()
    answers, printed, complaints = [door.uri, door.auth[1]], [], []
    page = await browser.new_page()
    page.on("dialog", lambda asked: asked.accept(answers.pop(0)))
    page.on("console", lambda message: (printed if message.type == "log" else complaints).append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    with served(folder) as address:
        await page.goto(address)
        await asyncio.to_thread(wait_for, lambda: len(printed) >= len(shown) or complaints, 20)
    await asyncio.to_thread(wait_for, lambda: door.visits == 0)  # although the page is still open
    await page.close()
    assert (printed, complaints) == (shown, [])


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder over HTTP on this machine, as the documentation recommends."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=folder)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


def test_the_pages_name_the_versions_that_are_pinned():
    ((driver, version),) = json.loads((CLIENTS / "javascript/package.json").read_text("utf-8"))["dependencies"].items()
    assert f"npm install {driver}@{version}\n" in (DOCS / "tools/javascript.md").read_text("utf-8")
    driver, version = (CLIENTS / "go/go.mod").read_text("utf-8").split("require ")[1].split()
    assert f"go get {driver}@{version}\n" in (DOCS / "tools/go.md").read_text("utf-8")
