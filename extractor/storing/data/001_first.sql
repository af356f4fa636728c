-- Version 1 of the store. Times are UTC, ISO 8601; a content hash is SHA-256 in hex.
CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    version TEXT NOT NULL,              -- of the extractor
    options TEXT NOT NULL,              -- JSON object
    started TEXT NOT NULL,
    ended TEXT,                         -- NULL while it runs, and for good where it was killed
    status TEXT NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'finished', 'interrupted')),
    counts TEXT                         -- JSON object
);

CREATE TABLE documents (
    sha TEXT PRIMARY KEY,
    size INTEGER NOT NULL,              -- bytes
    first_path TEXT NOT NULL,           -- where it was first seen
    first_run INTEGER NOT NULL REFERENCES runs (id),
    version TEXT,                       -- of the extractor that made its records; NULL: it has none
    extracted TEXT,                     -- when
    checks TEXT                         -- JSON object: how many findings of each severity its records have
) WITHOUT ROWID;

-- What stands where now. A document without a path has been replaced by other content.
CREATE TABLE paths (
    path TEXT PRIMARY KEY,
    sha TEXT NOT NULL REFERENCES documents (sha)
) WITHOUT ROWID;
CREATE INDEX paths_by_sha ON paths (sha);

CREATE TABLE records (
    sha TEXT NOT NULL REFERENCES documents (sha),
    position INTEGER NOT NULL,          -- 0, 1, ...: a file may hold several documents
    document_id TEXT NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (sha, position)
);
CREATE INDEX records_in_order ON records (document_id, sha, position);

-- Files that have no record now, and why.
CREATE TABLE failures (
    path TEXT PRIMARY KEY,
    sha TEXT,                           -- NULL where the file could not even be read
    reason TEXT NOT NULL,
    run INTEGER NOT NULL REFERENCES runs (id)
) WITHOUT ROWID;
