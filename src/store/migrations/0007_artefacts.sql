-- The documents of an ISMS, each in versions: policies, the Statement of Applicability, the risk register, audit material.
-- A version is written once. What can change is its state; triggers hold that, whatever a later program does.

CREATE TABLE artefact (
    id TEXT PRIMARY KEY NOT NULL,
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    family TEXT NOT NULL CHECK (family IN ('policies', 'soa', 'risks', 'audits')),
    kind TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX artefact_workspace ON artefact (workspace_id, family);
-- One policy of a kind, one statement, one register; audits are made again and again.
CREATE UNIQUE INDEX artefact_single ON artefact (workspace_id, family, kind) WHERE family <> 'audits';

CREATE TABLE artefact_version (
    artefact_id TEXT NOT NULL REFERENCES artefact (id) ON DELETE CASCADE,
    version BIGINT NOT NULL CHECK (version > 0),
    state TEXT NOT NULL CHECK (state IN ('draft', 'in-review', 'approved', 'superseded', 'withdrawn')),
    title TEXT NOT NULL,
    content TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL,
    approved_at BIGINT,
    approved_by TEXT,
    approved_with TEXT,
    approved_sha256 TEXT,
    PRIMARY KEY (artefact_id, version),
    CHECK (approved_sha256 IS NULL OR approved_sha256 = sha256),
    CHECK (state NOT IN ('approved', 'superseded') OR approved_sha256 IS NOT NULL)
);
CREATE UNIQUE INDEX artefact_one_approved ON artefact_version (artefact_id) WHERE state = 'approved';

CREATE TRIGGER artefact_version_kept
BEFORE UPDATE OF artefact_id, version, title, content, sha256, created_at, created_by ON artefact_version
BEGIN
    SELECT RAISE(ABORT, 'a version of an artefact is never changed');
END;

CREATE TRIGGER artefact_approval_kept
BEFORE UPDATE OF approved_at, approved_by, approved_with, approved_sha256 ON artefact_version
WHEN OLD.approved_sha256 IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'an approval is never changed');
END;

CREATE TABLE artefact_acknowledgement (
    artefact_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    person TEXT NOT NULL,
    noted_by TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (artefact_id, version, person),
    FOREIGN KEY (artefact_id, version) REFERENCES artefact_version (artefact_id, version) ON DELETE CASCADE
);
