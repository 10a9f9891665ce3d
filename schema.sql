-- Every table of a tenant's world. One section for the core, one for each platform; all STRICT.
-- Instants are microseconds since 1970-01-01T00:00:00Z on the tenant's clock. Columns named *_json hold JSON text.
-- A prebuilt image of this schema is embedded in the binary, so that a new tenant is a copy and not 100 statements.

PRAGMA user_version = 1;

-- Core ---------------------------------------------------------------------------------------------------------------

-- What lives in memory beside the rows: clock, identifiers, settings, timings; JSON by key.
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Pending transitions (class 0) and deadlines (class 1).
CREATE TABLE schedule (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    due        INTEGER NOT NULL,
    class      INTEGER NOT NULL,
    transition TEXT NOT NULL,
    subject    TEXT NOT NULL,
    payload    TEXT
) STRICT;
CREATE INDEX schedule_by_due ON schedule (due, id);
CREATE INDEX schedule_by_class ON schedule (class, due, id);
CREATE INDEX schedule_by_subject ON schedule (subject, transition);

-- Keys and tokens; client_ids is a JSON array, empty for all.
CREATE TABLE credentials (
    platform   TEXT NOT NULL,
    secret     TEXT NOT NULL,
    access     TEXT NOT NULL,
    client_ids TEXT NOT NULL,
    PRIMARY KEY (platform, secret)
) STRICT, WITHOUT ROWID;

-- Ends that a test author has set beforehand; remaining is null when one applies for ever.
CREATE TABLE outcomes (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    platform   TEXT NOT NULL,
    definition TEXT NOT NULL,
    remaining  INTEGER
) STRICT;

-- Row counts that lists show as their total, kept by triggers: count(*) would read every row.
CREATE TABLE counters (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Contents of files: small ones in the row, large ones in a file of the blob store with the same id.
CREATE TABLE blobs (
    id      TEXT PRIMARY KEY,
    size    INTEGER NOT NULL,
    content BLOB
) STRICT, WITHOUT ROWID;

-- Deepen Calibrate ---------------------------------------------------------------------------------------------------

CREATE TABLE calibrate_groups (
    seq       INTEGER PRIMARY KEY AUTOINCREMENT,
    id        TEXT NOT NULL UNIQUE,
    client_id TEXT NOT NULL,
    name      TEXT NOT NULL
) STRICT;
CREATE INDEX calibrate_groups_by_client ON calibrate_groups (client_id, seq);

CREATE TABLE calibrate_calibrations (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    id          TEXT NOT NULL UNIQUE,
    client_id   TEXT NOT NULL,
    group_id    TEXT REFERENCES calibrate_groups (id),
    name        TEXT NOT NULL,
    type        TEXT NOT NULL,
    result_json TEXT NOT NULL
) STRICT;
CREATE INDEX calibrate_calibrations_by_group ON calibrate_calibrations (group_id, seq);
