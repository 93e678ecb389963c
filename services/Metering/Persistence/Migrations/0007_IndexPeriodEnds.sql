-- The thresholds in force are those of periods that have not ended; they are asked for every few seconds.
CREATE INDEX budget_periods_end ON budget_periods (period_end);
