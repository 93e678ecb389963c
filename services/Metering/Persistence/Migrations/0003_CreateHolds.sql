-- One row for each attempt that was ever asked for or reported: its hold while it runs, and afterwards what was settled.
-- status: 1 held, 2 settled, 3 released (also the tombstone of an attempt nobody asked for), 4 refused.
CREATE TABLE holds (
    attempt_id      uuid        NOT NULL PRIMARY KEY,
    status          smallint    NOT NULL,
    operation_id    uuid,
    tenant_id       text COLLATE "C" NOT NULL,
    provider        text COLLATE "C" NOT NULL,
    model           text COLLATE "C" NOT NULL,
    cost_nanos      bigint      NOT NULL CHECK (cost_nanos >= 0),
    tokens          bigint      NOT NULL CHECK (tokens >= 0),
    period_keys     bigint[]    NOT NULL,
    room_period_key bigint,
    room            bigint,
    deadline        timestamptz,
    held_at         timestamptz,
    ended_at        timestamptz,
    revision        integer     NOT NULL DEFAULT 0,
    rank            smallint    NOT NULL DEFAULT 0
) PARTITION BY RANGE (attempt_id);

CREATE TABLE holds_default PARTITION OF holds DEFAULT;
CREATE INDEX holds_open ON holds (tenant_id) WHERE status = 1;

COMMENT ON COLUMN holds.period_keys IS 'Budget periods it is held on; once settled, those it is charged to. Cost budgets by cost_nanos, token budgets by tokens.';
COMMENT ON COLUMN holds.room_period_key IS 'Granted: the tightest budget period. Refused: the first without room.';
COMMENT ON COLUMN holds.room IS 'Its room as first answered.';
COMMENT ON COLUMN holds.revision IS 'Ledger entries of the attempt.';
COMMENT ON COLUMN holds.rank IS 'How well the usage in the ledger is known.';
