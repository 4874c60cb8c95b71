-- What left this machine for a language model: who agreed that a workspace's texts may go to which endpoint, and for each
-- answer or analysis what was sent. A row is written before the first byte goes; passages are named by hash and range.

CREATE TABLE model_consent (
    workspace_id TEXT PRIMARY KEY NOT NULL REFERENCES workspace (id),
    origin TEXT NOT NULL,
    agreed_by TEXT NOT NULL,
    agreed_at BIGINT NOT NULL
);

CREATE TABLE egress (
    id TEXT PRIMARY KEY NOT NULL,
    workspace_id TEXT REFERENCES workspace (id),
    conversation_id TEXT REFERENCES conversation (id),
    message_id TEXT REFERENCES message (id) ON DELETE SET NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('answer', 'gap')),
    origin TEXT NOT NULL,
    model TEXT NOT NULL,
    passages TEXT NOT NULL,
    outcome TEXT NOT NULL,
    problem TEXT,
    requests BIGINT NOT NULL DEFAULT 0,
    bytes BIGINT NOT NULL DEFAULT 0,
    prompt_tokens BIGINT,
    completion_tokens BIGINT,
    cost DOUBLE PRECISION,
    first_ms BIGINT,
    total_ms BIGINT,
    began_at BIGINT NOT NULL
);
CREATE INDEX egress_workspace ON egress (workspace_id);
CREATE INDEX egress_conversation ON egress (conversation_id);
CREATE INDEX egress_message ON egress (message_id);
