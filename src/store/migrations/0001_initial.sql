-- The first schema. Times are epoch milliseconds; a row with deleted_at is a tombstone, which keeps ids and times only.

CREATE TABLE workspace (
    id TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    deleted_at BIGINT
);
CREATE UNIQUE INDEX workspace_live_name ON workspace (name) WHERE deleted_at IS NULL;
INSERT INTO workspace (id, name, created_at) VALUES ('ws_00000000000000000000000000000000', 'knowledge', 0);

CREATE TABLE document (
    id TEXT PRIMARY KEY NOT NULL,
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    name TEXT NOT NULL,
    format TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    title TEXT NOT NULL,
    words BIGINT NOT NULL,
    chunker TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    deleted_at BIGINT,
    text TEXT NOT NULL
);
CREATE UNIQUE INDEX document_live_name ON document (workspace_id, name) WHERE deleted_at IS NULL;
CREATE INDEX document_sha256 ON document (sha256);

CREATE TABLE chunk (
    id TEXT PRIMARY KEY NOT NULL,
    document_id TEXT NOT NULL REFERENCES document (id),
    ordinal BIGINT NOT NULL,
    start_char BIGINT NOT NULL,
    end_char BIGINT NOT NULL,
    heading TEXT NOT NULL,
    section TEXT NOT NULL,
    requirement TEXT,
    content_hash TEXT NOT NULL
);
CREATE UNIQUE INDEX chunk_ordinal ON chunk (document_id, ordinal);

-- AUTOINCREMENT: a seq is never given twice, even after rows were removed.
CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    document_id TEXT NOT NULL REFERENCES document (id),
    op TEXT NOT NULL CHECK (op IN ('put', 'delete')),
    at BIGINT NOT NULL
);
CREATE INDEX outbox_document ON outbox (document_id);

CREATE TABLE conversation (
    id TEXT PRIMARY KEY NOT NULL,
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    title TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    deleted_at BIGINT
);
CREATE INDEX conversation_workspace ON conversation (workspace_id, updated_at);

CREATE TABLE message (
    id TEXT PRIMARY KEY NOT NULL,
    conversation_id TEXT NOT NULL REFERENCES conversation (id),
    ordinal BIGINT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('user', 'assistant')),
    text TEXT NOT NULL,
    answer TEXT,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX message_ordinal ON message (conversation_id, ordinal);

-- Of each secret only its SHA-256 is kept.
CREATE TABLE api_key (
    id TEXT PRIMARY KEY NOT NULL,
    scope TEXT NOT NULL CHECK (scope IN ('admin', 'workspace', 'widget')),
    workspace_id TEXT REFERENCES workspace (id),
    hash TEXT NOT NULL UNIQUE,
    label TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT,
    last_used_at BIGINT
);
CREATE INDEX api_key_workspace ON api_key (workspace_id);

CREATE TABLE login_token (
    hash TEXT PRIMARY KEY NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);

CREATE TABLE session (
    hash TEXT PRIMARY KEY NOT NULL,
    key_id TEXT REFERENCES api_key (id),
    scope TEXT NOT NULL CHECK (scope IN ('admin', 'workspace', 'widget')),
    workspace_id TEXT REFERENCES workspace (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE INDEX session_key ON session (key_id);
CREATE INDEX session_workspace ON session (workspace_id);

CREATE TABLE job (
    id TEXT PRIMARY KEY NOT NULL,
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    last_seq BIGINT NOT NULL,
    total BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX job_workspace ON job (workspace_id);

CREATE TABLE setting (
    key TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
);
