-- Version 2: review. Decisions are a log that only grows; the database itself refuses to change or delete one.
CREATE TABLE decisions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sha TEXT NOT NULL REFERENCES documents (sha),
    position INTEGER NOT NULL,
    track TEXT NOT NULL CHECK (track IN ('first', 'second', 'final')),
    reviewer TEXT NOT NULL,
    made TEXT NOT NULL,                 -- when
    version TEXT NOT NULL,              -- of the extractor whose record the curator saw
    action TEXT NOT NULL                -- JSON: one of the models in schemas/review.py
);
CREATE INDEX decisions_by_document ON decisions (sha, position, id);
CREATE TRIGGER decisions_never_change BEFORE UPDATE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions are never changed'); END;
CREATE TRIGGER decisions_never_go BEFORE DELETE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions are never deleted'); END;

-- The program's records that decisions were made on; `records` has only the newest.
CREATE TABLE bases (
    sha TEXT NOT NULL REFERENCES documents (sha),
    position INTEGER NOT NULL,
    version TEXT NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (sha, position, version)
) WITHOUT ROWID;

-- One row a record, for the queue. Everything here can be computed again from the other tables.
CREATE TABLE summaries (
    id INTEGER PRIMARY KEY,
    sha TEXT NOT NULL,
    position INTEGER NOT NULL,
    document_id TEXT NOT NULL,
    title TEXT NOT NULL,
    file TEXT NOT NULL,                 -- the name of a file that holds it, without folders
    status TEXT NOT NULL CHECK (status IN ('unreviewed', 'in_progress', 'done')),
    facts INTEGER NOT NULL,
    open INTEGER NOT NULL,              -- facts that nobody has decided on
    accepted INTEGER NOT NULL,
    corrected INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    added INTEGER NOT NULL,
    errors INTEGER NOT NULL,            -- open checks of each severity
    warnings INTEGER NOT NULL,
    notes INTEGER NOT NULL,
    lowest REAL,                        -- the lowest confidence among the open facts
    doubt REAL NOT NULL,                -- how many open facts are likely wrong
    minutes REAL NOT NULL,              -- what the rest of the review takes
    worth REAL NOT NULL,                -- what a curator's minute finds here; the queue's order
    reviewers TEXT NOT NULL,            -- JSON list
    disagreements INTEGER NOT NULL,     -- between two reviews, not adjudicated
    UNIQUE (sha, position)
);
CREATE INDEX summaries_by_worth ON summaries (status, worth);

-- What the search of the queue looks through; its rows are those of `summaries`.
CREATE VIRTUAL TABLE search USING fts5 (title, names, text, tokenize = 'unicode61 remove_diacritics 2');

-- Records whose row in `summaries` is not up to date.
CREATE TABLE stale (
    sha TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (sha, position)
) WITHOUT ROWID;
CREATE TRIGGER record_comes AFTER INSERT ON records BEGIN INSERT OR IGNORE INTO stale VALUES (NEW.sha, NEW.position); END;
CREATE TRIGGER record_goes AFTER DELETE ON records BEGIN INSERT OR IGNORE INTO stale VALUES (OLD.sha, OLD.position); END;
CREATE TRIGGER path_comes BEFORE INSERT ON paths BEGIN INSERT OR IGNORE INTO stale SELECT sha, position FROM records WHERE sha = NEW.sha OR sha = (SELECT sha FROM paths WHERE path = NEW.path); END;
CREATE TRIGGER path_goes AFTER DELETE ON paths BEGIN INSERT OR IGNORE INTO stale SELECT sha, position FROM records WHERE sha = OLD.sha; END;
INSERT INTO stale SELECT sha, position FROM records;
