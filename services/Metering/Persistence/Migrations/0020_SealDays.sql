-- Rows of a day that is over break its seal. Today's cost a comparison.
CREATE TRIGGER usage_entries_seal_on_insert AFTER INSERT ON usage_entries
    FOR EACH ROW WHEN (NEW.attempt_time < date_trunc('day', now(), 'UTC')) EXECUTE FUNCTION audit.break_seal('attempt_time');
CREATE TRIGGER usage_rollups_seal_on_insert AFTER INSERT ON usage_rollups
    FOR EACH ROW WHEN (NEW.hour < date_trunc('day', now(), 'UTC')) EXECUTE FUNCTION audit.break_seal('hour');
CREATE TRIGGER usage_rollups_seal_on_update AFTER UPDATE ON usage_rollups
    FOR EACH ROW WHEN (LEAST(OLD.hour, NEW.hour) < date_trunc('day', now(), 'UTC')) EXECUTE FUNCTION audit.break_seal('hour');
CREATE TRIGGER usage_rollups_seal_on_delete AFTER DELETE ON usage_rollups
    FOR EACH ROW WHEN (OLD.hour < date_trunc('day', now(), 'UTC')) EXECUTE FUNCTION audit.break_seal('hour');

-- What the entries of a sealed day charge to budget periods.
CREATE TABLE sealed_charges (
    day             date        NOT NULL REFERENCES audit.sealed_days ON DELETE CASCADE,
    period_key      bigint      NOT NULL,
    cost_nanos      numeric     NOT NULL,
    tokens          numeric     NOT NULL,
    PRIMARY KEY (day, period_key)
);

-- The hold history of a sealed day, one row for each period: where it began and where it ended, without a break in between.
CREATE TABLE sealed_history (
    day             date        NOT NULL REFERENCES audit.sealed_days ON DELETE CASCADE,
    period_key      bigint      NOT NULL,
    first_sequence  bigint      NOT NULL,
    last_sequence   bigint      NOT NULL,
    settled         bigint      NOT NULL,
    held            bigint      NOT NULL,
    allowance       bigint      NOT NULL,
    settled_after   bigint      NOT NULL,
    held_after      bigint      NOT NULL,
    allowance_after bigint      NOT NULL,
    breaks          bigint      NOT NULL CHECK (breaks = 0),
    PRIMARY KEY (day, period_key)
);

-- The changes of budgets on a sealed day. None of them exceeded a hard budget without a name, and nobody was refused while there was room.
CREATE TABLE sealed_admissions (
    day             date        NOT NULL REFERENCES audit.sealed_days ON DELETE CASCADE,
    tenant_id       text COLLATE "C" NOT NULL,
    changes         bigint      NOT NULL,
    violations      bigint      NOT NULL CHECK (violations = 0),
    over_limit      bigint      NOT NULL,
    false_refusals  bigint      NOT NULL CHECK (false_refusals = 0),
    PRIMARY KEY (day, tenant_id)
);
