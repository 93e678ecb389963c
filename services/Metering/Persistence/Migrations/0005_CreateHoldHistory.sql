-- A period has its own limit: what a later one is given changes nothing about it. Its sequence counts the changes of its counters.
ALTER TABLE budget_periods
    ADD COLUMN limit_amount bigint,
    ADD COLUMN sequence     bigint NOT NULL DEFAULT 0;
UPDATE budget_periods p SET limit_amount = b.limit_amount FROM budgets b WHERE b.key = p.budget_key;
ALTER TABLE budget_periods ALTER COLUMN limit_amount SET NOT NULL;

-- What every transaction did to a budget's period, in the order of the budget's lock. One row for each transaction and period: the
-- counters before, and in arrays of equal length the changes in the order they were decided. Dropped by day, like the holds.
CREATE TABLE hold_history (
    period_key      bigint      NOT NULL,
    sequence        bigint      NOT NULL,
    decided_at      timestamptz NOT NULL,
    hard            boolean     NOT NULL,
    settled         bigint      NOT NULL,
    held            bigint      NOT NULL,
    allowance       bigint      NOT NULL,
    kinds           smallint[]  NOT NULL,
    attempt_ids     uuid[]      NOT NULL,
    settled_by      bigint[]    NOT NULL,
    held_by         bigint[]    NOT NULL,
    allowance_by    bigint[]    NOT NULL,
    wanted          bigint[]    NOT NULL,
    PRIMARY KEY (period_key, sequence, decided_at)
) PARTITION BY RANGE (decided_at);

CREATE TABLE hold_history_default PARTITION OF hold_history DEFAULT;

COMMENT ON COLUMN hold_history.sequence IS '1, 2, 3, ... without gaps for each period.';
COMMENT ON COLUMN hold_history.hard IS 'Whether the budget refused what did not fit when this was decided.';
COMMENT ON COLUMN hold_history.allowance IS 'What settled and held together may be.';
COMMENT ON COLUMN hold_history.kinds IS '1 held, 2 extended, 3 settled, 4 released, 5 corrected, 6 limit changed, 7 refused.';
COMMENT ON COLUMN hold_history.attempt_ids IS 'Null where no attempt is behind the change.';
COMMENT ON COLUMN hold_history.wanted IS 'What a refused attempt asked for; it changed nothing. 0 for all others.';

CREATE TRIGGER hold_history_append_only BEFORE UPDATE OR DELETE ON hold_history
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The same, one row for each change, with the counters as they were after it.
CREATE VIEW hold_changes AS
SELECT h.period_key, h.sequence, c.position, h.decided_at, h.hard, c.kind, c.attempt_id, c.settled_by, c.held_by, c.allowance_by, c.wanted,
       h.settled + c.settled_sum AS settled, h.held + c.held_sum AS held, h.allowance + c.allowance_sum AS allowance
FROM hold_history h CROSS JOIN LATERAL (
    SELECT n.*, (sum(n.settled_by) OVER upto)::bigint AS settled_sum, (sum(n.held_by) OVER upto)::bigint AS held_sum,
           (sum(n.allowance_by) OVER upto)::bigint AS allowance_sum
    FROM unnest(h.kinds, h.attempt_ids, h.settled_by, h.held_by, h.allowance_by, h.wanted) WITH ORDINALITY
        AS n (kind, attempt_id, settled_by, held_by, allowance_by, wanted, position)
    WINDOW upto AS (ORDER BY n.position)) c;
