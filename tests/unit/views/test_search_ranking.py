"""Queries in Lucene's query language, and the ranking of their results."""

from hypothesis import given
from hypothesis import strategies as st

from graph.model.names import fold_compact, make_search_keys
from graph.views.search_ranking import build_lucene_query, rank_hits


@st.composite
def in_notation(draw, code):
    """Draw a code in another case and with other separators between letters and digits."""
    return "".join(
        draw(st.sampled_from(["", "", " ", ".", "-"])) + draw(st.sampled_from([c.lower(), c.upper()]))
        for c in code
        if c.isalnum()
    ).strip(" .-")


@given(st.sampled_from(["0101210010", "854231", "3A090", "Q182477", "7LTWFZYICNSX8D621K86", "90 FR 47201"]), st.data())
def test_equal_codes_find_each_other_in_any_notation(code, data):
    asked, stored = data.draw(in_notation(code)), data.draw(in_notation(code))
    kind = {"identifiers": {"hs": stored}} if code[0] in "08" else {"identifiers": {"official_ref": stored}}
    prefix = "product" if code[0] in "08" else "measure"
    row = {"id": f"{prefix}:p", "name": "Thing", **kind["identifiers"]}
    ((score, matched, _),) = rank_hits(asked, [row], every_word=True)
    assert (score, matched) == (1.0, stored)
    key = f'"={fold_compact(asked)}"'
    assert key.strip('"') in make_search_keys(["Thing"], [stored])
    assert key in build_lucene_query(asked, every_word=True)
