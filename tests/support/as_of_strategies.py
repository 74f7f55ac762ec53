"""Random graphs, moments and queries, for comparing a query as of a moment with the graph of that moment."""

import datetime as dt

from as_of import clocks
from hypothesis import strategies as st

DAYS = [dt.date(2025, month, 1) for month in range(1, 7)]
OPEN_DAY, START_DAY = dt.date(9999, 12, 31), dt.date(1, 1, 1)
OPEN = dt.datetime(9999, 12, 31, tzinfo=dt.UTC)
KINDS = ["Company", "Product", "Measure"]
TYPES = ["MAKES", "RESTRICTS", "TARGETS"]
EVIDENCE = ["ABOUT", "MADE_BY"]


def _instant(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)


@st.composite
def _intervals(draw):
    """Draw the six dates of a relationship."""
    start, end = sorted(draw(st.tuples(*[st.sampled_from([START_DAY, *DAYS, OPEN_DAY])] * 2)))
    known = sorted(draw(st.tuples(*[st.sampled_from(DAYS)] * 2)))
    latest = draw(st.sampled_from([start, min(end, max(start, DAYS[3]))]))
    return {
        "valid_from": start, "valid_from_latest": latest, "valid_to": end, "valid_to_earliest": max(latest, end),
        "known_from": _instant(known[0]), "known_to": draw(st.sampled_from([OPEN, _instant(known[1])])),
    }  # fmt: skip


@st.composite
def graphs(draw):
    """Draw a graph of six nodes and up to twelve relationships: links, status periods, and statements in a source."""
    nodes = [{"id": f"n{n}", "labels": ["Entity", draw(st.sampled_from(KINDS))], "dates": {}} for n in range(3)]
    period, known = draw(_intervals()), _instant(draw(st.sampled_from(DAYS)))
    nodes.append({"id": "period", "labels": ["StatusPeriod"], "dates": period})
    nodes.append({"id": "said", "labels": ["Statement"], "dates": {"known_from": known, "valid_from": "2025"}})
    nodes.append({"id": "source", "labels": ["Source"], "dates": {"published_at": known}})
    ends = st.sampled_from(["n0", "n1", "n2"])
    links = [
        {"from": draw(ends), "to": draw(ends), "type": draw(st.sampled_from(TYPES)), "dates": draw(_intervals())}
        for _ in range(draw(st.integers(1, 8)))
    ]
    evidence = {"valid_from": START_DAY, "valid_to": OPEN_DAY, "known_from": known, "known_to": OPEN}
    links.append({"from": draw(ends), "to": "period", "type": "HAS_STATUS", "dates": period})
    links.append({"from": "said", "to": "source", "type": "REPORTED_IN", "dates": evidence})
    links += [{"from": "said", "to": draw(ends), "type": name, "dates": evidence} for name in EVIDENCE]
    return {"nodes": nodes, "links": links}


@st.composite
def moments(draw):
    day = draw(st.sampled_from([None, *DAYS]))
    known = draw(st.sampled_from(DAYS))
    holds = draw(st.sampled_from([None, "surely"])) if day else None
    return clocks(day and day.isoformat(), known.isoformat(), holds)


LABELS = st.sampled_from(
    ["", "", ":Company", ":Product|Measure", ":StatusPeriod", ":Statement", ":!Entity", " IS Source", ":Entity"]
)
RELATIONSHIPS = st.sampled_from(["", "", ":MAKES", ":MAKES|TARGETS", ":!ABOUT", ":HAS_STATUS", ":ABOUT|MADE_BY", ":%"])
ARROWS = st.sampled_from([("-", "->"), ("<-", "-"), ("-", "-")])
STARS = ["*0..2", "*1..2", "*2", "*..2"]
QUANTIFIERS = ["{1,2}", "{0,2}", "{2}", "{,1}"]
BRACKETED = ["[]", "[r{n}{types}]", "[{types}]", "[r{n}{types} WHERE r{n}.valid_to IS NULL OR true]"]


class _Names:
    """Numbers that make the names in one query different."""

    def __init__(self) -> None:
        self.number = 0

    def next(self) -> int:
        self.number += 1
        return self.number


