"""What an ad-hoc query may call, and the words it may not use, each with what to do instead."""

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
"""What tools that analysts connect with ask on their own account."""

ROUTING_QUERIES = frozenset(
    {
        "CALL dbms.routing.getRoutingTable($context)",
        "CALL dbms.routing.getRoutingTable($context, $database)",
    }
)
"""What such tools ask, word for word, to find out where to connect."""

_FUNCTIONS = """
all any exists isEmpty none single
allShortestPaths elementId endNode id keys labels length nodes properties relationships shortestPath startNode type
avg collect count max min percentileCont percentileDisc stDev stDevP sum
char_length character_length coalesce head last nullIf randomUUID size timestamp valueType
toBoolean toBooleanList toBooleanOrNull toFloat toFloatList toFloatOrNull toInteger toIntegerList toIntegerOrNull
toString toStringList toStringOrNull
range reduce reverse tail
abs ceil floor isNaN rand round sign e exp log log10 sqrt
acos asin atan atan2 cos cot degrees haversin pi radians sin tan
btrim left lower ltrim normalize replace right rtrim split substring toLower toUpper trim upper
point point.distance point.withinBBox vector.similarity.cosine vector.similarity.euclidean
date datetime localdatetime localtime time
date.realtime datetime.realtime localdatetime.realtime localtime.realtime time.realtime
date.statement datetime.statement localdatetime.statement localtime.statement time.statement
date.transaction datetime.transaction localdatetime.transaction localtime.transaction time.transaction
date.truncate datetime.truncate localdatetime.truncate localtime.truncate time.truncate
datetime.fromEpoch datetime.fromEpochMillis
duration duration.between duration.inDays duration.inMonths duration.inSeconds
"""
ALLOWED_FUNCTIONS = frozenset(_FUNCTIONS.split())
"""Neo4j's own functions; not file, linenumber, graph.byName and graph.byElementId, which reach outside a query."""

_WRITES = "changes the graph, and only reading is allowed here: find what you need with MATCH and end with RETURN"
_ADMIN = "administers the database, and only reading of its graph is allowed here: begin with MATCH"
_CATALOGUE = "asks about the server, not the graph: write CALL db.labels() or CALL db.schema.visualization() instead"
_FILES = "reads from files and addresses, and only the graph can be read here: begin with MATCH"

REJECTED_COMMANDS: dict[str, str] = {
    **dict.fromkeys(("CREATE", "DELETE", "DETACH", "FOREACH", "INSERT", "MERGE", "NODETACH", "REMOVE", "SET"), _WRITES),
    **dict.fromkeys(("ALTER", "DEALLOCATE", "DENY", "DROP", "DRYRUN", "ENABLE", "GRANT", "REALLOCATE"), _ADMIN),
    **dict.fromkeys(("RENAME", "REVOKE", "START", "STOP", "TERMINATE"), _ADMIN),
    **dict.fromkeys(("BEGIN", "COMMIT", "ROLLBACK", "SESSION", "PERIODIC"), _ADMIN),
    "SHOW": _CATALOGUE,
    "LOAD": _FILES,
    "USE": "chooses another graph, and this service has only one: remove it",
    "CYPHER": "chooses how a query is planned and run, which is not allowed here: remove it",
}
"""Commands that do more than read. As a name such a word is fine where nothing follows that the command would take."""

IN_TRANSACTIONS = "would run a subquery in transactions of its own, which only writing needs: remove IN TRANSACTIONS"

MISPLACED_KEYWORDS: dict[str, str] = {
    "EXPLAIN": "is only allowed once, before the whole query: remove it here",
    "PROFILE": "is only allowed once, before the whole query: remove it here",
    "YIELD": "belongs to CALL with a procedure: use WITH or RETURN here",
}
"""Words of reading in a place where only something else can be meant."""

SUBQUERIES = frozenset({"COLLECT", "COUNT", "EXISTS"})
