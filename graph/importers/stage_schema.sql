-- Definitions and statements of an edition, and what is known of those before.
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE defined (id TEXT PRIMARY KEY, kind TEXT, record BLOB, file TEXT, line INTEGER, shared INTEGER);
CREATE TABLE known_defined (id TEXT PRIMARY KEY, digest TEXT) WITHOUT ROWID;
CREATE TABLE stated (number INTEGER PRIMARY KEY, key TEXT, file TEXT, line INTEGER, record BLOB);
CREATE UNIQUE INDEX stated_once ON stated (key, record);
CREATE TABLE known (key TEXT PRIMARY KEY, place TEXT, is_open INTEGER, ended TEXT, id TEXT, record BLOB) WITHOUT ROWID;
CREATE TABLE touched (place TEXT PRIMARY KEY) WITHOUT ROWID;
BEGIN; -- never committed, because the database ends with the import
