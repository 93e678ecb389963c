-- The public order of the ledger. Positions are given after commit, by one sequencer at a time, so they have no gaps and what is behind
-- a reader never changes.
CREATE TABLE usage_feed (
    position        bigint      PRIMARY KEY,
    tenant_id       text COLLATE "C" NOT NULL,
    tenant_position bigint      NOT NULL,
    attempt_id      uuid        NOT NULL,
    revision        integer     NOT NULL,
    UNIQUE (attempt_id, revision)
);
CREATE INDEX usage_feed_of_tenant ON usage_feed (tenant_id, position);

-- How far each has come: 'sequenced' is the last position given, 'published' the last that the broker has.
CREATE TABLE usage_feed_marks (
    name            text        PRIMARY KEY,
    position        bigint      NOT NULL
);
INSERT INTO usage_feed_marks (name, position) VALUES ('sequenced', 0), ('published', 0);

CREATE TABLE usage_feed_tenants (
    tenant_id       text COLLATE "C" PRIMARY KEY,
    last_position   bigint      NOT NULL
) WITH (fillfactor = 70);

-- Entries that are committed and have no position yet: a row for each statement that inserted entries (or each thousand of them).
CREATE TABLE usage_feed_pending (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    attempt_ids     uuid[]      NOT NULL,
    revisions       integer[]   NOT NULL,
    tenant_ids      text[]      NOT NULL
);

-- In the database, so that no way of writing an entry can forget the feed.
CREATE FUNCTION note_for_feed() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    INSERT INTO usage_feed_pending (attempt_ids, revisions, tenant_ids)
    SELECT array_agg(attempt_id), array_agg(revision), array_agg(tenant_id)
    FROM (SELECT attempt_id, revision, tenant_id, (row_number() OVER () - 1) / 1000 AS part FROM added) a
    GROUP BY part ORDER BY part;
    RETURN NULL;
END $$;

CREATE TRIGGER usage_entries_feed AFTER INSERT ON usage_entries
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION note_for_feed();

-- What was recorded before there was a feed.
INSERT INTO usage_feed_pending (attempt_ids, revisions, tenant_ids)
SELECT array_agg(attempt_id ORDER BY n), array_agg(revision ORDER BY n), array_agg(tenant_id ORDER BY n)
FROM (SELECT attempt_id, revision, tenant_id, row_number() OVER (ORDER BY record_time, attempt_id, revision) AS n FROM usage_entries) e
GROUP BY (n - 1) / 1000 ORDER BY (n - 1) / 1000;

-- Webhooks that are told the feed, and how far delivery has been given it.
CREATE TABLE usage_feed_subscriptions (
    endpoint_id     uuid        PRIMARY KEY REFERENCES webhooks.endpoints ON DELETE CASCADE,
    position        bigint      NOT NULL
);
