"""Trigrams of words."""

#: First character of a key that is a skeleton: no operator of Lucene's query language begins with it.
SKELETON_MARK = "0"


def make_trigrams(word: str) -> list[str]:
    """Return the trigrams of a word, with its ends marked."""
    marked = f"_{word}_"
    return [marked[at : at + 3] for at in range(len(marked) - 2)]
