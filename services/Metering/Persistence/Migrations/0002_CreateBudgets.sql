CREATE TABLE budgets (
    key                 bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    budget_id           text COLLATE "C" NOT NULL,
    tenant_id           text COLLATE "C" NOT NULL,
    scope               smallint    NOT NULL,
    scope_id            text COLLATE "C" NOT NULL,
    scope_key           text COLLATE "C" NOT NULL,
    period              smallint    NOT NULL,
    time_zone           text        NOT NULL,
    currency            text        NOT NULL,
    limit_amount        bigint      NOT NULL CHECK (limit_amount >= 0),
    hard                boolean     NOT NULL,
    threshold_percents  integer[]   NOT NULL,
    threshold_actions   integer[]   NOT NULL,
    created_at          timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at          timestamptz NOT NULL DEFAULT clock_timestamp(),
    deleted_at          timestamptz
);
COMMENT ON COLUMN budgets.currency IS 'Empty for token budgets.';
COMMENT ON COLUMN budgets.scope_key IS 'What a call is matched by, for example tenant:acme or provider:openai.';

-- A deleted budget keeps its row and history; its id can be used again.
CREATE UNIQUE INDEX budgets_live ON budgets (tenant_id, budget_id) WHERE deleted_at IS NULL;
CREATE INDEX budgets_scope ON budgets (scope_key) WHERE deleted_at IS NULL;

-- Counters of a budget in one period. Written only under the lock of the budget's own row.
CREATE TABLE budget_periods (
    key             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    budget_key      bigint      NOT NULL REFERENCES budgets,
    period_start    timestamptz NOT NULL,
    period_end      timestamptz NOT NULL,
    settled         bigint      NOT NULL,
    held            bigint      NOT NULL CHECK (held >= 0),
    UNIQUE (budget_key, period_start)
) WITH (fillfactor = 50);

-- One row for each threshold that a budget crossed in a period: what makes the notice unique.
CREATE TABLE budget_crossings (
    period_key      bigint      NOT NULL REFERENCES budget_periods,
    percent         integer     NOT NULL,
    crossed_at      timestamptz NOT NULL,
    PRIMARY KEY (period_key, percent)
);
