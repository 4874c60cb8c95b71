-- What a request with an Idempotency-Key was answered, so that the same request again gets the same answer and makes
-- nothing twice. A row without a status is a request that is being served.

CREATE TABLE idempotency (
    credential TEXT NOT NULL,
    key TEXT NOT NULL,
    place TEXT NOT NULL,
    request TEXT,
    status BIGINT,
    response TEXT,
    at BIGINT NOT NULL,
    PRIMARY KEY (credential, key)
);
CREATE INDEX idempotency_at ON idempotency (at);
