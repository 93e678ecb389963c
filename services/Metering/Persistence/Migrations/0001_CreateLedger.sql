-- The usage ledger. An attempt's first entry holds its totals; a correction is a further entry that holds the difference.
-- Ids are UUIDv7, so ranges of attempt id are ranges of time, and the primary key is unique over all partitions.
CREATE TABLE usage_entries (
    attempt_id          uuid        NOT NULL,
    revision            integer     NOT NULL CHECK (revision >= 1),
    event_id            uuid        NOT NULL,
    operation_id        uuid        NOT NULL,
    tenant_id           text COLLATE "C" NOT NULL CHECK (tenant_id <> ''),
    assistant_id        text COLLATE "C" NOT NULL,
    user_id             text COLLATE "C" NOT NULL,
    api_key_id          text COLLATE "C" NOT NULL,
    environment         text COLLATE "C" NOT NULL,
    provider            text COLLATE "C" NOT NULL,
    model               text COLLATE "C" NOT NULL,
    operation           text COLLATE "C" NOT NULL,
    outcome             smallint    NOT NULL,
    rank                smallint    NOT NULL,
    payer               smallint    NOT NULL,
    input               bigint      NOT NULL,
    cached_input        bigint      NOT NULL,
    cache_write_5m      bigint      NOT NULL,
    cache_write_1h      bigint      NOT NULL,
    output              bigint      NOT NULL,
    reasoning           bigint      NOT NULL,
    image_input         bigint      NOT NULL,
    image_output        bigint      NOT NULL,
    audio_input         bigint      NOT NULL,
    cached_audio_input  bigint      NOT NULL,
    audio_output        bigint      NOT NULL,
    tool                bigint      NOT NULL,
    origin_system       bigint      NOT NULL,
    origin_history      bigint      NOT NULL,
    origin_retrieved    bigint      NOT NULL,
    origin_user         bigint      NOT NULL,
    origin_tool_schema  bigint      NOT NULL,
    origin_tool_result  bigint      NOT NULL,
    cost_nanos          bigint      NOT NULL,
    currency            text COLLATE "C" NOT NULL,
    price_version       text COLLATE "C" NOT NULL,
    period_keys         bigint[]    NOT NULL,
    attempt_time        timestamptz NOT NULL,
    record_time         timestamptz NOT NULL,
    PRIMARY KEY (attempt_id, revision)
) PARTITION BY RANGE (attempt_id);

CREATE TABLE usage_entries_default PARTITION OF usage_entries DEFAULT;

CREATE INDEX usage_entries_recorded ON usage_entries (tenant_id, record_time, attempt_id, revision);
CREATE INDEX usage_entries_operation ON usage_entries (operation_id);
CREATE INDEX usage_entries_attempted ON usage_entries USING brin (attempt_time);

COMMENT ON COLUMN usage_entries.period_keys IS 'Budget periods the entry is charged to: cost budgets by cost_nanos, token budgets by tokens.';

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'The ledger is append-only: post a correction instead.'; END $$;

CREATE TRIGGER usage_entries_append_only BEFORE UPDATE OR DELETE ON usage_entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Facts that could not be believed. Kept whole, counted by the audit, released when a better fact about the same attempt comes.
CREATE TABLE quarantine (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind            text        NOT NULL,
    event_id        uuid        NOT NULL,
    attempt_id      uuid,
    rank            smallint,
    reason          text        NOT NULL,
    body            text        NOT NULL,
    quarantined_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    released_at     timestamptz,
    UNIQUE (kind, event_id, reason)
);
CREATE INDEX quarantine_open ON quarantine (attempt_id) WHERE released_at IS NULL;
