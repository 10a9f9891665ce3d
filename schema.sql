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

-- Webhook deliveries: waiting (a schedule row brings the next attempt), sending, delivered, failed, refused. tried counts
-- the attempts of the present round; nonce is that of the latest attempt, null without a secret.
CREATE TABLE deliveries (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    created  INTEGER NOT NULL,
    platform TEXT NOT NULL,
    event    TEXT NOT NULL,
    subject  TEXT NOT NULL,
    url      TEXT NOT NULL,
    body     TEXT NOT NULL,
    secret   TEXT,
    state    TEXT NOT NULL,
    tried    INTEGER NOT NULL DEFAULT 0,
    nonce    INTEGER
) STRICT;
CREATE INDEX deliveries_sending ON deliveries (url, id) WHERE state = 'sending';
CREATE INDEX deliveries_by_nonce ON deliveries (nonce) WHERE nonce IS NOT NULL;

-- at is on the tenant's clock; duration is wall time in microseconds, null while the attempt is under way.
CREATE TABLE delivery_attempts (
    delivery INTEGER NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
    number   INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    status   INTEGER,
    error    TEXT,
    duration INTEGER,
    PRIMARY KEY (delivery, number)
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

-- DeepVA -------------------------------------------------------------------------------------------------------------

-- Files and folders share ids. A folder's name is its full path; parent is the path of the folder that holds the row.
CREATE TABLE deepva_storage (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    parent      TEXT NOT NULL,
    name        TEXT NOT NULL,
    is_folder   INTEGER NOT NULL,
    url         TEXT UNIQUE,
    size        INTEGER,
    media_type  TEXT,
    digest      TEXT,
    info_json   TEXT,
    content     TEXT,
    thumbnail   TEXT,
    uploaded_at INTEGER NOT NULL
) STRICT;
CREATE INDEX deepva_storage_by_parent ON deepva_storage (parent, is_folder, id);
CREATE UNIQUE INDEX deepva_storage_folders ON deepva_storage (name) WHERE is_folder = 1;

CREATE TRIGGER deepva_storage_added AFTER INSERT ON deepva_storage BEGIN
    INSERT INTO counters (name, value) VALUES ('deepva_storage:' || new.parent, 1)
        ON CONFLICT DO UPDATE SET value = value + 1;
END;
CREATE TRIGGER deepva_storage_removed AFTER DELETE ON deepva_storage BEGIN
    UPDATE counters SET value = value - 1 WHERE name = 'deepva_storage:' || old.parent;
END;

-- slot is 1 while a job occupies a worker, from the moment its start is planned. finish_due tells progress.
-- modules_text is the modules object with the byte 1 where each module's state belongs.
CREATE TABLE deepva_jobs (
    seq          INTEGER PRIMARY KEY,
    id           TEXT NOT NULL UNIQUE,
    state        TEXT NOT NULL,
    slot         INTEGER NOT NULL DEFAULT 0,
    tag          TEXT NOT NULL,
    errors_json  TEXT NOT NULL DEFAULT '[]',
    created      INTEGER NOT NULL,
    started      INTEGER,
    finish_due   INTEGER,
    completed    INTEGER,
    sources_json TEXT NOT NULL,
    modules_text TEXT NOT NULL,
    media_type   TEXT NOT NULL,
    webhook_json TEXT,
    webhook_base TEXT NOT NULL DEFAULT '',
    ttl          INTEGER,
    batch_id     TEXT,
    outcome_json TEXT,
    summary_json TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX deepva_jobs_queue ON deepva_jobs (seq) WHERE state = 'waiting' AND slot = 0;
CREATE INDEX deepva_jobs_busy ON deepva_jobs (slot) WHERE slot = 1;
CREATE INDEX deepva_jobs_by_tag ON deepva_jobs (tag, seq) WHERE tag <> '';

INSERT INTO counters (name, value) VALUES ('deepva_jobs', 0);
CREATE TRIGGER deepva_jobs_added AFTER INSERT ON deepva_jobs BEGIN
    UPDATE counters SET value = value + 1 WHERE name = 'deepva_jobs';
END;
CREATE TRIGGER deepva_jobs_removed AFTER DELETE ON deepva_jobs BEGIN
    UPDATE counters SET value = value - 1 WHERE name = 'deepva_jobs';
END;

CREATE TABLE deepva_summarized_results (
    job      INTEGER NOT NULL REFERENCES deepva_jobs (seq) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    json     TEXT NOT NULL,
    PRIMARY KEY (job, position)
) STRICT, WITHOUT ROWID;

-- json is the result with the byte 1 where its timecodes belong, which a setting changes.
CREATE TABLE deepva_detailed_results (
    job         INTEGER NOT NULL REFERENCES deepva_jobs (seq) ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    frame_start INTEGER NOT NULL,
    frame_end   INTEGER NOT NULL,
    fps         REAL NOT NULL,
    json        TEXT NOT NULL,
    PRIMARY KEY (job, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE deepva_artifacts (
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    id         TEXT NOT NULL UNIQUE,
    job        INTEGER NOT NULL REFERENCES deepva_jobs (seq) ON DELETE CASCADE,
    created    INTEGER NOT NULL,
    expires    INTEGER NOT NULL,
    filename   TEXT NOT NULL,
    media_type TEXT NOT NULL,
    content    TEXT NOT NULL
) STRICT;
CREATE INDEX deepva_artifacts_by_job ON deepva_artifacts (job, seq);

-- Webhook subscriptions.
CREATE TABLE deepva_webhooks (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    id          TEXT NOT NULL UNIQUE,
    event       TEXT NOT NULL,
    url         TEXT NOT NULL,
    hmac_secret TEXT NOT NULL,
    description TEXT NOT NULL,
    created     INTEGER NOT NULL,
    exp_backoff INTEGER NOT NULL,
    retry_limit INTEGER NOT NULL
) STRICT;
CREATE INDEX deepva_webhooks_by_event ON deepva_webhooks (event, seq);

-- job_json is the job as it was when the transcript was made: it outlives the job.
CREATE TABLE deepva_transcripts (
    seq      INTEGER PRIMARY KEY AUTOINCREMENT,
    id       TEXT NOT NULL UNIQUE,
    tag      TEXT NOT NULL,
    job_json TEXT NOT NULL,
    source   TEXT NOT NULL,
    created  INTEGER NOT NULL,
    updated  INTEGER NOT NULL
) STRICT;

INSERT INTO counters (name, value) VALUES ('deepva_transcripts', 0);
CREATE TRIGGER deepva_transcripts_added AFTER INSERT ON deepva_transcripts BEGIN
    UPDATE counters SET value = value + 1 WHERE name = 'deepva_transcripts';
END;
CREATE TRIGGER deepva_transcripts_removed AFTER DELETE ON deepva_transcripts BEGIN
    UPDATE counters SET value = value - 1 WHERE name = 'deepva_transcripts';
END;

-- last_version is the highest number ever given: numbers are not used again.
CREATE TABLE deepva_variants (
    seq          INTEGER PRIMARY KEY AUTOINCREMENT,
    id           TEXT NOT NULL UNIQUE,
    transcript   INTEGER NOT NULL REFERENCES deepva_transcripts (seq) ON DELETE CASCADE,
    language     TEXT NOT NULL,
    name         TEXT NOT NULL,
    last_version INTEGER NOT NULL DEFAULT 0,
    created      INTEGER NOT NULL,
    updated      INTEGER NOT NULL
) STRICT;
CREATE INDEX deepva_variants_by_transcript ON deepva_variants (transcript, seq);

CREATE TABLE deepva_versions (
    seq     INTEGER PRIMARY KEY AUTOINCREMENT,
    id      TEXT NOT NULL UNIQUE,
    variant INTEGER NOT NULL REFERENCES deepva_variants (seq) ON DELETE CASCADE,
    number  INTEGER NOT NULL,
    created INTEGER NOT NULL,
    UNIQUE (variant, number)
) STRICT;

CREATE TABLE deepva_paragraphs (
    version    INTEGER NOT NULL REFERENCES deepva_versions (seq) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    id         TEXT NOT NULL,
    text       TEXT NOT NULL,
    time_start REAL NOT NULL,
    time_end   REAL NOT NULL,
    speaker    TEXT,
    PRIMARY KEY (version, position),
    UNIQUE (version, id)
) STRICT, WITHOUT ROWID;

-- Batches form trees; parent is the id of another batch. The jobs of a batch are in deepva_jobs.
CREATE TABLE deepva_batches (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    id          TEXT NOT NULL UNIQUE,
    name        TEXT NOT NULL,
    description TEXT NOT NULL,
    parent      TEXT,
    created     INTEGER NOT NULL,
    updated     INTEGER NOT NULL
) STRICT;
CREATE INDEX deepva_batches_by_parent ON deepva_batches (parent, seq) WHERE parent IS NOT NULL;
CREATE INDEX deepva_jobs_by_batch ON deepva_jobs (batch_id, seq) WHERE batch_id IS NOT NULL;

INSERT INTO counters (name, value) VALUES ('deepva_batches', 0);
CREATE TRIGGER deepva_batches_added AFTER INSERT ON deepva_batches BEGIN
    UPDATE counters SET value = value + 1 WHERE name = 'deepva_batches';
    INSERT INTO counters (name, value) VALUES ('deepva_batch_jobs:' || new.id, 0), ('deepva_sub_batches:' || new.id, 0);
    UPDATE counters SET value = value + 1 WHERE name = 'deepva_sub_batches:' || new.parent;
END;
CREATE TRIGGER deepva_batches_moved AFTER UPDATE OF parent ON deepva_batches BEGIN
    UPDATE counters SET value = value - 1 WHERE name = 'deepva_sub_batches:' || old.parent;
    UPDATE counters SET value = value + 1 WHERE name = 'deepva_sub_batches:' || new.parent;
END;
CREATE TRIGGER deepva_batches_removed AFTER DELETE ON deepva_batches BEGIN
    UPDATE counters SET value = value - 1 WHERE name IN ('deepva_batches', 'deepva_sub_batches:' || old.parent);
    DELETE FROM counters WHERE name IN ('deepva_batch_jobs:' || old.id, 'deepva_sub_batches:' || old.id);
END;
CREATE TRIGGER deepva_batch_jobs_added AFTER INSERT ON deepva_jobs WHEN new.batch_id IS NOT NULL BEGIN
    UPDATE counters SET value = value + 1 WHERE name = 'deepva_batch_jobs:' || new.batch_id;
END;
CREATE TRIGGER deepva_batch_jobs_removed AFTER DELETE ON deepva_jobs WHEN old.batch_id IS NOT NULL BEGIN
    UPDATE counters SET value = value - 1 WHERE name = 'deepva_batch_jobs:' || old.batch_id;
END;

CREATE TABLE deepva_reports (
    seq       INTEGER PRIMARY KEY AUTOINCREMENT,
    id        TEXT NOT NULL UNIQUE,
    title     TEXT NOT NULL,
    batch_id  TEXT NOT NULL,
    created   INTEGER NOT NULL,
    state     TEXT NOT NULL,
    error_msg TEXT
) STRICT;

INSERT INTO counters (name, value) VALUES ('deepva_reports', 0);
CREATE TRIGGER deepva_reports_added AFTER INSERT ON deepva_reports BEGIN
    UPDATE counters SET value = value + 1 WHERE name = 'deepva_reports';
END;
CREATE TRIGGER deepva_reports_removed AFTER DELETE ON deepva_reports BEGIN
    UPDATE counters SET value = value - 1 WHERE name = 'deepva_reports';
END;

-- One row a batch of the report's tree, children before their parent. sums_json grows while the report is worked on;
-- last_job is the last job that is in it.
CREATE TABLE deepva_report_items (
    report    INTEGER NOT NULL REFERENCES deepva_reports (seq) ON DELETE CASCADE,
    position  INTEGER NOT NULL,
    batch_id  TEXT NOT NULL,
    parent    TEXT,
    last_job  INTEGER NOT NULL DEFAULT 0,
    is_done   INTEGER NOT NULL DEFAULT 0,
    sums_json TEXT NOT NULL DEFAULT '{}',
    PRIMARY KEY (report, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX deepva_report_items_open ON deepva_report_items (report, position) WHERE is_done = 0;
CREATE INDEX deepva_report_items_by_parent ON deepva_report_items (report, parent, position);

CREATE TABLE deepva_index_collections (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    name        TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL,
    type        TEXT NOT NULL,
    is_public   INTEGER NOT NULL,
    created     INTEGER NOT NULL,
    updated     INTEGER NOT NULL
) STRICT;

-- face tells the same face again, whatever its label has become. seq is the identity's index_id.
CREATE TABLE deepva_indexed_identities (
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    collection INTEGER NOT NULL REFERENCES deepva_index_collections (seq) ON DELETE CASCADE,
    face       TEXT NOT NULL,
    label      TEXT NOT NULL,
    image      TEXT NOT NULL,
    created    INTEGER NOT NULL,
    updated    INTEGER NOT NULL,
    UNIQUE (collection, face)
) STRICT;
CREATE INDEX deepva_indexed_identities_by_collection ON deepva_indexed_identities (collection, seq);

INSERT INTO counters (name, value) VALUES ('deepva_index_collections', 0);
CREATE TRIGGER deepva_index_collections_added AFTER INSERT ON deepva_index_collections BEGIN
    UPDATE counters SET value = value + 1 WHERE name = 'deepva_index_collections';
    INSERT INTO counters (name, value) VALUES ('deepva_indexed_identities:' || new.seq, 0);
END;
CREATE TRIGGER deepva_index_collections_removed AFTER DELETE ON deepva_index_collections BEGIN
    UPDATE counters SET value = value - 1 WHERE name = 'deepva_index_collections';
    DELETE FROM counters WHERE name = 'deepva_indexed_identities:' || old.seq;
END;
CREATE TRIGGER deepva_indexed_identities_added AFTER INSERT ON deepva_indexed_identities BEGIN
    UPDATE counters SET value = value + 1 WHERE name = 'deepva_indexed_identities:' || new.collection;
END;
CREATE TRIGGER deepva_indexed_identities_removed AFTER DELETE ON deepva_indexed_identities BEGIN
    UPDATE counters SET value = value - 1 WHERE name = 'deepva_indexed_identities:' || old.collection;
END;

-- What a tenant has imported into the knowledge graph. The shipped graph is no table: it is the same in every tenant,
-- and its node ids lie below those here. degree counts links in both directions; search_text is what a search looks at.
CREATE TABLE deepva_graph_nodes (
    id          INTEGER PRIMARY KEY,
    type        TEXT NOT NULL,
    custom_id   TEXT,
    name        TEXT NOT NULL,
    description TEXT,
    folded_name TEXT NOT NULL,
    search_text TEXT NOT NULL,
    degree      INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX deepva_graph_nodes_by_degree ON deepva_graph_nodes (degree DESC, id);
CREATE INDEX deepva_graph_nodes_by_type ON deepva_graph_nodes (type, degree DESC, id);
CREATE INDEX deepva_graph_nodes_by_name ON deepva_graph_nodes (type, folded_name);
CREATE INDEX deepva_graph_nodes_by_custom_id ON deepva_graph_nodes (type, custom_id) WHERE custom_id IS NOT NULL;

CREATE TRIGGER deepva_graph_nodes_added AFTER INSERT ON deepva_graph_nodes BEGIN
    INSERT INTO counters (name, value) VALUES ('deepva_graph_nodes', 1), ('deepva_graph_nodes:' || new.type, 1)
        ON CONFLICT DO UPDATE SET value = value + 1;
END;

-- Attributes of imported nodes in the order in which they are shown; those with a target are links, to a node here or in
-- the shipped graph.
CREATE TABLE deepva_graph_attributes (
    node     INTEGER NOT NULL REFERENCES deepva_graph_nodes (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name     TEXT NOT NULL,
    value    TEXT NOT NULL,
    folded   TEXT NOT NULL,
    target   INTEGER,
    PRIMARY KEY (node, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX deepva_graph_attributes_by_value ON deepva_graph_attributes (name, folded, node);
CREATE INDEX deepva_graph_attributes_by_target ON deepva_graph_attributes (target, node) WHERE target IS NOT NULL;

CREATE TRIGGER deepva_graph_links_added AFTER INSERT ON deepva_graph_attributes WHEN new.target IS NOT NULL BEGIN
    UPDATE deepva_graph_nodes SET degree = degree + 1 WHERE id IN (new.node, new.target);
END;
CREATE TRIGGER deepva_graph_links_removed AFTER DELETE ON deepva_graph_attributes WHEN old.target IS NOT NULL BEGIN
    UPDATE deepva_graph_nodes SET degree = degree - 1 WHERE id IN (old.node, old.target);
END;

CREATE TABLE deepva_graph_imports (
    seq       INTEGER PRIMARY KEY AUTOINCREMENT,
    id        TEXT NOT NULL UNIQUE,
    format    TEXT NOT NULL,
    apply_ner INTEGER NOT NULL,
    state     TEXT NOT NULL,
    created   INTEGER NOT NULL,
    completed INTEGER
) STRICT;

-- Entries of an import that are still to be taken in, some dozen a row.
CREATE TABLE deepva_graph_import_parts (
    import   INTEGER NOT NULL REFERENCES deepva_graph_imports (seq) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    json     TEXT NOT NULL,
    PRIMARY KEY (import, position)
) STRICT, WITHOUT ROWID;
