"""Tables of words, from ``words.yaml``: legal forms, titles, places, and words that are frequent everywhere."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def _tables() -> dict[str, Any]:
    tables: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text(encoding="utf-8"))
    return tables


def _split(name: str) -> frozenset[str]:
    return frozenset(_tables()[name].split())


#: Titles and function words, which weigh almost nothing and give no keys.
SMALL_WORDS = _split("small_words")
#: Words of the long legal forms, which tell nothing even alone.
LEGAL_WORDS = _split("legal_words")
#: Places, and parts of a company. A question often adds them.
PLACES = _split("places")
#: Frequent words, with the number of names in a thousand that have them.
USUAL_WORDS: dict[str, int] = {word: count for count, line in _tables()["usual_words"].items() for word in line.split()}
#: Legal forms as words, with the code of each.
LEGAL_FORMS = {tuple(form.split()): code for code, line in _tables()["legal_forms"].items() for form in line.split("|")}
