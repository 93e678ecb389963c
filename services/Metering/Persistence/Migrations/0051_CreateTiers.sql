-- Days of the ledger (by the time in attempt ids, like its partitions) that were written to files. state: 1 written and verified, 2 its
-- partitions are dropped.
CREATE TABLE usage_archives (
    day             date        PRIMARY KEY,
    state           smallint    NOT NULL,
    -- Who wrote it: only the files of the writing that is noted are dropped for.
    write_id        uuid        NOT NULL,
    entries         bigint      NOT NULL,
    -- The sealed days that its entries belong to, and their seals as the files were compared with them.
    days            date[]      NOT NULL,
    sealed_at       timestamptz[] NOT NULL,
    written_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    dropped_at      timestamptz
);

-- A file for each tenant, so that one's can be moved and deleted without another's. tier: 1 warm, 2 cold, 3 expired.
CREATE TABLE usage_archive_files (
    day             date        NOT NULL REFERENCES usage_archives ON DELETE CASCADE,
    tenant_id       text COLLATE "C" NOT NULL,
    tier            smallint    NOT NULL DEFAULT 1,
    path            text        NOT NULL,
    sha256          text        NOT NULL,
    bytes           bigint      NOT NULL,
    entries         bigint      NOT NULL,
    cost_nanos      numeric     NOT NULL,
    first_time      timestamptz NOT NULL,
    last_time       timestamptz NOT NULL,
    stored_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    cold_at         timestamptz,
    expired_at      timestamptz,
    -- Whether nothing else of the tenant's day is left: where the file was before, or by a writing that died.
    is_tidy         boolean     NOT NULL DEFAULT false,
    PRIMARY KEY (day, tenant_id)
);
CREATE INDEX usage_archive_files_time ON usage_archive_files (first_time, last_time);
CREATE INDEX usage_archive_files_untidy ON usage_archive_files (day) WHERE NOT is_tidy;

-- How long a tenant's usage is kept, and where. Who has no rule has the platform's.
CREATE TABLE usage_tier_rules (
    tenant_id       text COLLATE "C" PRIMARY KEY,
    warm_days       integer     NOT NULL CHECK (warm_days > 0),
    keep_days       integer     NOT NULL CHECK (keep_days > warm_days),
    updated_at      timestamptz NOT NULL DEFAULT clock_timestamp()
);
