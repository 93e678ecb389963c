-- The feed in stretches: entries of one tenant that were committed together and stand next to each other, instead of a row and three index
-- entries for each. Whoever commits a thousand entries pays for a handful of rows; one who commits one pays for one.
CREATE TABLE usage_feed_stretches (
    last_position        bigint      PRIMARY KEY,
    length               integer     NOT NULL CHECK (length > 0),
    tenant_id            text COLLATE "C" NOT NULL,
    last_tenant_position bigint      NOT NULL,
    attempt_ids          uuid[]      NOT NULL,
    revisions            integer[]   NOT NULL
);
-- Random bits: compressing them is work for nothing.
ALTER TABLE usage_feed_stretches ALTER attempt_ids SET STORAGE EXTERNAL;
CREATE INDEX usage_feed_stretches_of_tenant ON usage_feed_stretches (tenant_id, last_position);

INSERT INTO usage_feed_stretches (last_position, length, tenant_id, last_tenant_position, attempt_ids, revisions)
SELECT max(position), count(*), tenant_id, max(tenant_position), array_agg(attempt_id ORDER BY position), array_agg(revision ORDER BY position)
FROM (
    -- Where neither position nor tenant jumps, both differences stay the same. Readers want no stretch to be long.
    SELECT *, position - row_number() OVER (PARTITION BY tenant_id ORDER BY position) AS run,
        (row_number() OVER (PARTITION BY tenant_id ORDER BY position) - 1) / 500 AS part
    FROM usage_feed) f
GROUP BY tenant_id, run, part;

DROP TABLE usage_feed;

-- The same, entry by entry. A reader that goes on after a position says so of the stretch as well: it has the index.
CREATE VIEW usage_feed AS
SELECT s.last_position - s.length + e.place AS position, s.tenant_id, s.last_tenant_position - s.length + e.place AS tenant_position,
    e.attempt_id, e.revision, s.last_position AS stretch
FROM usage_feed_stretches s CROSS JOIN LATERAL unnest(s.attempt_ids, s.revisions) WITH ORDINALITY AS e (attempt_id, revision, place);

-- What waits for its positions has the same form, so that giving them moves rows and looks at no entry.
ALTER TABLE usage_feed_pending ADD COLUMN tenant_id text COLLATE "C";
ALTER TABLE usage_feed_pending ALTER attempt_ids SET STORAGE EXTERNAL;

WITH old AS (DELETE FROM usage_feed_pending RETURNING id, attempt_ids, revisions, tenant_ids)
INSERT INTO usage_feed_pending (tenant_id, attempt_ids, revisions, tenant_ids)
SELECT e.tenant_id, array_agg(e.attempt_id ORDER BY e.place), array_agg(e.revision ORDER BY e.place), ARRAY[]::text[]
FROM old CROSS JOIN LATERAL unnest(old.attempt_ids, old.revisions, old.tenant_ids) WITH ORDINALITY AS e (attempt_id, revision, tenant_id, place)
GROUP BY old.id, e.tenant_id, (e.place - 1) / 500 ORDER BY old.id, e.tenant_id, (e.place - 1) / 500;

ALTER TABLE usage_feed_pending ALTER tenant_id SET NOT NULL, DROP COLUMN tenant_ids;

CREATE OR REPLACE FUNCTION note_for_feed() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    INSERT INTO usage_feed_pending (tenant_id, attempt_ids, revisions)
    SELECT tenant_id, array_agg(attempt_id ORDER BY nth), array_agg(revision ORDER BY nth)
    FROM (
        SELECT tenant_id, attempt_id, revision, row_number() OVER (PARTITION BY tenant_id ORDER BY attempt_id, revision) AS nth FROM added) a
    GROUP BY tenant_id, (nth - 1) / 500 ORDER BY tenant_id, (nth - 1) / 500;
    RETURN NULL;
END $$;
