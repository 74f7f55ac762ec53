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