@st.composite
def _hops(draw, names, form):
    """Draw a relationship and its arrows. ``form``: star, quantifier or plain; Neo4j takes no two in one pattern."""
    left, right = draw(ARROWS)
    types = draw(RELATIONSHIPS)
    if form == "star" and draw(st.booleans()):
        plain = "" if types in (":!ABOUT", ":%") else types  # Neo4j takes no type expression with a star
        return f"{left}[{plain}{draw(st.sampled_from(STARS))}]{right}"
    inside = draw(st.sampled_from(["", *BRACKETED])).format(n=names.next(), types=types)
    after = draw(st.sampled_from(["", *QUANTIFIERS])) if form == "quantifier" else ""
    return f"{left}{inside}{right}{after}"


@st.composite
def _tests(draw, names, form):
    """Draw a condition on the nodes a and b. Neo4j takes no star next to a quantifier, also not in a condition."""
    node = draw(st.sampled_from("ab"))
    form = "plain" if form == "quantifier" else draw(st.sampled_from(["plain", "star"]))
    hop = draw(_hops(names, form))
    unnamed = draw(st.sampled_from(["--", "-->", "<-[:MAKES]-"] + ["-[:MAKES|ABOUT*1..2]->"] * (form == "star")))
    other, label = f"x{names.next()}", draw(LABELS)
    return draw(
        st.sampled_from(
            [
                f"({node}){unnamed}()",
                f"NOT ({node}){unnamed}()",
                f"exists(({node}){unnamed}({label}))",
                f"EXISTS {{ ({node}){hop}({other}{label}) }}",
                f"EXISTS {{ MATCH ({node}){hop}({other}) WHERE {other}.id > 'n1' OR ({other})--(a) }}",
                f"COUNT {{ ({node}){hop}({other}) }} > 1",
                f"COUNT {{ ({other}{label}) WHERE {other}.id <> a.id }} > 1",
                f"size([({node}){hop}({other}{label}) WHERE {other}.id > 'n1' OR {other}:Source|Measure | 1]) = 1",
                "a.id <> b.id OR b:Product",
                f"CASE WHEN ({node}){unnamed}() THEN true ELSE a.id = 'n1' END",
            ]
        )
    )


@st.composite
def queries(draw):
    """Draw a query: one or two patterns, conditions, an asterisk or subqueries, and columns."""
    names, form = _Names(), draw(st.sampled_from(["plain", "star", "quantifier"]))
    hop = draw(_hops(names, form))
    text = f"MATCH p = (a{draw(LABELS)}){hop}(b{draw(LABELS)})"
    if draw(st.booleans()):
        text += f" WHERE {draw(_tests(names, form))}" + draw(st.sampled_from(["", " OR a:Company", " AND true"]))
    second = draw(st.sampled_from(["", "MATCH", "OPTIONAL MATCH", "alone", "CALL", "UNION"]))
    again = draw(_hops(names, form))
    if second in ("MATCH", "OPTIONAL MATCH"):
        text += f" {second} (b){again}(c{draw(LABELS)})"
    elif second == "alone":
        text += f" MATCH (c{draw(LABELS)})"
    elif second == "CALL":
        text += f" CALL (a) {{ MATCH (a){again}(c) RETURN count(c) AS n }}"
    text += draw(st.sampled_from(["", " WITH *", " WITH DISTINCT *", " WITH *, count(*) AS k", " WITH a, b"]))
    columns = [
        "*", "a, b", "DISTINCT a.id, b", "*, 1 AS one", "count(*)", "a.id, COUNT { (a)--() }",
        "a {.id, some: EXISTS { (b)-->() }}", "DISTINCT COUNT { (a)-->() } ORDER BY COUNT { (a)-->() }",
        f"b.id, CASE WHEN {draw(_tests(names, form))} THEN 1 ELSE 0 END",
    ]  # fmt: skip
    returned = draw(st.sampled_from(columns))
    text += f" RETURN {returned}"
    return f"{text} UNION ALL {text}" if second == "UNION" else text
