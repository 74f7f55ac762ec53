CREATE INDEX benchmark_entity_id IF NOT EXISTS FOR (n:Measure) ON (n.id)
