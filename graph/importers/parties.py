"""Kinds of listed parties, from their type or the words of their names."""

import re
from typing import Literal

Kind = Literal["company", "organization", "person", "vessel", "aircraft"]

_TYPES: dict[str, Kind] = {"individual": "person", "person": "person", "vessel": "vessel", "aircraft": "aircraft"}
#: Legal forms and words of firms, in lower case without dots.
_FIRM = re.compile(
    r"\b(?:ltd|limited|ltda|llc|llp|lp|inc|incorporated|corp|corporation|co|company|compan(?:y|ies|ia)|gmbh|ag|kg|mbh|sa|"
    r"sas|sarl|sal|srl|spa|sl|sro|doo|dooel|ad|ead|eood|ood|oy|ab|as|aps|bv|nv|plc|pte|pty|pvt|pjsc|cjsc|ojsc|jsc|ooo|"
    r"oao|zao|pao|ao|tov|uab|sia|kft|zrt|fze|fzc|fzco|fzllc|dmcc|wll|bsc|jv|est|establishment|sdn|bhd|cv|sapi|rl|de rl|"
    r"obshchestvo|aktsionernoe|anonim|sirketi|sti|ltdsti|trading|traders?|industr(?:y|ies|ial)|electronics?|shipping|airlines?|airways|aviation|"
    r"bank|bancorp|holding|holdings|group|enterprises?|logistics|technolog(?:y|ies)|engineering|manufacturing|imports?|"
    r"exports?|petroleum|petrochemicals?|oil|gas|steel|mining|chemicals?|pharmaceuticals?|investments?|capital|"
    r"insurance|energy|solutions|systems|services|supply|international|global|plant|factory|works|shipyard|refinery|"
    r"motors?|aerospace|semiconductors?|microelectronics|optoelectronics|marine|cargo|transport|freight|telecom|"
    r"construction|constructora|comercializadora|inmobiliaria|distribuidora|grupo|kompaniya|zavod)\b"
)
_INSTITUTION = re.compile(
    r"\b(?:universit\w*|institut\w*|academy|college|school|laborator\w+|centre|center|ministry|department|bureau|agency|"
    r"authority|commission|committee|council|federation|foundation|association|society|union|party|movement|front|"
    r"army|brigades?|forces?|corps|police|guard|battalion|regiment|militia|organi[sz]ation|network|cartel|gang|hospital|"
    r"museum|church|mosque|embassy|consulate|directorate|administration|office|command|project|program(?:me)?|club|"
    r"charity|relief|trust|fund|team|unit|research|design|scientific|navy|military|naval|state|national|republic|"
    r"government|jamaat|hizb|hizballah|al-?qa\W?ida)\b"
)
_PERSON = re.compile(r"[^\W\d_][\w.'’`-]*(?:,? [^\W\d_][\w.'’`-]*){1,5}")


def kind_of_party(given: str, name: str, *, mostly_people: bool = False) -> Kind:
    """Return the kind of a listed party. ``mostly_people``: most entries without a type are persons."""
    if kind := _TYPES.get(given.strip().lower()):
        return kind
    words = name.lower().replace(".", "").replace("/", " ")
    if _FIRM.search(words):
        return "company"
    if _INSTITUTION.search(words):
        return "organization"
    if mostly_people and not given and _PERSON.fullmatch(name):
        return "person"
    return "organization"
