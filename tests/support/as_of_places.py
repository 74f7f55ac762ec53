"""Places of relationship patterns in a query, and texts in which they are hard to find."""

from graph.asof.predicates import Predicates
from graph.asof.reader import Tokens, read_query
from graph.asof.rewriter import _Rewriter
from graph.asof.scope import GivenNames, Scope
from graph.guard import check_query

#: Texts that look like patterns and are arithmetic, or the other way round, with the number of relationships.
AMBIGUOUS = {
    "WITH 1 AS a, 2 AS b RETURN (a)-(b), (a)<-(b), (a)<(b), -(a)": 0,
    "WITH 1 AS a, [1] AS b RETURN (a)-[b, 1][0]-(a)": 0,
    "MATCH (n) WHERE (n)--() AND -(1)-(2) < 0 RETURN n": 1,
    "MATCH (n) RETURN abs(n.x)--(1), [(n)-->(m) | m], [n.x, (1)-(2)]": 1,
    "MATCH (n) WHERE (n)--(:A)--(:B) OR NOT (n)<--() RETURN n": 3,
    "MATCH (where)-[is]->(case) RETURN where.x, is.y": 1,
    "MATCH (match)-->(order) WITH match AS with, order RETURN with.id": 1,
    "MATCH (n) RETURN [x IN [n] WHERE x:A|B | x:C|D], [x IN [n] | x:C|D]": 0,
    "MATCH (n) RETURN [(n)-[r]->(m) WHERE m:A|B | m.x]": 1,
    "MATCH (n) RETURN reduce(s = 0, x IN [(n)-->(m) | m] | s + COUNT { (x)--() })": 2,
    "MATCH (n) RETURN n {.id, n: COUNT { (n)--() }, m: [(n)-->(m) | m]}, {a: EXISTS { (n)--() }}": 3,
    "MATCH (n) RETURN CASE n.x WHEN > 5, < 3 THEN 1 WHEN IS NULL THEN 2 ELSE 3 END": 0,
    "MATCH (n) WHERE n.x IS :: INTEGER NOT NULL | STRING AND n IS NOT NULL AND n IS A|B RETURN n": 0,
    "MATCH (n) WHERE n.x STARTS WITH 'a' OR n.x IS NOT NFC NORMALIZED RETURN trim(BOTH ' ' FROM n.x)": 0,
    "MATCH (a) /* (x)-->(y) */ -[ // (z)--()\n r ]-> (b) WHERE a.x = '(a)--(b)' RETURN `(a)--(b)`": 1,
    "MATCH p = SHORTEST 2 GROUPS (a)-[]-{1,3}(b), q = shortestPath((a)-[*]-(b)) RETURN p, q": 2,
    "MATCH (a)((x)-[r]->(y) WHERE x.z > 1){1,3}(b)-->{2}(c) RETURN count(*)": 2,
    "MATCH (c:C)-[:M*1..2]->(p) USING INDEX c:C(id) USING JOIN ON p WHERE c.id = 1 RETURN p": 1,
    "CALL db.index.fulltext.queryNodes('x', 'y') YIELD node AS n, score MATCH (n)--() RETURN *": 1,
    "MATCH (m) CALL (m) { MATCH (m)-->(x) RETURN x UNION MATCH (m)<--(x) RETURN x } RETURN *": 2,
    "UNWIND [1] AS x WITH x WHERE x > 0 RETURN x ORDER BY x DESC SKIP 1 LIMIT 2": 0,
}


def find_links(text: str) -> list[int]:
    """Return the offset of each relationship pattern that the reader finds."""
    tokens = Tokens(check_query(text).text)
    rewriter = _Rewriter(tokens, Predicates(has_day=True, surely=False))
    rewriter.query(read_query(tokens), GivenNames(), Scope())
    rewriter.require_all_links()
    return [tokens.starts[place] for place in sorted(rewriter.links_read)]
