// The ids that exist. into: the canonical id of a merged entity.
UNWIND $ids AS id
MATCH (n:Entity|Merged {id: id})
RETURN id, n.into AS into
