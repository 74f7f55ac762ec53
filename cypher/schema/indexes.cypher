// Statements are looked up by their fact.
CREATE INDEX statement_fact IF NOT EXISTS FOR (s:Statement) ON (s.fact_id);
// The change feed lists records in the order in which they were loaded.
CREATE INDEX entity_revision IF NOT EXISTS FOR (n:Entity) ON (n.revision);
CREATE INDEX merged_revision IF NOT EXISTS FOR (n:Merged) ON (n.revision);
CREATE INDEX source_revision IF NOT EXISTS FOR (n:Source) ON (n.revision);
CREATE INDEX statement_revision IF NOT EXISTS FOR (n:Statement) ON (n.revision);
CREATE INDEX corrected_revision IF NOT EXISTS FOR (n:Corrected) ON (n.revision);
CREATE INDEX former_revision IF NOT EXISTS FOR (n:Former) ON (n.revision);
CREATE INDEX revision_number IF NOT EXISTS FOR (v:Revision) ON (v.revision);
CREATE INDEX revision_instant IF NOT EXISTS FOR (v:Revision) ON (v.recorded_at);
// The next publication limits how long an answer is valid.
CREATE INDEX source_published IF NOT EXISTS FOR (n:Source) ON (n.published_at);
CREATE INDEX former_id IF NOT EXISTS FOR (n:Former) ON (n.id);
// Search keys from graph/model/names.py: the analyzer only splits them at white space.
CREATE FULLTEXT INDEX search_keys IF NOT EXISTS FOR (n:SearchKeys) ON EACH [n.keys]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}};
// Trigrams and consonants of names in Latin letters, from graph/matching/keys.py.
CREATE FULLTEXT INDEX name_keys IF NOT EXISTS FOR (n:SearchKeys) ON EACH [n.name_keys]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}};
// Names and identifiers as written, for users' own queries: the analyzer folds accents and case.
DROP INDEX entity_names IF EXISTS;
CREATE FULLTEXT INDEX entity_names IF NOT EXISTS FOR (n:Entity)
ON EACH [
  n.name, n.aliases, n.hs, n.eccn, n.lei, n.isin, n.wikidata, n.iso3166, n.official_ref, n.imo, n.tail_number, n.list_ids
]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-folding'}};
