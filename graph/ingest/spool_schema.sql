-- A spool. A record's number is its place in the order of reading.
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -16000; -- KiB
CREATE TABLE definition (
  number INTEGER PRIMARY KEY, id TEXT UNIQUE, type TEXT, file INTEGER, line INTEGER, lines BLOB, record BLOB
);
CREATE TABLE statement (
  number INTEGER PRIMARY KEY, id TEXT, fact_id TEXT, anchor TEXT, amends INTEGER, exchanged INTEGER, source TEXT,
  file INTEGER, line INTEGER, lines BLOB, record BLOB
);
CREATE INDEX amendment ON statement (number) WHERE amends;
CREATE TABLE said (source TEXT PRIMARY KEY, day TEXT) WITHOUT ROWID;
CREATE TABLE name (kind TEXT, folded TEXT, number INTEGER);
CREATE TABLE named (id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE defined (id TEXT PRIMARY KEY) WITHOUT ROWID;
-- Ids that are named and not defined. Only the ids of statements have no colon.
CREATE VIEW unresolved AS
SELECT id FROM named
EXCEPT SELECT id FROM definition
EXCEPT SELECT id FROM defined
EXCEPT SELECT id FROM statement WHERE id IN (SELECT id FROM named WHERE NOT instr(id, ':'))
ORDER BY id;
-- Actors with a name that another actor has too, in the order of reading.
CREATE VIEW shared_names AS
SELECT DISTINCT number, file, line, lines, record
FROM (SELECT kind, folded FROM name GROUP BY kind, folded HAVING count(*) > 1)
JOIN name USING (kind, folded) JOIN definition USING (number)
ORDER BY number;
-- Statements in the order of reading.
CREATE VIEW read_statement AS
SELECT number, id, fact_id, exchanged, source, amends, file, line, lines, record FROM statement
ORDER BY number;
BEGIN; -- never committed, because the database ends with the load
