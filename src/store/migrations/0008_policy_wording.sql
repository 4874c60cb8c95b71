-- A policy whose clauses a language model worded: which of them, kept beside the version; and what was sent for it, noted as
-- for answers and analyses. What a column may hold cannot be changed in place, so the table of notes is written anew.

CREATE TABLE egress_anew (
    id TEXT PRIMARY KEY NOT NULL,
    workspace_id TEXT REFERENCES workspace (id),
    conversation_id TEXT REFERENCES conversation (id),
    message_id TEXT REFERENCES message (id) ON DELETE SET NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('answer', 'gap', 'policy')),
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
INSERT INTO egress_anew (id, workspace_id, conversation_id, message_id, purpose, origin, model, passages, outcome, problem,
    requests, bytes, prompt_tokens, completion_tokens, cost, first_ms, total_ms, began_at)
SELECT id, workspace_id, conversation_id, message_id, purpose, origin, model, passages, outcome, problem, requests, bytes,
    prompt_tokens, completion_tokens, cost, first_ms, total_ms, began_at FROM egress;
DROP TABLE egress;
ALTER TABLE egress_anew RENAME TO egress;
CREATE INDEX egress_workspace ON egress (workspace_id);
CREATE INDEX egress_conversation ON egress (conversation_id);
CREATE INDEX egress_message ON egress (message_id);

ALTER TABLE artefact_version ADD COLUMN wording TEXT;

CREATE TRIGGER artefact_wording_kept
BEFORE UPDATE OF wording ON artefact_version
BEGIN
    SELECT RAISE(ABORT, 'who worded a version is never changed');
END;
