-- What a budget allows beyond its limit: what the period before left unused, and credits that refill.
ALTER TABLE budgets
    ADD COLUMN rollover_cap       bigint      NOT NULL DEFAULT 0 CHECK (rollover_cap >= 0),
    ADD COLUMN burst_capacity     bigint      NOT NULL DEFAULT 0 CHECK (burst_capacity >= 0),
    ADD COLUMN burst_refill       bigint      NOT NULL DEFAULT 0,
    ADD COLUMN burst_interval     interval    NOT NULL DEFAULT '0',
    ADD COLUMN burst_level        bigint      NOT NULL DEFAULT 0,
    ADD COLUMN burst_refilled_at  timestamptz NOT NULL DEFAULT clock_timestamp();
COMMENT ON COLUMN budgets.burst_level IS 'Credits at burst_refilled_at; what was refilled since is added when it is read.';

CREATE INDEX budgets_rollover ON budgets (scope_key) WHERE rollover_cap > 0 AND deleted_at IS NULL;

ALTER TABLE budget_periods
    ADD COLUMN adjusted     bigint NOT NULL DEFAULT 0,
    ADD COLUMN carried_in   bigint NOT NULL DEFAULT 0,
    ADD COLUMN carried_out  bigint NOT NULL DEFAULT 0,
    ADD COLUMN burst        bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN budget_periods.burst IS 'Burst credits drawn and not given back.';

COMMENT ON COLUMN hold_history.kinds IS '1 held, 2 extended, 3 settled, 4 released, 5 corrected, 6 limit changed, 7 refused, 8 adjusted, 9 carried in, 10 carried out, 11 burst drawn, 12 burst returned.';

-- What an operator gave a period, or took from it. Sequence is that of the hold history.
CREATE TABLE budget_adjustments (
    budget_key      bigint      NOT NULL REFERENCES budgets,
    request_id      text COLLATE "C" NOT NULL,
    period_key      bigint      NOT NULL REFERENCES budget_periods,
    sequence        bigint      NOT NULL,
    amount          bigint      NOT NULL,
    reason          text        NOT NULL,
    adjusted_by     text        NOT NULL,
    adjusted_at     timestamptz NOT NULL,
    PRIMARY KEY (budget_key, request_id)
);
CREATE TRIGGER budget_adjustments_append_only BEFORE UPDATE OR DELETE ON budget_adjustments
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
