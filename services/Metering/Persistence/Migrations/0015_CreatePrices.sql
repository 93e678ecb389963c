-- Every document that prices were read from, whole: what a source said can be asked again, and the same document changes nothing twice.
CREATE TABLE price_imports (
    import_id   uuid        NOT NULL PRIMARY KEY,
    number      bigint      NOT NULL UNIQUE,
    source      text COLLATE "C" NOT NULL,
    scope       text COLLATE "C" NOT NULL,
    digest      text COLLATE "C" NOT NULL,
    body        text        NOT NULL,
    book        bigint      NOT NULL,
    unchanged   integer     NOT NULL,
    import_time timestamptz NOT NULL,
    UNIQUE (source, digest)
);
CREATE SEQUENCE price_import_numbers;
COMMENT ON COLUMN price_imports.scope IS 'The one provider that the document is about; empty when there are several.';

-- A price as it stands in the book, completed by what the book knew. state: 1 flagged, 2 approved, 3 rejected, 4 refused.
CREATE TABLE price_entries (
    key         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    import_id   uuid        NOT NULL REFERENCES price_imports,
    version     text COLLATE "C" NOT NULL,
    provider    text COLLATE "C" NOT NULL,
    model       text COLLATE "C" NOT NULL,
    body        text        NOT NULL,
    state       smallint    NOT NULL,
    findings    text[]      NOT NULL,
    book        bigint,
    decide_time timestamptz,
    note        text        NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX price_entries_version ON price_entries (version) WHERE state <> 4;
CREATE INDEX price_entries_book ON price_entries (book, key) WHERE book IS NOT NULL;
COMMENT ON COLUMN price_entries.body IS 'The entry as a tollgate.pricebook/1 document: exact decimals, read by the same code as every book.';

-- One row for each book that was ever in force; number 0 is the one shipped with the build.
CREATE TABLE price_books (
    number      bigint      NOT NULL PRIMARY KEY,
    change_time timestamptz NOT NULL
);
INSERT INTO price_books (number, change_time) VALUES (0, clock_timestamp());
