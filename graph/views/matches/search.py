"""Search hits by names that are alike in Latin letters."""

from collections.abc import Iterable, Sequence

from graph.matching.rarity import Rarity
from graph.views.matches.responses import PartyQuestion, score_candidates
from graph.views.search_ranking import Hit, Properties

#: Entities that are compared in Latin letters.
MAX_ALIKE = 20
#: Names below this score are other names.
_MIN_SCORE = 0.7
#: A name in other letters is never the name as it was typed.
_MOST = 0.99


def rank_alike(q: str, rows: Iterable[Properties], rarity: Rarity) -> list[Hit]:
    """Return the entities whose names are like a text, best first."""
    found = score_candidates(PartyQuestion("q", q), rows, rarity, _MIN_SCORE)
    return [(min(one.match.score, _MOST), one.match.name, one.row) for one in found]


def merge_hits(by_words: Sequence[Hit], alike: Sequence[Hit]) -> list[Hit]:
    """Return all hits in one order; an entity in both keeps that by its words."""
    known = {row["id"] for _, _, row in by_words}
    added = [hit for hit in alike if hit[2]["id"] not in known]
    return sorted([*by_words, *added], key=lambda hit: (-hit[0], hit[2]["id"])) if added else list(by_words)
