-- The chat widget: the pages that may show it and its questions a day, what each day asked, whose a conversation is, and
-- what readers thought of answers. Origins stand with spaces between them.

ALTER TABLE api_key ADD COLUMN origins TEXT NOT NULL DEFAULT '';
ALTER TABLE api_key ADD COLUMN quota BIGINT;
UPDATE api_key SET quota = 500 WHERE scope = 'widget';

ALTER TABLE conversation ADD COLUMN widget_key TEXT REFERENCES api_key (id);

CREATE TABLE widget_day (
    key_id TEXT NOT NULL REFERENCES api_key (id),
    day BIGINT NOT NULL,
    questions BIGINT NOT NULL,
    conversations BIGINT NOT NULL,
    PRIMARY KEY (key_id, day)
);

CREATE TABLE rating (
    message_id TEXT PRIMARY KEY NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    rating TEXT NOT NULL CHECK (rating IN ('up', 'down')),
    reason TEXT NOT NULL,
    at BIGINT NOT NULL
);
