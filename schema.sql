-- Every table of a tenant's world. One section for the core, one for each platform; all STRICT.
-- Instants are microseconds since 1970-01-01T00:00:00Z on the tenant's clock. Columns named *_json hold JSON text.
-- A prebuilt image of this schema is embedded in the binary, so that a new tenant is a copy and not 100 statements.
--
-- The tool that makes the image (Sources/EmbedTool) turns three kinds of comment into triggers, which keep counts:
-- "counter", the number of rows of a table, "gaps", the row numbers that none of them has, and "list", the length and the
-- next position of a list in its owner's row; SchemaDirective.swift says how they are written. Without it this file gives
-- the same tables, with nothing counted.
--
-- CHECK says which values a state, a kind or a flag has. Three or more are written with OR, as IN would build a table
-- of them for each row; so are two where every job passes, as OR is quicker. Nothing checks *_json: a schema that is
-- not trusted, as here, may not call json_valid().
--
-- A change of the schema needs a new user_version and a migration from the version before
-- (Sources/Embedded/Migrations.swift).

PRAGMA user_version = 5;

-- Core ---------------------------------------------------------------------------------------------------------------

-- What lives in memory beside the rows: clock, identifiers, settings, timings; JSON by key.
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Row numbers of a table (kind) that were never given: a number that a client has chosen may be far ahead of the last
-- one. AUTOINCREMENT goes on behind it, and these stay free to be chosen.
CREATE TABLE skipped_numbers (
    kind  TEXT    NOT NULL,
    first INTEGER NOT NULL,
    last  INTEGER NOT NULL CHECK (last >= first),
    PRIMARY KEY (kind, first)
) STRICT, WITHOUT ROWID;

