// The place of a link among those of an entity, in the order in which Neo4j stores them; null if it is not there.
MATCH (e:Entity {id: $id})-[r:HOLDS_OFFICE|WORKS_FOR|PART_OF|MAKES|OWNS|LINKED_TO|BASED_IN|ANNOUNCED|IMPOSED|UPHELD|EASED|SUSPENDED
      |EXTENDED|LIFTED|INVALIDATED|RESTRICTS|TARGETS|EXEMPTS|RETALIATES_FOR|SUPERSEDES|SUSPENDS|EASES|LIFTS|EXCHANGED_FOR
      |NEGOTIATES_WITH|TOOK_PART_IN|HELD_IN|PARTY_TO|SEEKS|OPPOSES|COMMENTED_ON]-(:Entity)
WITH collect(r.link_id) AS ids
RETURN head([place IN range(0, size(ids) - 1) WHERE ids[place] = $link_id]) AS place
