-- Gap analyses: what was asked for and, once it is there, the report. Deleted ones leave no row.

CREATE TABLE gap_analysis (
    id TEXT PRIMARY KEY NOT NULL,
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    documents TEXT NOT NULL,
    profile TEXT,
    earlier TEXT,
    done BIGINT NOT NULL DEFAULT 0,
    total BIGINT NOT NULL DEFAULT 0,
    summary TEXT,
    report TEXT,
    problem TEXT,
    created_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX gap_analysis_workspace ON gap_analysis (workspace_id, created_at);
