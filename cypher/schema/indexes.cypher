// Evidence is found by the fact it is about.
CREATE INDEX statement_fact IF NOT EXISTS FOR (s:Statement) ON (s.fact_id);
// Names and identifiers, with accents and case folded; the analyzer knows Chinese names too.
CREATE FULLTEXT INDEX entity_names IF NOT EXISTS FOR (n:Entity)
ON EACH [n.name, n.aliases, n.hs, n.eccn, n.lei, n.wikidata, n.iso3166, n.official_ref]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-folding'}};
