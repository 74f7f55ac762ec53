UNWIND $ids AS id
MATCH (p:StatusPeriod {period_id: id})
DETACH DELETE p
