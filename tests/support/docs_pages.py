"""Pages of the documentation and their fenced blocks, which tests run unchanged."""

import datetime as dt
import re

from project import ROOT

DOCS = ROOT / "docs"
#: A fenced block: the words after its fence, such as `python` or `cypher run`, and its text.
FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def block(page: str, language: str) -> str:
    """Return the block of a language on a page below docs/; fail unless exactly one."""
    found = [text for info, text in FENCE.findall((DOCS / page).read_text(encoding="utf-8")) if info == language]
    assert len(found) == 1, f"docs/{page} has {len(found)} blocks of {language}, not one"
    return found[0]


def cells(page: str) -> list[tuple[str, str]]:
    """Return the notebook cells of a page: the code and the output of each."""
    found: list[tuple[str, str]] = []
    for info, text in FENCE.findall((DOCS / page).read_text(encoding="utf-8")):
        if info == "python":
            found.append((text, ""))
        elif info == "text":
            found[-1] = (found[-1][0], text)
    return found


PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md"), ROOT / "seed_data" / "README.md"])


NAMES = [str(path.relative_to(ROOT)) for path in PAGES]


#: Values of the parameters that snippets may have.
VALUES = {"as_of": dt.date(2025, 7, 20), "known_at": dt.datetime(2025, 7, 20, 23, 59, 59, tzinfo=dt.UTC)}


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def section(name: str, heading: str) -> str:
    """Return the text of a section, up to the next heading that ends it."""
    level = heading.split(" ")[0]
    text = page(name)
    assert f"\n{heading}\n" in text, f"docs/{name} has no heading {heading!r}"
    rest = text.split(f"\n{heading}\n", 1)[1]
    return re.split(rf"^#{{1,{len(level)}}} ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def blocks(language: str) -> list[tuple[str, int, str]]:
    """Return every fenced block of a language, with its page and number. Other words may follow the language."""
    return [
        (name, number, text)
        for path, name in zip(PAGES, NAMES, strict=True)
        for number, (info, text) in enumerate(FENCE.findall(path.read_text(encoding="utf-8")))
        if info == language or (" " not in language and info.split(" ")[0] == language)
    ]


def ids(found: list[tuple[str, int, str]]) -> list[str]:
    return [f"{name}-{number}" for name, number, _ in found]


def calls() -> list[tuple[str, str]]:
    """Return every HTTP call in the documentation once, with its page."""
    found: dict[str, str] = {}
    for path, name in zip(PAGES, NAMES, strict=True):
        for url in re.findall(r"http://127\.0\.0\.1:8000(/[^\s'`\"]*)", path.read_text(encoding="utf-8")):
            if "…" not in url and url not in ("/cypher", "/match", "/"):
                found.setdefault(url.rstrip(")"), name)
    return list(found.items())
