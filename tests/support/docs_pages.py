"""The pages of the documentation as the tests read them: their fenced blocks, which are run as they stand."""

import datetime as dt
import re

from project import ROOT

DOCS = ROOT / "docs"
#: A fenced block: what stands behind its fence, as `python` or `cypher run`, and its text.
FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def block(page: str, language: str) -> str:
    """The one block of this language on a page, named from docs/ on; a page with none or several is at fault."""
    found = [text for info, text in FENCE.findall((DOCS / page).read_text(encoding="utf-8")) if info == language]
    assert len(found) == 1, f"docs/{page} has {len(found)} blocks of {language}, not one"
    return found[0]


def cells(page: str) -> list[tuple[str, str]]:
    """The cells of a notebook that a page shows, in their order: the code of each, and what it says that it prints."""
    found: list[tuple[str, str]] = []
    for info, text in FENCE.findall((DOCS / page).read_text(encoding="utf-8")):
        if info == "python":
            found.append((text, ""))
        elif info == "text":
            found[-1] = (found[-1][0], text)
    return found


PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md"), ROOT / "seed_data" / "README.md"])


NAMES = [str(path.relative_to(ROOT)) for path in PAGES]


#: What the snippets take as parameters, where they have any.
VALUES = {"as_of": dt.date(2025, 7, 20), "known_at": dt.datetime(2025, 7, 20, 23, 59, 59, tzinfo=dt.UTC)}


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def section(name: str, heading: str) -> str:
    """What stands below a heading, up to the next one of any level that is not deeper."""
    level = heading.split(" ")[0]
    text = page(name)
    assert f"\n{heading}\n" in text, f"docs/{name} has no heading {heading!r}"
    rest = text.split(f"\n{heading}\n", 1)[1]
    return re.split(rf"^#{{1,{len(level)}}} ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def blocks(language: str) -> list[tuple[str, int, str]]:
    """Every fenced block of a language, with its page and number; the language may be followed by a mark."""
    return [
        (name, number, text)
        for path, name in zip(PAGES, NAMES, strict=True)
        for number, (info, text) in enumerate(FENCE.findall(path.read_text(encoding="utf-8")))
        if info == language or (" " not in language and info.split(" ")[0] == language)
    ]


def ids(found: list[tuple[str, int, str]]) -> list[str]:
    return [f"{name}-{number}" for name, number, _ in found]


def calls() -> list[tuple[str, str]]:
    """Every HTTP call that is shown, once."""
    found: dict[str, str] = {}
    for path, name in zip(PAGES, NAMES, strict=True):
        for url in re.findall(r"http://127\.0\.0\.1:8000(/[^\s'`\"]*)", path.read_text(encoding="utf-8")):
            if "…" not in url and url not in ("/cypher", "/"):
                found.setdefault(url.rstrip(")"), name)
    return list(found.items())
