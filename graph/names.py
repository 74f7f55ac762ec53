"""Names as people write them: what counts as the same name, and how near two names are."""

import re
import unicodedata

_NOT_WORD = re.compile(r"[\W_]+")


def fold(name: str) -> str:
    """A name without accents, case, punctuation and width: what is left is compared."""
    decomposed = unicodedata.normalize("NFKD", name)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    return _NOT_WORD.sub(" ", bare.casefold()).strip()


def words(name: str) -> list[str]:
    """The words of a folded name."""
    return fold(name).split()
