"""Allowed procedures, functions and SHOW commands, and rejected commands with advice."""

import re
from collections.abc import Sequence

ALLOWED_PROCEDURES = frozenset(
    {
        "db.index.fulltext.queryNodes",
        "db.index.fulltext.queryRelationships",
        "db.labels",
        "db.propertyKeys",
        "db.relationshipTypes",
        "db.schema.nodeTypeProperties",
        "db.schema.relTypeProperties",
        "db.schema.visualization",
    }
)

TOOLS_PROCEDURES = frozenset({"db.ping", "dbms.clientConfig", "dbms.components", "dbms.showCurrentUser"})
"""Procedures that analysts' tools call about the server, without being asked by their users."""

ROUTING_QUERIES = frozenset(
    {
        "CALL dbms.routing.getRoutingTable($context)",
        "CALL dbms.routing.getRoutingTable($context, $database)",
    }
)
"""Queries that such tools send, word for word, to find the servers to connect to."""

ALLOWED_FUNCTIONS = frozenset({
    "all", "any", "exists", "isEmpty", "none", "single",
    "allShortestPaths", "elementId", "endNode", "id", "keys", "labels", "length", "nodes", "properties",
    "relationships", "shortestPath", "startNode", "type",
    "avg", "collect", "count", "max", "min", "percentileCont", "percentileDisc", "stDev", "stDevP", "sum",
    "char_length", "character_length", "coalesce", "head", "last", "nullIf", "randomUUID", "size", "timestamp",
    "valueType",
    "toBoolean", "toBooleanList", "toBooleanOrNull", "toFloat", "toFloatList", "toFloatOrNull", "toInteger",
    "toIntegerList", "toIntegerOrNull",
    "toString", "toStringList", "toStringOrNull",
    "range", "reduce", "reverse", "tail",
    "abs", "ceil", "floor", "isNaN", "rand", "round", "sign", "e", "exp", "log", "log10", "sqrt",
    "acos", "asin", "atan", "atan2", "cos", "cot", "degrees", "haversin", "pi", "radians", "sin", "tan",
    "btrim", "left", "lower", "ltrim", "normalize", "replace", "right", "rtrim", "split", "substring", "toLower",
    "toUpper", "trim", "upper",
    "point", "point.distance", "point.withinBBox", "vector.similarity.cosine", "vector.similarity.euclidean",
    "date", "datetime", "localdatetime", "localtime", "time",
    "date.realtime", "datetime.realtime", "localdatetime.realtime", "localtime.realtime", "time.realtime",
    "date.statement", "datetime.statement", "localdatetime.statement", "localtime.statement", "time.statement",
    "date.transaction", "datetime.transaction", "localdatetime.transaction", "localtime.transaction",
    "time.transaction",
    "date.truncate", "datetime.truncate", "localdatetime.truncate", "localtime.truncate", "time.truncate",
    "datetime.fromEpoch", "datetime.fromEpochMillis",
    "duration", "duration.between", "duration.inDays", "duration.inMonths", "duration.inSeconds",
})  # fmt: skip
"""Built-in functions, without file, linenumber, graph.byName and graph.byElementId, which reach outside a query."""

_WRITES = "changes the graph, and only reading is allowed: use MATCH and RETURN"
_ADMIN = "administers the database, and only reading is allowed: use MATCH and RETURN"
_CATALOGUE = "asks about the server, not the graph: use CALL db.labels() or CALL db.schema.visualization() instead"
_FILES = "loads files or URLs, and only reading the graph is allowed: use MATCH and RETURN"

REJECTED_COMMANDS: dict[str, str] = {
    **dict.fromkeys(("CREATE", "DELETE", "DETACH", "FOREACH", "INSERT", "MERGE", "NODETACH", "REMOVE", "SET"), _WRITES),
    **dict.fromkeys(("ALTER", "DEALLOCATE", "DENY", "DROP", "DRYRUN", "ENABLE", "GRANT", "REALLOCATE"), _ADMIN),
    **dict.fromkeys(("RENAME", "REVOKE", "START", "STOP", "TERMINATE"), _ADMIN),
    **dict.fromkeys(("BEGIN", "COMMIT", "ROLLBACK", "SESSION", "PERIODIC"), _ADMIN),
    "SHOW": _CATALOGUE,
    "LOAD": _FILES,
    "USE": "selects another graph, and this service has only one: remove it",
    "CYPHER": "sets options for planning and running the query, which is not allowed: remove it",
}
"""Commands that do more than read. Such a word may be a name if no operand of the command follows."""

IN_TRANSACTIONS = "runs a subquery in separate transactions, which only writing needs: remove IN TRANSACTIONS"

MISPLACED_KEYWORDS: dict[str, str] = {
    "EXPLAIN": "is only allowed once, before the whole query: remove it here",
    "PROFILE": "is only allowed once, before the whole query: remove it here",
    "YIELD": "is only allowed after CALL with a procedure: use WITH or RETURN here",
}
"""Keywords of read queries that are invalid in most places."""

SUBQUERIES = frozenset({"COLLECT", "COUNT", "EXISTS"})

_EXECUTABLE = r"(?: EXECUTABLE(?: BY CURRENT USER)?)?"
_ALLOWED_SHOW = re.compile(
    r"(?:CURRENT USER|(?:HOME|DEFAULT) DATABASE"
    r"|DATABASES?(?: (?!YIELD |WHERE )(?:[A-Z]\w*|`[^` ]*`|\$\w+))?"
    rf"|PROCEDURES?{_EXECUTABLE}|(?:(?:ALL|BUILT IN|USER DEFINED) )?FUNCTIONS?{_EXECUTABLE}"
    r"|(?:(?:ALL|FULLTEXT|LOOKUP|POINT|RANGE|TEXT|VECTOR) )?INDEX(?:ES)?"
    r"|(?:(?:ALL|NODE|RELATIONSHIP|REL|PROPERTY|UNIQUE|UNIQUENESS|EXISTENCE|EXIST|KEY|TYPE) ){0,4}CONSTRAINTS?)(?= )"
)
_MAX_SHOW_TOKENS = 8


def match_show_command(tokens: Sequence[str], place: int) -> int:
    """Return how many tokens after SHOW name an allowed subject; 0 for others."""
    following = "".join(f"{token} " for token in tokens[place + 1 : place + 1 + _MAX_SHOW_TOKENS])
    matched = _ALLOWED_SHOW.match(following.upper())
    # No database has the name of a command, so such a word begins a second command.
    if not matched or not REJECTED_COMMANDS.keys().isdisjoint(matched[0].split()):
        return 0
    return matched[0].count(" ") + 1
