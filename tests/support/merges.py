"""Statements that merge entities."""

from hypothesis import strategies as st
from records import said, source

SOURCES = {s.id: s for s in (source("a", "2025-02-01"), source("b", "2025-05-02"), source("c", "2025-08-11"))}


COMPANIES = ("company:a", "company:b", "company:c", "company:d")


def same(one, other, **fields):
    return said(one, "SAME_AS", other, **fields)


def apart(merge, **fields):
    fields = {"source": "source:b"} | fields
    return said(merge.subject, "SAME_AS", merge.object, stance="retracts", retracts=(merge.id,), **fields)


@st.composite
def told(draw):
    """Draw a statement that may name companies in every field that holds an entity."""
    subject, target = draw(st.sampled_from(COMPANIES)), draw(st.sampled_from(["product:p", "product:q"]))
    predicate = draw(st.sampled_from(["MAKES", "OWNS", "NEGOTIATES_WITH"]))
    if predicate != "MAKES":
        target = draw(st.sampled_from([c for c in COMPANIES if c != subject]))
    if predicate == "NEGOTIATES_WITH":
        subject, target = sorted((subject, target))
    return said(
        subject,
        predicate,
        target,
        stance=draw(st.sampled_from(["asserts", "asserts", "denies", "expects"])),
        source=draw(st.sampled_from(sorted(SOURCES))),
        said_by=draw(st.sampled_from([None, *COMPANIES])),
        properties={"about": ["product:p"]} if predicate == "NEGOTIATES_WITH" else {},
    )


PAIRS = st.sampled_from([(a, b) for a in COMPANIES for b in COMPANIES if a != b])
