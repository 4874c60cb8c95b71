-- What was learned while a document was read, as JSON: where its pages begin, and what was left out of its text.

ALTER TABLE document ADD COLUMN reading TEXT NOT NULL DEFAULT '{}';
