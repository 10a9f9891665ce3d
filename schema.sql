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

-- Deepen tools -------------------------------------------------------------------------------------------------------

-- json holds what clients have sent, without the two ids.
CREATE TABLE tools_profiles (
    seq       INTEGER PRIMARY KEY AUTOINCREMENT,
    id        TEXT NOT NULL UNIQUE,
    client_id TEXT NOT NULL,
    json      TEXT NOT NULL
) STRICT;
CREATE INDEX tools_profiles_by_client ON tools_profiles (client_id, seq);

CREATE TABLE tools_user_groups (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    id          TEXT NOT NULL UNIQUE,
    client_id   TEXT NOT NULL,
    name        TEXT NOT NULL,
    emails_json TEXT NOT NULL
) STRICT;
CREATE INDEX tools_user_groups_by_client ON tools_user_groups (client_id, seq);

-- extras_json holds members of the creating request that have no column. profile_json is the dataset's own copy.
-- processing counts the calls of process_uploaded_data, so that a late result of an older call is told.
CREATE TABLE tools_datasets (
    seq               INTEGER PRIMARY KEY AUTOINCREMENT,
    id                TEXT NOT NULL UNIQUE,
    client_id         TEXT NOT NULL,
    name              TEXT NOT NULL,
    type              TEXT NOT NULL,
    format            TEXT,
    mode              TEXT NOT NULL,
    created           INTEGER NOT NULL,
    tags_json         TEXT NOT NULL,
    profile_json      TEXT,
    pipeline_json     TEXT NOT NULL,
    user_scopes_json  TEXT NOT NULL,
    group_scopes_json TEXT NOT NULL,
    extras_json       TEXT NOT NULL,
    uploaded_json     TEXT NOT NULL DEFAULT '[]',
    sensors_json      TEXT,
    frame_sizes_json  TEXT,
    status            TEXT NOT NULL DEFAULT 'files_to_be_uploaded',
    message           TEXT,
    stage             TEXT NOT NULL DEFAULT 'FileUpload',
    stage_status      TEXT NOT NULL DEFAULT 'ready',
    processing        INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX tools_datasets_by_client ON tools_datasets (client_id, seq);

-- A resumable session and the object that it makes: of a dataset, or of a user's profile image. declared is the size as
-- the client wrote it; revision counts the times that bytes were added or thrown away.
CREATE TABLE tools_uploads (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    id          TEXT NOT NULL UNIQUE,
    dataset     INTEGER REFERENCES tools_datasets (seq) ON DELETE CASCADE,
    owner       TEXT,
    name        TEXT NOT NULL UNIQUE,
    file_name   TEXT NOT NULL,
    media_type  TEXT NOT NULL,
    declared    TEXT NOT NULL,
    total       INTEGER NOT NULL,
    received    INTEGER NOT NULL DEFAULT 0,
    revision    INTEGER NOT NULL DEFAULT 0,
    content     TEXT,
    is_open     INTEGER NOT NULL DEFAULT 1,
    created     INTEGER NOT NULL,
    completed   INTEGER,
    object_json TEXT
) STRICT;
CREATE INDEX tools_uploads_by_dataset ON tools_uploads (dataset, seq);
CREATE INDEX tools_uploads_by_owner ON tools_uploads (owner, completed) WHERE owner IS NOT NULL;

-- position is the frame's number; size is its points or pixels, null when it is not known.
CREATE TABLE tools_files (
    dataset      INTEGER NOT NULL REFERENCES tools_datasets (seq) ON DELETE CASCADE,
    position     INTEGER NOT NULL,
    id           TEXT NOT NULL,
    sensors_json TEXT NOT NULL,
    size         INTEGER,
    PRIMARY KEY (dataset, position),
    UNIQUE (dataset, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE tools_label_sets (
    dataset  INTEGER NOT NULL REFERENCES tools_datasets (seq) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    id       TEXT NOT NULL,
    PRIMARY KEY (dataset, position),
    UNIQUE (dataset, id)
) STRICT, WITHOUT ROWID;

-- One version of a label: each stage may have its own. position is that of its file, the highest number for a file
-- that does not exist; stage_order is the place of its stage in the pipeline, -1 for a stage outside it.
CREATE TABLE tools_labels (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    dataset     INTEGER NOT NULL REFERENCES tools_datasets (seq) ON DELETE CASCADE,
    label_set   TEXT NOT NULL,
    file        TEXT NOT NULL,
    sensor      TEXT NOT NULL,
    label       TEXT NOT NULL,
    stage       TEXT NOT NULL,
    stage_order INTEGER NOT NULL,
    position    INTEGER NOT NULL,
    category    TEXT NOT NULL,
    type        TEXT NOT NULL,
    json        TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX tools_labels_by_key ON tools_labels (dataset, label_set, file, sensor, label, stage);
CREATE INDEX tools_labels_in_order ON tools_labels (dataset, label_set, position, seq);
CREATE INDEX tools_labels_by_file ON tools_labels (dataset, file, position);

-- Paint labels of a whole dataset, as a zlib stream in the blob store.
CREATE TABLE tools_paint (
    dataset          INTEGER NOT NULL REFERENCES tools_datasets (seq) ON DELETE CASCADE,
    label_set        TEXT NOT NULL,
    type             TEXT NOT NULL,
    sensor           TEXT NOT NULL,
    stage            TEXT NOT NULL,
    stage_order      INTEGER NOT NULL,
    categories_json  TEXT NOT NULL,
    frame_sizes_json TEXT NOT NULL,
    content          TEXT NOT NULL,
    PRIMARY KEY (dataset, label_set, type, sensor, stage)
) STRICT, WITHOUT ROWID;

-- One task a stage for each item; file, label and attribute are empty where a task has none. An item is what the
-- progress of a dataset counts: files, or the objects of a sequence.
CREATE TABLE tools_tasks (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    id          TEXT NOT NULL UNIQUE,
    dataset     INTEGER NOT NULL REFERENCES tools_datasets (seq) ON DELETE CASCADE,
    kind        TEXT NOT NULL,
    label_set   TEXT NOT NULL,
    file        TEXT NOT NULL,
    label       TEXT NOT NULL,
    attribute   TEXT NOT NULL,
    stage_order INTEGER NOT NULL,
    stage       TEXT NOT NULL,
    label_type  TEXT,
    category    TEXT,
    user_email  TEXT,
    status      TEXT NOT NULL,
    is_item     INTEGER NOT NULL,
    created     INTEGER NOT NULL,
    updated     INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX tools_tasks_by_item ON tools_tasks (dataset, label_set, file, label, attribute, stage_order);
CREATE INDEX tools_tasks_in_order ON tools_tasks (dataset, kind, seq);
CREATE INDEX tools_tasks_by_label ON tools_tasks (dataset, label);
CREATE INDEX tools_tasks_by_user ON tools_tasks (user_email, seq) WHERE user_email IS NOT NULL;

-- How many items of a dataset have their task of a stage in each state; kept by triggers.
CREATE TABLE tools_task_counts (
    dataset     INTEGER NOT NULL REFERENCES tools_datasets (seq) ON DELETE CASCADE,
    label_set   TEXT NOT NULL,
    stage_order INTEGER NOT NULL,
    status      TEXT NOT NULL,
    count       INTEGER NOT NULL,
    PRIMARY KEY (dataset, label_set, stage_order, status)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER tools_tasks_added AFTER INSERT ON tools_tasks WHEN new.is_item BEGIN
    INSERT INTO tools_task_counts (dataset, label_set, stage_order, status, count)
        VALUES (new.dataset, new.label_set, new.stage_order, new.status, 1)
        ON CONFLICT DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER tools_tasks_moved AFTER UPDATE OF status ON tools_tasks
WHEN new.is_item AND new.status <> old.status BEGIN
    UPDATE tools_task_counts SET count = count - 1
        WHERE dataset = old.dataset AND label_set = old.label_set AND stage_order = old.stage_order
            AND status = old.status;
    INSERT INTO tools_task_counts (dataset, label_set, stage_order, status, count)
        VALUES (new.dataset, new.label_set, new.stage_order, new.status, 1)
        ON CONFLICT DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER tools_tasks_removed AFTER DELETE ON tools_tasks WHEN old.is_item BEGIN
    UPDATE tools_task_counts SET count = count - 1
        WHERE dataset = old.dataset AND label_set = old.label_set AND stage_order = old.stage_order
            AND status = old.status;
END;

CREATE TABLE tools_issues (
    seq     INTEGER PRIMARY KEY AUTOINCREMENT,
    id      TEXT NOT NULL UNIQUE,
    dataset INTEGER NOT NULL REFERENCES tools_datasets (seq) ON DELETE CASCADE,
    json    TEXT NOT NULL
) STRICT;
CREATE INDEX tools_issues_by_dataset ON tools_issues (dataset, seq);
