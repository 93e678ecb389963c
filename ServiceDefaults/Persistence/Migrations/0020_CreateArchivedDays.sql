-- Days whose rows are no longer in the database, or not all of them: the seal stands for them for good. Deleting a seal fails while its day is
-- here, so a change of such a day is refused by the trigger that would break the seal.
CREATE TABLE audit.archived_days (
    day             date        PRIMARY KEY REFERENCES audit.sealed_days,
    archived_at     timestamptz NOT NULL DEFAULT clock_timestamp()
);
