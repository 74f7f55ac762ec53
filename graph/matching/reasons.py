"""Reasons for a score, as sentences."""

from collections.abc import Iterator
from dataclasses import dataclass

from graph.matching.alignment import Alignment, Pair
from graph.matching.words.likeness import Way


@dataclass(frozen=True)
class Reason:
    """Reason for a score.

    ``score`` is the likeness of two words from 0 to 1, or what an adjustment adds to the score or takes from it.
    """

    feature: str
    score: float
    query: str | None
    matched: str | None
    sentence: str


_SENTENCES: dict[Way, str] = {
    "same": 'The same word: "{asked}".',
    "sound": '"{asked}" sounds like "{listed}".',
    "spelling": '"{asked}" is spelled like "{listed}".',
    "abbreviation": '"{short}" is short for "{long}".',
    "beginning": '"{short}" is the beginning of "{long}".',
    "joined": '"{asked}" and "{listed}" are the same, written apart and together.',
    "initial": '"{short}" is the initial of "{long}".',
}


def explain_alignment(found: Alignment) -> Iterator[Reason]:
    """Yield the reasons for a score: words that fit, words left over, forms and limits."""
    for pair in found.pairs:
        yield _explain_pair(found, pair)
    for word in found.only_asked:
        yield Reason("only_asked", 0.0, word, None, f'Only asked: "{word}".')
    for word in found.only_listed:
        yield Reason("only_listed", 0.0, None, word, f'Only in the listed name: "{word}".')
    yield from _explain_legal_forms(found)
    if found.asked.script != found.listed.script:
        script = found.asked.script if found.listed.script == "Latin" else found.listed.script
        if script:
            sentence = f"Compared in Latin letters: one name is in {script} script."
            yield Reason("script", 0.0, found.asked.script, found.listed.script, sentence)
    for limit in found.limits:
        yield Reason("limit", 0.0, None, None, f"The score is limited: {limit}.")
    if found.listed.bare:
        yield Reason("brackets", 0.0, None, found.listed.text, "The part in brackets of the listed name is left out.")


def _explain_pair(found: Alignment, pair: Pair) -> Reason:
    asked = " ".join(found.asked.words[at] for at in pair.asked)
    listed = " ".join(found.listed.words[at] for at in pair.listed)
    short, long = sorted((asked, listed), key=len)
    sentence = _SENTENCES[pair.way].format(asked=asked, listed=listed, short=short, long=long)
    return Reason(pair.way, round(pair.value, 2), asked, listed, sentence)


def _explain_legal_forms(found: Alignment) -> Iterator[Reason]:
    asked, listed = (", ".join(sorted(name.legal)) or None for name in (found.asked, found.listed))
    if asked == listed:
        return
    cost = -found.legal_difference
    if asked and listed:
        sentence = f"The legal forms differ: {asked} asked, {listed} listed."
    elif asked:
        sentence = f"The legal form {asked} is only asked."
    else:
        sentence = f"The legal form {listed} is only in the listed name."
    yield Reason("legal_form", cost, asked, listed, sentence)