-- Pending transitions (class 0) and deadlines (class 1).
CREATE TABLE schedule (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    due        INTEGER NOT NULL,
    class      INTEGER NOT NULL CHECK (class = 0 OR class = 1),
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
    access     TEXT NOT NULL CHECK (access IN ('full', 'read')),
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

-- Mails that a real service would have sent; the newest are kept.
CREATE TABLE mails (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    platform  TEXT NOT NULL,
    kind      TEXT NOT NULL,
    recipient TEXT NOT NULL,
    subject   TEXT NOT NULL,
    text      TEXT NOT NULL,
    token     TEXT,
    link      TEXT,
    created   INTEGER NOT NULL
) STRICT;

-- Row counts that lists show as their total, or what they are reckoned from, kept by triggers: count(*) would read every
-- row.
CREATE TABLE counters (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Where a queue goes on: no record with a smaller number waits for a worker. An index of those that wait would cost every
-- new record more than this costs the few that begin.
CREATE TABLE queues (
    name  TEXT PRIMARY KEY,
    first INTEGER NOT NULL
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
    state    TEXT NOT NULL
        CHECK (state = 'waiting' OR state = 'sending' OR state = 'delivered' OR state = 'failed' OR state = 'refused'),
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
    is_folder   INTEGER NOT NULL CHECK (is_folder IN (0, 1)),
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

-- counter: deepva_storage by parent

-- slot is 1 while a job occupies a worker, from the moment its start is planned. finish_due tells progress.
-- modules_text is the modules object with the byte 1 where each module's state belongs. id_rank is uuid_rank(id): jobs are
-- found by it, as an index of ids that look random would grow everywhere, and this one grows at its end.
CREATE TABLE deepva_jobs (
    seq          INTEGER PRIMARY KEY,
    id           TEXT NOT NULL,
    id_rank      INTEGER NOT NULL UNIQUE,
    state        TEXT NOT NULL
        CHECK (state = 'waiting' OR state = 'processing' OR state = 'completed' OR state = 'failed'),
    slot         INTEGER NOT NULL DEFAULT 0 CHECK (slot = 0 OR slot = 1),
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
    summary_json TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX deepva_jobs_busy ON deepva_jobs (slot) WHERE slot = 1;
CREATE INDEX deepva_jobs_by_tag ON deepva_jobs (tag, seq) WHERE tag <> '';

-- gaps: deepva_jobs by seq

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
    exp_backoff INTEGER NOT NULL CHECK (exp_backoff IN (0, 1)),
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

-- counter: deepva_transcripts

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

-- counter: deepva_batches
-- counter: deepva_sub_batches counts deepva_batches by parent in deepva_batches.id
-- counter: deepva_batch_jobs counts deepva_jobs by batch_id in deepva_batches.id added elsewhere

CREATE TABLE deepva_reports (
    seq       INTEGER PRIMARY KEY AUTOINCREMENT,
    id        TEXT NOT NULL UNIQUE,
    title     TEXT NOT NULL,
    batch_id  TEXT NOT NULL,
    created   INTEGER NOT NULL,
    state     TEXT NOT NULL
        CHECK (state = 'waiting' OR state = 'processing' OR state = 'completed' OR state = 'failed'),
    error_msg TEXT
) STRICT;

-- counter: deepva_reports

-- One row a batch of the report's tree, children before their parent. sums_json grows while the report is worked on;
-- last_job is the last job that is in it.
CREATE TABLE deepva_report_items (
    report    INTEGER NOT NULL REFERENCES deepva_reports (seq) ON DELETE CASCADE,
    position  INTEGER NOT NULL,
    batch_id  TEXT NOT NULL,
    parent    TEXT,
    last_job  INTEGER NOT NULL DEFAULT 0,
    is_done   INTEGER NOT NULL DEFAULT 0 CHECK (is_done IN (0, 1)),
    sums_json TEXT NOT NULL DEFAULT '{}',
    PRIMARY KEY (report, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX deepva_report_items_open ON deepva_report_items (report, position) WHERE is_done = 0;
CREATE INDEX deepva_report_items_by_parent ON deepva_report_items (report, parent, position);

CREATE TABLE deepva_index_collections (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    name        TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL,
    type        TEXT NOT NULL CHECK (type = 'face'),
    is_public   INTEGER NOT NULL CHECK (is_public IN (0, 1)),
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

-- counter: deepva_index_collections
-- counter: deepva_indexed_identities by collection in deepva_index_collections.seq

-- What a tenant has imported into the knowledge graph. The shipped graph is no table: it is the same in every tenant,
-- and its node ids lie below those here. degree counts links in both directions; search_text is what a search looks at.
CREATE TABLE deepva_graph_nodes (
    id          INTEGER PRIMARY KEY,
    type        TEXT NOT NULL
        CHECK (type = 'node' OR type = 'person' OR type = 'asset' OR type = 'subasset' OR type = 'broadcast'),
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

-- counter: deepva_graph_nodes
-- counter: deepva_graph_nodes by type

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
    format    TEXT NOT NULL CHECK (format = 'broadcast'),
    apply_ner INTEGER NOT NULL CHECK (apply_ner IN (0, 1)),
    state     TEXT NOT NULL
        CHECK (state = 'waiting' OR state = 'processing' OR state = 'completed' OR state = 'failed'),
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

-- Datasets with their classes and images. The counters are kept by triggers up to the expiration of classes, which time
-- alone brings about: what has expired is taken off on read.
CREATE TABLE deepva_datasets (
    seq             INTEGER PRIMARY KEY AUTOINCREMENT,
    id              TEXT NOT NULL UNIQUE,
    name            TEXT NOT NULL,
    description     TEXT NOT NULL,
    type            TEXT NOT NULL CHECK (type = 'face' OR type = 'landmark' OR type = 'logo'),
    created         INTEGER NOT NULL,
    updated         INTEGER NOT NULL,
    evaluation_json TEXT NOT NULL DEFAULT '{}',
    classes         INTEGER NOT NULL DEFAULT 0,
    active_classes  INTEGER NOT NULL DEFAULT 0,
    images          INTEGER NOT NULL DEFAULT 0,
    active_images   INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE deepva_classes (
    seq                INTEGER PRIMARY KEY AUTOINCREMENT,
    id                 TEXT NOT NULL UNIQUE,
    dataset            INTEGER NOT NULL REFERENCES deepva_datasets (seq) ON DELETE CASCADE,
    reference          TEXT NOT NULL,
    label              TEXT NOT NULL,
    created            INTEGER NOT NULL,
    updated            INTEGER NOT NULL,
    active             INTEGER NOT NULL CHECK (active IN (0, 1)),
    notes              TEXT NOT NULL,
    expiration         INTEGER,
    custom_fields_json TEXT NOT NULL,
    images             INTEGER NOT NULL DEFAULT 0,
    active_images      INTEGER NOT NULL DEFAULT 0,
    UNIQUE (dataset, reference)
) STRICT;
CREATE INDEX deepva_classes_by_dataset ON deepva_classes (dataset, seq);
CREATE INDEX deepva_classes_by_label ON deepva_classes (dataset, label);
CREATE INDEX deepva_classes_with_images ON deepva_classes (dataset, seq) WHERE images > 0;
CREATE INDEX deepva_classes_without_images ON deepva_classes (dataset) WHERE images = 0;
CREATE INDEX deepva_classes_expiring ON deepva_classes (dataset, expiration)
    WHERE active = 1 AND expiration IS NOT NULL;

CREATE TABLE deepva_images (
    seq               INTEGER PRIMARY KEY AUTOINCREMENT,
    id                TEXT NOT NULL UNIQUE,
    class             INTEGER NOT NULL REFERENCES deepva_classes (seq) ON DELETE CASCADE,
    file_uri          TEXT NOT NULL,
    created           INTEGER NOT NULL,
    updated           INTEGER NOT NULL,
    active            INTEGER NOT NULL CHECK (active IN (0, 1)),
    notes             TEXT NOT NULL,
    is_auto_generated INTEGER NOT NULL DEFAULT 0 CHECK (is_auto_generated IN (0, 1)),
    evaluation_json   TEXT NOT NULL DEFAULT '{}',
    cluster           TEXT
) STRICT;
CREATE INDEX deepva_images_by_class ON deepva_images (class, seq);
CREATE INDEX deepva_images_by_cluster ON deepva_images (class, cluster, seq) WHERE cluster IS NOT NULL;

CREATE TABLE deepva_clusters (
    class    INTEGER NOT NULL REFERENCES deepva_classes (seq) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name     TEXT NOT NULL,
    images   INTEGER NOT NULL,
    PRIMARY KEY (class, position)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX deepva_clusters_by_name ON deepva_clusters (class, name);

-- counter: deepva_datasets
CREATE TRIGGER deepva_classes_added AFTER INSERT ON deepva_classes BEGIN
    UPDATE deepva_datasets SET classes = classes + 1, active_classes = active_classes + new.active
        WHERE seq = new.dataset;
END;
-- A class goes before its images do, so their own triggers find nothing left to count down.
CREATE TRIGGER deepva_classes_removed AFTER DELETE ON deepva_classes BEGIN
    UPDATE deepva_datasets SET classes = classes - 1, active_classes = active_classes - old.active,
        images = images - old.images, active_images = active_images - old.active * old.active_images
        WHERE seq = old.dataset;
END;
CREATE TRIGGER deepva_classes_counted AFTER UPDATE OF active, images, active_images ON deepva_classes BEGIN
    UPDATE deepva_datasets SET active_classes = active_classes + new.active - old.active,
        images = images + new.images - old.images,
        active_images = active_images + new.active * new.active_images - old.active * old.active_images
        WHERE seq = new.dataset;
END;
CREATE TRIGGER deepva_images_added AFTER INSERT ON deepva_images BEGIN
    UPDATE deepva_classes SET images = images + 1, active_images = active_images + new.active WHERE seq = new.class;
END;
CREATE TRIGGER deepva_images_removed AFTER DELETE ON deepva_images BEGIN
    UPDATE deepva_classes SET images = images - 1, active_images = active_images - old.active WHERE seq = old.class;
    UPDATE deepva_clusters SET images = images - 1 WHERE class = old.class AND name = old.cluster;
    DELETE FROM deepva_clusters WHERE class = old.class AND name = old.cluster AND images <= 0;
END;
CREATE TRIGGER deepva_images_switched AFTER UPDATE OF active ON deepva_images BEGIN
    UPDATE deepva_classes SET active_images = active_images + new.active - old.active WHERE seq = new.class;
END;

-- dataset_json is the dataset as it was when the training was created. slot and finish_due as for jobs.
CREATE TABLE deepva_trainings (
    seq          INTEGER PRIMARY KEY AUTOINCREMENT,
    id           TEXT NOT NULL UNIQUE,
    type         TEXT NOT NULL CHECK (type = 'face' OR type = 'landmark' OR type = 'logo'),
    state        TEXT NOT NULL
        CHECK (state = 'waiting' OR state = 'processing' OR state = 'completed' OR state = 'failed'),
    slot         INTEGER NOT NULL DEFAULT 0 CHECK (slot IN (0, 1)),
    created      INTEGER NOT NULL,
    started      INTEGER,
    finish_due   INTEGER,
    completed    INTEGER,
    error        TEXT NOT NULL DEFAULT '',
    dataset_id   TEXT NOT NULL,
    dataset_json TEXT NOT NULL,
    images       INTEGER NOT NULL,
    model_name   TEXT NOT NULL,
    model_id     TEXT,
    config_json  TEXT NOT NULL,
    description  TEXT NOT NULL,
    changelog    TEXT NOT NULL
) STRICT;
CREATE INDEX deepva_trainings_busy ON deepva_trainings (slot) WHERE slot = 1;

-- counter: deepva_trainings

-- A model's versions know the labels of their classes and, by digest, the pictures that they were shown.
CREATE TABLE deepva_models (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    id          TEXT NOT NULL UNIQUE,
    name        TEXT NOT NULL,
    type        TEXT NOT NULL CHECK (type = 'face' OR type = 'landmark' OR type = 'logo' OR type = 'object'),
    description TEXT NOT NULL,
    created     INTEGER NOT NULL,
    updated     INTEGER NOT NULL,
    is_public   INTEGER NOT NULL CHECK (is_public IN (0, 1)),
    UNIQUE (type, name)
) STRICT;
CREATE TABLE deepva_model_versions (
    seq          INTEGER PRIMARY KEY AUTOINCREMENT,
    model        INTEGER NOT NULL REFERENCES deepva_models (seq) ON DELETE CASCADE,
    number       INTEGER NOT NULL,
    created      INTEGER NOT NULL,
    changelog    TEXT NOT NULL,
    dataset_json TEXT NOT NULL,
    UNIQUE (model, number)
) STRICT;
CREATE TABLE deepva_model_labels (
    version  INTEGER NOT NULL REFERENCES deepva_model_versions (seq) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    label    TEXT NOT NULL,
    PRIMARY KEY (version, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE deepva_model_pictures (
    version INTEGER NOT NULL REFERENCES deepva_model_versions (seq) ON DELETE CASCADE,
    digest  TEXT NOT NULL,
    label   TEXT NOT NULL,
    PRIMARY KEY (version, digest)
) STRICT, WITHOUT ROWID;
-- counter: deepva_models

CREATE TABLE deepva_dictionaries (
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    id         TEXT NOT NULL UNIQUE,
    name       TEXT NOT NULL,
    type       TEXT NOT NULL CHECK (type IN ('simple', 'map')),
    language   TEXT NOT NULL,
    created    INTEGER NOT NULL,
    is_public  INTEGER NOT NULL DEFAULT 0 CHECK (is_public IN (0, 1)),
    media_type TEXT NOT NULL,
    content    TEXT NOT NULL
) STRICT;
-- counter: deepva_dictionaries

CREATE TABLE deepva_exports (
    seq          INTEGER PRIMARY KEY AUTOINCREMENT,
    id           TEXT NOT NULL UNIQUE,
    strategy     TEXT NOT NULL CHECK (strategy IN ('basic_dataset_export', 'iais_audio_dataset_export')),
    state        TEXT NOT NULL
        CHECK (state = 'waiting' OR state = 'processing' OR state = 'completed' OR state = 'failed'),
    slot         INTEGER NOT NULL DEFAULT 0 CHECK (slot IN (0, 1)),
    created      INTEGER NOT NULL,
    started      INTEGER,
    finish_due   INTEGER,
    completed    INTEGER,
    error        TEXT,
    dataset_id   TEXT NOT NULL
) STRICT;
CREATE INDEX deepva_exports_busy ON deepva_exports (slot) WHERE slot = 1;
-- counter: deepva_exports
CREATE TABLE deepva_export_artifacts (
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    id         TEXT NOT NULL UNIQUE,
    export     INTEGER NOT NULL REFERENCES deepva_exports (seq) ON DELETE CASCADE,
    created    INTEGER NOT NULL,
    expires    INTEGER NOT NULL,
    filename   TEXT NOT NULL,
    media_type TEXT NOT NULL,
    content    TEXT NOT NULL
) STRICT;
CREATE INDEX deepva_export_artifacts_by_export ON deepva_export_artifacts (export, seq);

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
    type              TEXT NOT NULL CHECK (type = '3d' OR type = 'video' OR type = 'videos' OR type = 'images'),
    format            TEXT CHECK (format IN ('json', 'default')),
    mode              TEXT NOT NULL CHECK (mode IN ('frame_by_frame', 'label_by_label')),
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
    status            TEXT NOT NULL DEFAULT 'files_to_be_uploaded'
        CHECK (
            status = 'files_to_be_uploaded' OR status = 'files_uploaded' OR status = 'preprocessing_error'
            OR status = 'files_getting_labelled'
        ),
    message           TEXT,
    stage             TEXT NOT NULL DEFAULT 'FileUpload'
        CHECK (stage = 'FileUpload' OR stage = 'Processing' OR stage = 'Labelling'),
    stage_status      TEXT NOT NULL DEFAULT 'ready'
        CHECK (
            stage_status = 'waiting' OR stage_status = 'ready' OR stage_status = 'in_progress' OR stage_status = 'done'
        ),
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
    is_open     INTEGER NOT NULL DEFAULT 1 CHECK (is_open IN (0, 1)),
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
    kind        TEXT NOT NULL CHECK (kind IN ('file_task', 'label_task')),
    label_set   TEXT NOT NULL,
    file        TEXT NOT NULL,
    label       TEXT NOT NULL,
    attribute   TEXT NOT NULL,
    stage_order INTEGER NOT NULL,
    stage       TEXT NOT NULL,
    label_type  TEXT,
    category    TEXT,
    user_email  TEXT,
    status      TEXT NOT NULL
        CHECK (
            status = 'waiting' OR status = 'ready' OR status = 'in_progress' OR status = 'submitted'
            OR status = 'accepted' OR status = 'rejected'
        ),
    is_item     INTEGER NOT NULL CHECK (is_item IN (0, 1)),
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
    status      TEXT NOT NULL
        CHECK (
            status = 'waiting' OR status = 'ready' OR status = 'in_progress' OR status = 'submitted'
            OR status = 'accepted' OR status = 'rejected'
        ),
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
-- DeepOpinion Studio ---------------------------------------------------------------------------------------------------
-- Owners are named after their table: project, document, user. Classes and labels are referred to by number, so that a
-- new name shows everywhere at once. What a large project is made of is written, copied and removed in slices.

-- Accounts. email is kept as given, email_key in lower case. A deleted account keeps its row, without email_key.
CREATE TABLE studio_users (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    email         TEXT NOT NULL,
    email_key     TEXT UNIQUE,
    first_name    TEXT,
    last_name     TEXT,
    password_hash TEXT,
    is_superuser  INTEGER NOT NULL DEFAULT 0 CHECK (is_superuser IN (0, 1)),
    is_betauser   INTEGER NOT NULL DEFAULT 0 CHECK (is_betauser IN (0, 1)),
    is_read_only  INTEGER NOT NULL DEFAULT 0 CHECK (is_read_only IN (0, 1)),
    is_verified   INTEGER NOT NULL DEFAULT 0 CHECK (is_verified IN (0, 1)),
    created       INTEGER NOT NULL
) STRICT;

-- Issued JWTs by the SHA-256 of their text, in hexadecimal; logging out sets revoked.
CREATE TABLE studio_tokens (
    digest  TEXT PRIMARY KEY,
    user    INTEGER NOT NULL REFERENCES studio_users (id) ON DELETE CASCADE,
    issued  INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    revoked INTEGER NOT NULL DEFAULT 0 CHECK (revoked IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX studio_tokens_by_user ON studio_tokens (user, issued);

-- Opaque tokens that work once: kind is reset or verify.
CREATE TABLE studio_one_time_tokens (
    token   TEXT PRIMARY KEY,
    kind    TEXT NOT NULL CHECK (kind IN ('reset', 'verify')),
    user    INTEGER NOT NULL REFERENCES studio_users (id) ON DELETE CASCADE,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    used    INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX studio_one_time_tokens_by_user ON studio_one_time_tokens (user);

CREATE TABLE studio_product_keys (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    user    INTEGER NOT NULL REFERENCES studio_users (id) ON DELETE CASCADE,
    name    TEXT NOT NULL,
    token   TEXT NOT NULL UNIQUE,
    created INTEGER NOT NULL
) STRICT;
CREATE INDEX studio_product_keys_by_user ON studio_product_keys (user, id);

-- Workspaces; a deactivated one keeps its data and answers 404.
CREATE TABLE studio_workspaces (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    name         TEXT NOT NULL,
    description  TEXT,
    created      INTEGER NOT NULL,
    is_beta      INTEGER NOT NULL DEFAULT 0 CHECK (is_beta IN (0, 1)),
    is_read_only INTEGER NOT NULL DEFAULT 0 CHECK (is_read_only IN (0, 1)),
    is_active    INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1))
) STRICT;
CREATE INDEX studio_workspaces_by_name ON studio_workspaces (name, id);

-- Who belongs to a workspace; id is the permission's. Roles on projects and models follow from the role here.
CREATE TABLE studio_members (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace  INTEGER NOT NULL REFERENCES studio_workspaces (id) ON DELETE CASCADE,
    user       INTEGER NOT NULL REFERENCES studio_users (id) ON DELETE CASCADE,
    role       TEXT NOT NULL
        CHECK (role = 'VIEWER' OR role = 'ANNOTATOR' OR role = 'USER' OR role = 'ADMIN' OR role = 'MANAGER'),
    is_default INTEGER NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1)),
    UNIQUE (workspace, user)
) STRICT;
CREATE INDEX studio_members_by_user ON studio_members (user, workspace);

-- Invitations; accepted ones keep their row.
CREATE TABLE studio_invitations (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace  INTEGER NOT NULL REFERENCES studio_workspaces (id) ON DELETE CASCADE,
    role       TEXT NOT NULL
        CHECK (role = 'VIEWER' OR role = 'ANNOTATOR' OR role = 'USER' OR role = 'ADMIN' OR role = 'MANAGER'),
    email      TEXT NOT NULL,
    email_key  TEXT NOT NULL,
    invited_by INTEGER NOT NULL REFERENCES studio_users (id) ON DELETE CASCADE,
    token      TEXT NOT NULL UNIQUE,
    created    INTEGER NOT NULL,
    expires    INTEGER NOT NULL,
    accepted   INTEGER
) STRICT;
CREATE INDEX studio_invitations_by_workspace ON studio_invitations (workspace, id);
CREATE INDEX studio_invitations_by_inviter ON studio_invitations (invited_by);

CREATE TABLE studio_notifications (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    user    INTEGER NOT NULL REFERENCES studio_users (id) ON DELETE CASCADE,
    type    TEXT NOT NULL CHECK (type IN ('INFO', 'WARNING')),
    title   TEXT NOT NULL,
    text    TEXT NOT NULL,
    created INTEGER NOT NULL,
    read    INTEGER
) STRICT;
CREATE INDEX studio_notifications_by_user ON studio_notifications (user, id);

-- Projects. A deleted one keeps its row until its data is gone. next_ordinal is the ordinal of its next document: as
-- long as it equals document_count no ordinal is missing, and a page is found by its ordinal.
CREATE TABLE studio_projects (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace      INTEGER NOT NULL REFERENCES studio_workspaces (id),
    name           TEXT NOT NULL,
    type           TEXT NOT NULL CHECK (type = 'ABSA' OR type = 'CLASS' OR type = 'LABEL' OR type = 'CLASSLABEL'),
    status         TEXT NOT NULL
        CHECK (status = 'CREATED' OR status = 'CLONING' OR status = 'DELETED' OR status = 'FAILED'),
    created        INTEGER NOT NULL,
    created_by     INTEGER REFERENCES studio_users (id) ON DELETE SET NULL,
    external_id    INTEGER,
    document_count INTEGER NOT NULL DEFAULT 0,
    next_ordinal   INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX studio_projects_by_name ON studio_projects (workspace, name) WHERE status <> 'DELETED';
CREATE INDEX studio_projects_by_creator ON studio_projects (created_by);

-- Models: trained in a project, uploaded into a workspace, or shipped. Published ones are public. Classes and labels of
-- a model without a project stand in studio_classes and studio_labels under its own number. progress was set by hand, and
-- counts while the status is progress_status.
CREATE TABLE studio_models (
    id                INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid              TEXT NOT NULL UNIQUE,
    workspace         INTEGER NOT NULL REFERENCES studio_workspaces (id),
    project           INTEGER REFERENCES studio_projects (id) ON DELETE CASCADE,
    name              TEXT NOT NULL,
    display_name      TEXT NOT NULL,
    base              TEXT,
    language          TEXT NOT NULL,
    created_by        INTEGER REFERENCES studio_users (id) ON DELETE SET NULL,
    owner             TEXT NOT NULL,
    created           INTEGER NOT NULL,
    started           INTEGER,
    finish_due        INTEGER,
    finished          INTEGER,
    score             REAL,
    short_description TEXT,
    long_description  TEXT,
    status            TEXT NOT NULL
        CHECK (
            status = 'CREATED' OR status = 'QUEUED' OR status = 'TRAINING' OR status = 'FAILED' OR status = 'READY'
            OR status = 'ACTIVE' OR status = 'PUBLISHED'
        ),
    type              TEXT NOT NULL CHECK (type = 'ABSA' OR type = 'CLASS' OR type = 'LABEL' OR type = 'CLASSLABEL'),
    is_public         INTEGER NOT NULL DEFAULT 0 CHECK (is_public IN (0, 1)),
    is_shipped        INTEGER NOT NULL DEFAULT 0 CHECK (is_shipped IN (0, 1)),
    collection        INTEGER,
    metrics_json      TEXT,
    demoset_json      TEXT,
    content           TEXT,
    progress          REAL,
    progress_status   TEXT
) STRICT;
CREATE UNIQUE INDEX studio_models_by_name ON studio_models (workspace, name);
CREATE INDEX studio_models_by_project ON studio_models (project, id);
CREATE INDEX studio_models_by_creator ON studio_models (created_by);
CREATE INDEX studio_models_public ON studio_models (id) WHERE is_public = 1;

-- Favourites of users.
CREATE TABLE studio_stars (
    user  INTEGER NOT NULL REFERENCES studio_users (id) ON DELETE CASCADE,
    model INTEGER NOT NULL REFERENCES studio_models (id) ON DELETE CASCADE,
    PRIMARY KEY (user, model)
) STRICT, WITHOUT ROWID;
CREATE INDEX studio_stars_by_model ON studio_stars (model);

CREATE TABLE studio_classes (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    project     INTEGER REFERENCES studio_projects (id) ON DELETE CASCADE,
    model       INTEGER REFERENCES studio_models (id) ON DELETE CASCADE,
    name        TEXT NOT NULL,
    example     TEXT,
    description TEXT
) STRICT;
CREATE UNIQUE INDEX studio_classes_by_project ON studio_classes (project, name) WHERE project IS NOT NULL;
CREATE UNIQUE INDEX studio_classes_by_model ON studio_classes (model, name) WHERE model IS NOT NULL;

CREATE TABLE studio_labels (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    project INTEGER REFERENCES studio_projects (id) ON DELETE CASCADE,
    model   INTEGER REFERENCES studio_models (id) ON DELETE CASCADE,
    name    TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX studio_labels_by_project ON studio_labels (project, name) WHERE project IS NOT NULL;
CREATE UNIQUE INDEX studio_labels_by_model ON studio_labels (model, name) WHERE model IS NOT NULL;

-- Documents; project is null for those analysed with a model that has no project. meta_json is an object of the further
-- attributes of the uploaded record.
CREATE TABLE studio_documents (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    project   INTEGER REFERENCES studio_projects (id) ON DELETE CASCADE,
    ordinal   INTEGER NOT NULL DEFAULT 0,
    text      TEXT NOT NULL,
    meta_json TEXT,
    created   INTEGER NOT NULL
) STRICT;
CREATE INDEX studio_documents_by_project ON studio_documents (project, ordinal);
-- list: studio_projects.document_count counts studio_documents by project at ordinal

-- Pieces of a document: [span_start, span_end) in Unicode scalars of its text, [byte_start, byte_end) in its UTF-8.
CREATE TABLE studio_segments (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    document   INTEGER NOT NULL REFERENCES studio_documents (id) ON DELETE CASCADE,
    span_start INTEGER NOT NULL,
    span_end   INTEGER NOT NULL,
    byte_start INTEGER NOT NULL,
    byte_end   INTEGER NOT NULL
) STRICT;
CREATE INDEX studio_segments_by_document ON studio_segments (document, span_start, id);

-- Document groups. project is null like that of their documents. next_position relates to document_count as
-- next_ordinal does in a project.
CREATE TABLE studio_groups (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    project        INTEGER REFERENCES studio_projects (id) ON DELETE CASCADE,
    name           TEXT NOT NULL,
    created        INTEGER NOT NULL,
    created_by     INTEGER REFERENCES studio_users (id) ON DELETE SET NULL,
    source         TEXT NOT NULL CHECK (source = 'ANALYSIS' OR source = 'UPLOAD' OR source = 'ANNOTATIONS'),
    status         TEXT NOT NULL
        CHECK (status = 'PROCESSING' OR status = 'CREATED' OR status = 'DELETING' OR status = 'FAILED'),
    document_count INTEGER NOT NULL DEFAULT 0,
    next_position  INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX studio_groups_by_project ON studio_groups (project, id);
CREATE INDEX studio_groups_by_creator ON studio_groups (created_by);

-- group_id, as group is a word of SQL.
CREATE TABLE studio_group_documents (
    group_id INTEGER NOT NULL REFERENCES studio_groups (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    document INTEGER NOT NULL REFERENCES studio_documents (id) ON DELETE CASCADE,
    PRIMARY KEY (group_id, position)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX studio_group_documents_by_document ON studio_group_documents (document, group_id);
-- list: studio_groups.document_count counts studio_group_documents by group_id at position

-- Uploaded files, kept as tables: content is a JSON Lines text with one array of cells a record, columns_json the names
-- of the columns, has_header whether the file's first line was taken for them. purpose is group, labeling or analysis.
-- A file for a group or a session belongs to its project, one for an analysis to its workspace.
CREATE TABLE studio_files (
    id           TEXT PRIMARY KEY,
    purpose      TEXT NOT NULL CHECK (purpose = 'group' OR purpose = 'labeling' OR purpose = 'analysis'),
    project      INTEGER REFERENCES studio_projects (id) ON DELETE CASCADE,
    workspace    INTEGER REFERENCES studio_workspaces (id) ON DELETE CASCADE,
    user         INTEGER REFERENCES studio_users (id) ON DELETE CASCADE,
    filename     TEXT NOT NULL,
    format       TEXT NOT NULL
        CHECK (format = 'csv' OR format = 'txt' OR format = 'json' OR format = 'jsonl' OR format = 'xlsx'),
    columns_json TEXT NOT NULL,
    record_count INTEGER NOT NULL,
    content      TEXT NOT NULL,
    created      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX studio_files_by_project ON studio_files (project);
CREATE INDEX studio_files_by_workspace ON studio_files (workspace);
CREATE INDEX studio_files_by_user ON studio_files (user);

-- Records on their way into a group (and, with it, into a session or an analysis), taken up in slices: byte_offset is
-- how far content has been read, how_json says which columns to take and how. done names the transition that follows.
CREATE TABLE studio_imports (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    project     INTEGER REFERENCES studio_projects (id) ON DELETE CASCADE,
    group_id    INTEGER REFERENCES studio_groups (id) ON DELETE CASCADE,
    user        INTEGER REFERENCES studio_users (id) ON DELETE SET NULL,
    content     TEXT NOT NULL,
    owns        INTEGER NOT NULL CHECK (owns IN (0, 1)),
    how_json    TEXT NOT NULL,
    byte_offset INTEGER NOT NULL DEFAULT 0,
    taken       INTEGER NOT NULL DEFAULT 0,
    done        TEXT NOT NULL,
    subject     TEXT NOT NULL
) STRICT;
CREATE INDEX studio_imports_by_project ON studio_imports (project);
CREATE INDEX studio_imports_by_group ON studio_imports (group_id);
CREATE INDEX studio_imports_by_user ON studio_imports (user);

-- Labeling sessions (mode ANNOTATION) and correction sessions (mode CORRECTION). segment_count and annotated_count give
-- the progress; classes_json and labels_json are arrays of numbers.
CREATE TABLE studio_sessions (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid            TEXT NOT NULL UNIQUE,
    project         INTEGER NOT NULL REFERENCES studio_projects (id) ON DELETE CASCADE,
    mode            TEXT NOT NULL CHECK (mode IN ('ANNOTATION', 'CORRECTION')),
    name            TEXT NOT NULL,
    description     TEXT,
    status          TEXT NOT NULL
        CHECK (
            status = 'CREATED' OR status = 'SAMPLING' OR status = 'PREDICTING' OR status = 'STARTED'
            OR status = 'ANNOTATING' OR status = 'FINISHED' OR status = 'FAILED' OR status = 'DELETING'
        ),
    created         INTEGER NOT NULL,
    finished        INTEGER,
    created_by      INTEGER REFERENCES studio_users (id) ON DELETE SET NULL,
    group_id        INTEGER REFERENCES studio_groups (id) ON DELETE SET NULL,
    model           INTEGER REFERENCES studio_models (id) ON DELETE SET NULL,
    classes_json    TEXT NOT NULL DEFAULT '[]',
    labels_json     TEXT NOT NULL DEFAULT '[]',
    is_auto         INTEGER NOT NULL DEFAULT 0 CHECK (is_auto IN (0, 1)),
    sample_size     INTEGER,
    predicted_score INTEGER,
    document_count  INTEGER NOT NULL DEFAULT 0,
    next_position   INTEGER NOT NULL DEFAULT 0,
    segment_count   INTEGER NOT NULL DEFAULT 0,
    annotated_count INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX studio_sessions_by_project ON studio_sessions (project, mode, id);
CREATE INDEX studio_sessions_by_group ON studio_sessions (group_id);
CREATE INDEX studio_sessions_by_model ON studio_sessions (model);
CREATE INDEX studio_sessions_by_creator ON studio_sessions (created_by);

CREATE TABLE studio_session_documents (
    session   INTEGER NOT NULL REFERENCES studio_sessions (id) ON DELETE CASCADE,
    position  INTEGER NOT NULL,
    document  INTEGER NOT NULL REFERENCES studio_documents (id) ON DELETE CASCADE,
    annotated INTEGER,
    PRIMARY KEY (session, position)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX studio_session_documents_by_document ON studio_session_documents (document, session);
-- list: studio_sessions.document_count counts studio_session_documents by session at position

-- Segments that have been annotated (or corrected) in a session; the others have no row.
CREATE TABLE studio_session_segments (
    session   INTEGER NOT NULL REFERENCES studio_sessions (id) ON DELETE CASCADE,
    segment   INTEGER NOT NULL REFERENCES studio_segments (id) ON DELETE CASCADE,
    annotated INTEGER NOT NULL,
    PRIMARY KEY (session, segment)
) STRICT, WITHOUT ROWID;
CREATE INDEX studio_session_segments_by_segment ON studio_session_segments (segment);

-- Pages that have been annotated in a session.
CREATE TABLE studio_session_pages (
    session   INTEGER NOT NULL REFERENCES studio_sessions (id) ON DELETE CASCADE,
    document  INTEGER NOT NULL REFERENCES studio_documents (id) ON DELETE CASCADE,
    page      INTEGER NOT NULL,
    annotated INTEGER NOT NULL,
    PRIMARY KEY (session, document, page)
) STRICT, WITHOUT ROWID;
CREATE INDEX studio_session_pages_by_document ON studio_session_pages (document);

-- The sessions that a model was trained (role train) and tested (role test) with.
CREATE TABLE studio_model_sessions (
    model   INTEGER NOT NULL REFERENCES studio_models (id) ON DELETE CASCADE,
    session INTEGER NOT NULL REFERENCES studio_sessions (id) ON DELETE CASCADE,
    role    TEXT NOT NULL CHECK (role IN ('train', 'test')),
    PRIMARY KEY (model, session, role)
) STRICT, WITHOUT ROWID;
CREATE INDEX studio_model_sessions_by_session ON studio_model_sessions (session);

-- Batch analyses; project is the model's. Its documents are those of its group.
CREATE TABLE studio_analyses (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid           TEXT NOT NULL UNIQUE,
    workspace      INTEGER NOT NULL REFERENCES studio_workspaces (id),
    project        INTEGER REFERENCES studio_projects (id) ON DELETE CASCADE,
    model          INTEGER NOT NULL REFERENCES studio_models (id) ON DELETE CASCADE,
    group_id       INTEGER REFERENCES studio_groups (id) ON DELETE CASCADE,
    name           TEXT NOT NULL,
    description    TEXT,
    status         TEXT NOT NULL
        CHECK (
            status = 'CREATED' OR status = 'QUEUED' OR status = 'STARTED' OR status = 'ANALYZING' OR status = 'FAILED'
            OR status = 'FINISHED'
        ),
    type           TEXT NOT NULL CHECK (type = 'ABSA' OR type = 'CLASS' OR type = 'LABEL' OR type = 'CLASSLABEL'),
    created        INTEGER NOT NULL,
    started        INTEGER,
    finish_due     INTEGER,
    finished       INTEGER,
    created_by     INTEGER REFERENCES studio_users (id) ON DELETE SET NULL,
    document_count INTEGER NOT NULL DEFAULT 0,
    next_position  INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX studio_analyses_by_project ON studio_analyses (project, id);
CREATE INDEX studio_analyses_by_model ON studio_analyses (model, id);
CREATE INDEX studio_analyses_by_creator ON studio_analyses (created_by, id);
CREATE INDEX studio_analyses_by_group ON studio_analyses (group_id);
CREATE INDEX studio_analyses_by_workspace ON studio_analyses (workspace, id);

CREATE TABLE studio_analysis_documents (
    analysis INTEGER NOT NULL REFERENCES studio_analyses (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    document INTEGER NOT NULL REFERENCES studio_documents (id) ON DELETE CASCADE,
    PRIMARY KEY (analysis, position)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX studio_analysis_documents_by_document ON studio_analysis_documents (document, analysis);
-- list: studio_analyses.document_count counts studio_analysis_documents by analysis at position

-- Tags of segments: made in a session, predicted by an analysis, or uploaded with the document (both null). state is
-- READY or CORRECTING. A tag may have a place of its own within its segment.
CREATE TABLE studio_tags (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    project    INTEGER REFERENCES studio_projects (id) ON DELETE CASCADE,
    document   INTEGER NOT NULL REFERENCES studio_documents (id) ON DELETE CASCADE,
    segment    INTEGER NOT NULL REFERENCES studio_segments (id) ON DELETE CASCADE,
    session    INTEGER REFERENCES studio_sessions (id) ON DELETE CASCADE,
    analysis   INTEGER REFERENCES studio_analyses (id) ON DELETE CASCADE,
    class      INTEGER REFERENCES studio_classes (id) ON DELETE CASCADE,
    label      INTEGER REFERENCES studio_labels (id) ON DELETE CASCADE,
    state      TEXT NOT NULL DEFAULT 'READY' CHECK (state IN ('READY', 'CORRECTING')),
    span_start INTEGER,
    span_end   INTEGER,
    text       TEXT
) STRICT;
CREATE INDEX studio_tags_by_project ON studio_tags (project, id) WHERE analysis IS NULL;
CREATE INDEX studio_tags_by_document ON studio_tags (document, id);
CREATE INDEX studio_tags_by_segment ON studio_tags (segment, id);
CREATE INDEX studio_tags_by_session ON studio_tags (session, id) WHERE session IS NOT NULL;
CREATE INDEX studio_tags_by_analysis ON studio_tags (analysis, id) WHERE analysis IS NOT NULL;
CREATE INDEX studio_tags_by_class ON studio_tags (class) WHERE class IS NOT NULL;
CREATE INDEX studio_tags_by_label ON studio_tags (label) WHERE label IS NOT NULL;

-- Humans in the loop of extraction.
CREATE TABLE studio_hitls (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    project       INTEGER NOT NULL REFERENCES studio_projects (id) ON DELETE CASCADE,
    name          TEXT NOT NULL,
    description   TEXT,
    created       INTEGER NOT NULL,
    updated       INTEGER NOT NULL,
    assigned_user INTEGER REFERENCES studio_users (id) ON DELETE SET NULL,
    model         INTEGER REFERENCES studio_models (id) ON DELETE SET NULL,
    is_live       INTEGER NOT NULL DEFAULT 0 CHECK (is_live IN (0, 1)),
    webhook_url   TEXT,
    labels_json   TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE INDEX studio_hitls_by_project ON studio_hitls (project, id);
CREATE INDEX studio_hitls_by_model ON studio_hitls (model);
CREATE INDEX studio_hitls_by_user ON studio_hitls (assigned_user);

-- Tasks of a project: one for each scanned document that people are to look at.
CREATE TABLE studio_tasks (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    project INTEGER NOT NULL REFERENCES studio_projects (id) ON DELETE CASCADE,
    created INTEGER NOT NULL
) STRICT;
CREATE INDEX studio_tasks_by_project ON studio_tasks (project, id);

-- Fields that people are to look at; full_json is what `with_full_data` adds.
CREATE TABLE studio_hitl_reviews (
    id                   INTEGER PRIMARY KEY AUTOINCREMENT,
    hitl                 INTEGER NOT NULL REFERENCES studio_hitls (id) ON DELETE CASCADE,
    task                 INTEGER NOT NULL REFERENCES studio_tasks (id) ON DELETE CASCADE,
    document             INTEGER NOT NULL,
    document_name        TEXT NOT NULL,
    page                 INTEGER NOT NULL,
    status               TEXT NOT NULL CHECK (status IN ('PENDING', 'COMPLETED')),
    created              INTEGER NOT NULL,
    updated              INTEGER NOT NULL,
    user                 INTEGER REFERENCES studio_users (id) ON DELETE SET NULL,
    label                TEXT NOT NULL,
    confidence_threshold REAL NOT NULL,
    ls_annotation        INTEGER NOT NULL,
    full_json            TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE INDEX studio_hitl_reviews_by_hitl ON studio_hitl_reviews (hitl, id);
CREATE INDEX studio_hitl_reviews_by_task ON studio_hitl_reviews (task);
CREATE INDEX studio_hitl_reviews_by_user ON studio_hitl_reviews (user);

-- Which row became which while a project is cloned; kind is the table's name without its prefix.
CREATE TABLE studio_copies (
    project INTEGER NOT NULL REFERENCES studio_projects (id) ON DELETE CASCADE,
    kind    TEXT NOT NULL,
    source  INTEGER NOT NULL,
    copy    INTEGER NOT NULL,
    PRIMARY KEY (project, kind, source)
) STRICT, WITHOUT ROWID;
