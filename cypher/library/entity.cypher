// title: One entity
// question: What is this entity, which names and identifiers does it have, and how many links of each type?
// group: graph
// answers: GET /entities/{id}
// param id: entity -- The entity.
// param as_of: date = today -- The date you ask about.
// param known_at: instant = now -- Only sources published by then count; a date means the end of that day.
// param most: count = 1001 -- Count each type up to this number in each direction: counting all links of a hub takes long.
// fact_ids: facts of the first links, up to that number, those with the most sources first.
// The types are written out, because Neo4j then visits the links of one type only. A test compares them with the
// vocabulary.
MATCH (e:Entity {id: $id})
RETURN
  e {.*} AS entity,
  [one IN [
    {type: 'ANNOUNCED', n: COUNT {
      MATCH (e)-[r:ANNOUNCED]->(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'BASED_IN', n: COUNT {
      MATCH (e)-[r:BASED_IN]->(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'COMMENTED_ON', n: COUNT {
      MATCH (e)-[r:COMMENTED_ON]->(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'EASED', n: COUNT {
      MATCH (e)-[r:EASED]->(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'EASES', n: COUNT {
      MATCH (e)-[r:EASES]->(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'EXCHANGED_FOR', n: COUNT {
      MATCH (e)-[r:EXCHANGED_FOR]->(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'EXEMPTS', n: COUNT {
      MATCH (e)-[r:EXEMPTS]->(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'EXTENDED', n: COUNT {
      MATCH (e)-[r:EXTENDED]->(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'HELD_IN', n: COUNT {
      MATCH (e)-[r:HELD_IN]->(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'HOLDS_OFFICE', n: COUNT {
      MATCH (e)-[r:HOLDS_OFFICE]->(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'IMPOSED', n: COUNT {
      MATCH (e)-[r:IMPOSED]->(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'INVALIDATED', n: COUNT {
      MATCH (e)-[r:INVALIDATED]->(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'LIFTED', n: COUNT {
      MATCH (e)-[r:LIFTED]->(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'LIFTS', n: COUNT {
      MATCH (e)-[r:LIFTS]->(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'MAKES', n: COUNT {
      MATCH (e)-[r:MAKES]->(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'NEGOTIATES_WITH', n: COUNT {
      MATCH (e)-[r:NEGOTIATES_WITH]->(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'OPPOSES', n: COUNT {
      MATCH (e)-[r:OPPOSES]->(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'OWNS', n: COUNT {
      MATCH (e)-[r:OWNS]->(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'LINKED_TO', n: COUNT {
      MATCH (e)-[r:LINKED_TO]->(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'PARTY_TO', n: COUNT {
      MATCH (e)-[r:PARTY_TO]->(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'PART_OF', n: COUNT {
      MATCH (e)-[r:PART_OF]->(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'RESTRICTS', n: COUNT {
      MATCH (e)-[r:RESTRICTS]->(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'RETALIATES_FOR', n: COUNT {
      MATCH (e)-[r:RETALIATES_FOR]->(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'SEEKS', n: COUNT {
      MATCH (e)-[r:SEEKS]->(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'SUPERSEDES', n: COUNT {
      MATCH (e)-[r:SUPERSEDES]->(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'SUSPENDED', n: COUNT {
      MATCH (e)-[r:SUSPENDED]->(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'SUSPENDS', n: COUNT {
      MATCH (e)-[r:SUSPENDS]->(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'TARGETS', n: COUNT {
      MATCH (e)-[r:TARGETS]->(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'TOOK_PART_IN', n: COUNT {
      MATCH (e)-[r:TOOK_PART_IN]->(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'UPHELD', n: COUNT {
      MATCH (e)-[r:UPHELD]->(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'WORKS_FOR', n: COUNT {
      MATCH (e)-[r:WORKS_FOR]->(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }}
  ] WHERE one.n > 0] AS out,
  [one IN [
    {type: 'ANNOUNCED', n: COUNT {
      MATCH (e)<-[r:ANNOUNCED]-(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'BASED_IN', n: COUNT {
      MATCH (e)<-[r:BASED_IN]-(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'COMMENTED_ON', n: COUNT {
      MATCH (e)<-[r:COMMENTED_ON]-(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'EASED', n: COUNT {
      MATCH (e)<-[r:EASED]-(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'EASES', n: COUNT {
      MATCH (e)<-[r:EASES]-(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'EXCHANGED_FOR', n: COUNT {
      MATCH (e)<-[r:EXCHANGED_FOR]-(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'EXEMPTS', n: COUNT {
      MATCH (e)<-[r:EXEMPTS]-(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'EXTENDED', n: COUNT {
      MATCH (e)<-[r:EXTENDED]-(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'HELD_IN', n: COUNT {
      MATCH (e)<-[r:HELD_IN]-(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'HOLDS_OFFICE', n: COUNT {
      MATCH (e)<-[r:HOLDS_OFFICE]-(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'IMPOSED', n: COUNT {
      MATCH (e)<-[r:IMPOSED]-(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'INVALIDATED', n: COUNT {
      MATCH (e)<-[r:INVALIDATED]-(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'LIFTED', n: COUNT {
      MATCH (e)<-[r:LIFTED]-(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'LIFTS', n: COUNT {
      MATCH (e)<-[r:LIFTS]-(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'MAKES', n: COUNT {
      MATCH (e)<-[r:MAKES]-(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'NEGOTIATES_WITH', n: COUNT {
      MATCH (e)<-[r:NEGOTIATES_WITH]-(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'OPPOSES', n: COUNT {
      MATCH (e)<-[r:OPPOSES]-(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'OWNS', n: COUNT {
      MATCH (e)<-[r:OWNS]-(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'LINKED_TO', n: COUNT {
      MATCH (e)<-[r:LINKED_TO]-(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'PARTY_TO', n: COUNT {
      MATCH (e)<-[r:PARTY_TO]-(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'PART_OF', n: COUNT {
      MATCH (e)<-[r:PART_OF]-(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'RESTRICTS', n: COUNT {
      MATCH (e)<-[r:RESTRICTS]-(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'RETALIATES_FOR', n: COUNT {
      MATCH (e)<-[r:RETALIATES_FOR]-(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'SEEKS', n: COUNT {
      MATCH (e)<-[r:SEEKS]-(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'SUPERSEDES', n: COUNT {
      MATCH (e)<-[r:SUPERSEDES]-(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'SUSPENDED', n: COUNT {
      MATCH (e)<-[r:SUSPENDED]-(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'SUSPENDS', n: COUNT {
      MATCH (e)<-[r:SUSPENDS]-(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'TARGETS', n: COUNT {
      MATCH (e)<-[r:TARGETS]-(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'TOOK_PART_IN', n: COUNT {
      MATCH (e)<-[r:TOOK_PART_IN]-(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'UPHELD', n: COUNT {
      MATCH (e)<-[r:UPHELD]-(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }},
    {type: 'WORKS_FOR', n: COUNT {
      MATCH (e)<-[r:WORKS_FOR]-(:Entity)
      WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      RETURN r LIMIT $most
    }}
  ] WHERE one.n > 0] AS in,
  COLLECT {
    MATCH (e)-[r:HOLDS_OFFICE|WORKS_FOR|PART_OF|MAKES|OWNS|LINKED_TO|BASED_IN|ANNOUNCED|IMPOSED|UPHELD|EASED|SUSPENDED
      |EXTENDED|LIFTED|INVALIDATED|RESTRICTS|TARGETS|EXEMPTS|RETALIATES_FOR|SUPERSEDES|SUSPENDS|EASES|LIFTS|EXCHANGED_FOR
      |NEGOTIATES_WITH|TOOK_PART_IN|HELD_IN|PARTY_TO|SEEKS|OPPOSES|COMMENTED_ON]-(:Entity)
    WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
    WITH r
    LIMIT $most
    WITH r.fact_id AS fact_id, max(r.n_sources) AS n_sources
    RETURN fact_id
    ORDER BY n_sources DESC, fact_id
    LIMIT 100
  } AS fact_ids,
  head(COLLECT {
    MATCH (e)-[:HAS_STATUS]->(p:StatusPeriod)
    WHERE p.valid_from <= $as_of < p.valid_to AND p.known_from <= $known_at < p.known_to
    RETURN p {
      .*,
      valid_from: toString(p.valid_from), valid_from_latest: toString(p.valid_from_latest),
      valid_to: toString(p.valid_to), valid_to_earliest: toString(p.valid_to_earliest),
      known_from: toString(p.known_from), known_to: null
    }
    ORDER BY p.valid_from_latest <= $as_of < p.valid_to_earliest DESC, p.valid_from DESC
    LIMIT 1
  }) AS period
