"""The pages of the documentation as the tests read them: their fenced blocks, which are run as they stand."""

import re

from conftest import ROOT

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
