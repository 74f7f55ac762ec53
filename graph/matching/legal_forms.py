"""Legal forms of companies, as they are written in Latin letters."""

from functools import cache, lru_cache

from rapidfuzz.distance import OSA


def _split(words: str) -> frozenset[str]:
    return frozenset(words.split())


#: Forms by code. Forms of one code are the same; those of one family differ little.
_SPELLINGS = {
    "LLC": "llc|l l c|ooo|o o o|limited liability company|obshchestvo s ogranichennoy otvetstvennostyu"
    "|obshchestvo s ogranichennoi otvetstvennostyu|obshchestvo s ogranichennoj otvetstvennostju"
    "|obschestvo s ogranichennoy otvetstvennostyu|obshchestvo s ogranichennoi otvetstvennostiu|tov|too|wll|w l l|mchj"
    "|limited liability partnership|llp|l l p|fz llc|fzllc|mas uliyati mehdud cemiyyeti",
    "LTD": "ltd|limited|co ltd|co limited|company ltd|company limited|limited company|pte ltd|pte limited|pty ltd"
    "|pty limited|pvt ltd|pvt limited|private limited|private ltd|private limited company|ltda|limitada|ltd sti"
    "|limited sirketi|ltd co|sdn bhd|sendirian berhad|you xian gong si|you xian ze ren gong si|youxian gongsi|co ltda"
    "|corp ltd|corporation limited|corp limited|corporation ltd|ltd company|lda",
    "JSC": "jsc|j s c|ao|a o|joint stock company|joint stock co|aktsionernoe obshchestvo|aktsionernoye obshchestvo"
    "|ojsc|o j s c|oao|o a o|open joint stock company|otkrytoe aktsionernoe obshchestvo|zao|z a o|cjsc|c j s c"
    "|closed joint stock company|zakrytoe aktsionernoe obshchestvo|pao|p a o|pjsc|p j s c|public joint stock company"
    "|publichnoe aktsionernoe obshchestvo|private joint stock company|prjsc|pjs|pat|prat|gu fen you xian gong si"
    "|jsc npo|sherkate sahami|p j s company|joint stockcompany|jointstock company",
    "AS": "as|a s|a s|anonim sirketi|anonim sti|a d|ad|d d|dd|doo|d o o|s p a|spa|societa per azioni|ag|a g"
    "|aktiengesellschaft|n v|nv|plc|p l c|public limited company|oyj|oy|ab|aktiebolag|asa|aps|k k|kabushiki kaisha"
    "|kabushikigaisha|se",
    "SA": "s a|sa|sociedad anonima|societe anonyme|s a s|sas|s a l|sal|societe anonyme libanaise|s a de c v|sa de cv"
    "|sociedad anonima de capital variable|s a c|sac|s a e|sae|s a r l|sarl|societe a responsabilite limitee|s r l|srl"
    "|s r o|sro|s de r l|s de r l de c v|s de rl de cv|sociedad de responsabilidad limitada|s c a|c a|compania anonima"
    "|sociedad por acciones simplificada|s l|sl|sociedad limitada|societa a responsabilita limitata|s n c|snc",
    "GMBH": "gmbh|g m b h|mbh|gesellschaft mit beschraenkter haftung|gesellschaft mit beschrankter haftung|gmbh co kg"
    "|kg|ug|ohg|b v|bv|besloten vennootschap|sp z o o|sp zoo|spolka z o o|kft|zrt|bvba|sprl",
    "INC": "inc|incorporated|corp|corporation|corporation inc|corp inc|co inc|company inc",
    "CO": "co|company|gong si|gongsi|and co|cie|cia|compania|compagnie|kompaniya|sherkat",
    "FZ": "fze|f z e|fzc|f z c|fzco|f z co|free zone establishment|free zone company|dmcc|dmc c|fz co|free zone co"
    "|jlt|dwc llc",
    "STATE": "fgup|f g u p|gup|federal state unitary enterprise|state unitary enterprise|unitary enterprise|rup|r u p"
    "|federalnoe gosudarstvennoe unitarnoe predpriyatie",
}
#: Short forms that are also words or initials: cut only at an end of a name that has another word before or after.
_SHORT = 3
#: Words of the long forms, which tell nothing also where they stand alone or are misspelt.
LEGAL_WORDS = _split(
    "limited liability company incorporated corporation joint stock public private closed obshchestvo obschestvo "
    "ogranichennoi ogranichennoy otvetstvennostyu otvetstvennostiu aktsionernoe aktsionernoye otkrytoe zakrytoe "
    "publichnoe sociedad anonima societe anonyme capital variable responsabilidad limitada gesellschaft "
    "beschraenkter beschrankter haftung sendirian berhad sirketi anonim aktiengesellschaft vennootschap besloten "
    "ltd llc inc corp co jsc ooo oao zao pao ojsc cjsc pjsc gmbh"
)

_LONG, _VERY_LONG = 6, 9
_LONG_WORDS = sorted(word for word in LEGAL_WORDS if len(word) > _LONG)


@cache
def _forms() -> dict[tuple[str, ...], str]:
    return {tuple(form.split()): code for code, line in _SPELLINGS.items() for form in line.split("|")}


@cache
def _longest() -> int:
    return max(map(len, _forms()))


@lru_cache(maxsize=8192)
def _correct(word: str) -> str:
    """Return the long word of a legal form that a word misspells, or the word itself."""
    if len(word) < _LONG or word in LEGAL_WORDS:
        return word
    for known in _LONG_WORDS:
        if OSA.distance(word, known, score_cutoff=2) <= (1 if len(known) < _VERY_LONG else 2):
            return known
    return word


def cut_legal_forms(words: tuple[str, ...], initials: bool = False) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return the words without legal forms, and the codes of these forms.

    A form of up to three letters is only cut at the start or the end, and one of single letters not from ``initials``.
    A name that is nothing but a form stays whole.
    """
    words = tuple(map(_correct, words))
    kept: list[str] = []
    codes: set[str] = set()
    place, end = 0, len(words)
    while place < end:
        length, code = _find_form(words, place, initials)
        if code:
            codes.add(code)
            place += length
        else:
            kept.append(words[place])
            place += 1
    return (tuple(kept), frozenset(codes)) if kept else (words, frozenset())


def _find_form(words: tuple[str, ...], place: int, initials: bool) -> tuple[int, str | None]:
    for length in range(min(_longest(), len(words) - place), 0, -1):
        form = words[place : place + length]
        code = _forms().get(form)
        if code is None:
            continue
        single = all(len(word) == 1 for word in form)
        if single and initials:
            continue
        short = sum(map(len, form)) <= _SHORT and form != ("ltd",)
        rest = words[place + length :]
        at_end = not rest or all(len(word) <= 4 and (word,) in _forms() for word in rest)
        if short and not (at_end or (place == 0 and not single)):
            continue
        return length, code
    return 0, None
