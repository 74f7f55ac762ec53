// Label the statements that merge or separate two entities.
UNWIND $ids AS id
MATCH (s:Statement {id: id})
SET s:Identity
