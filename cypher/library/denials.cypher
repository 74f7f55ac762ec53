// title: Denials
// question: Who denies what, and who had said it?
// group: evidence
// param about: entity = null -- Only facts that have this at one end.
// param known_at: instant = now -- What could be known by then; a day means its end.
// param limit: count = 100 -- How many at most.
// clocks: what was said is asked for, and not what held, so there is no as_of
MATCH (no:Statement {stance: 'denies'})-[:REPORTED_IN]->(d:Source)
WHERE d.published_at <= $known_at AND ($about IS NULL OR $about IN [no.subject, no.object])
OPTIONAL MATCH (no)-[:MADE_BY]->(who:Entity)
MATCH (a:Entity {id: no.subject})
MATCH (b:Entity {id: no.object})
RETURN
  d.published_on AS denied_on,
  who.id AS denier_id,
  coalesce(who.name, d.publisher) AS denied_by,
  d.publisher AS publisher,
  a.name AS subject,
  no.predicate AS type,
  b.name AS object,
  no.text AS text,
  COLLECT {
    MATCH (yes:Statement {fact_id: no.fact_id})-[:REPORTED_IN]->(o:Source)
    WHERE yes.stance <> 'denies' AND o.published_at <= $known_at
    OPTIONAL MATCH (yes)-[:MADE_BY]->(other:Entity)
    RETURN DISTINCT coalesce(other.name, o.publisher) + ' ' + yes.stance + ', ' + o.published_on AS said ORDER BY said
  } AS said_by_others,
  no.fact_id AS fact_id
ORDER BY d.published_at, no.id
LIMIT $limit
