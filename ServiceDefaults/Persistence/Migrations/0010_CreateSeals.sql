CREATE SCHEMA audit;

-- Finished days (UTC) whose books were found to agree, so that an audit adds them up instead of reading every row again. What else a
-- service keeps of a sealed day refers to it, and goes with it.
CREATE TABLE audit.sealed_days (
    day             date        PRIMARY KEY,
    sealed_at       timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE audit.sealed_books (
    day             date        NOT NULL REFERENCES audit.sealed_days ON DELETE CASCADE,
    book            text COLLATE "C" NOT NULL,
    tenant_id       text COLLATE "C" NOT NULL,
    records         bigint      NOT NULL,
    usage           bigint[]    NOT NULL,
    cost_nanos      bigint      NOT NULL,
    digest          text COLLATE "C" NOT NULL,
    PRIMARY KEY (day, book, tenant_id)
);
COMMENT ON COLUMN audit.sealed_books.tenant_id IS 'Empty: of all tenants, whose rows are there too.';
COMMENT ON COLUMN audit.sealed_books.usage IS 'Token counts by kind, in wire order.';

-- For triggers on the tables behind the books, after each changed row of a day that is over; the argument names its column of time.
-- In the database, so that no way of writing can forget it. The lock, shared among writers, is the one that sealing takes alone: either
-- the sealer waits with this day until we have committed and sees our row, or we see its seal.
CREATE FUNCTION audit.break_seal() RETURNS trigger LANGUAGE plpgsql AS
$$
DECLARE
    changed date;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'a day that is over is changed in a read committed transaction: another would not see its seal';
    END IF;
    FOR changed IN
        SELECT DISTINCT ((r ->> TG_ARGV[0])::timestamptz AT TIME ZONE 'UTC')::date
        FROM unnest(ARRAY[to_jsonb(OLD), to_jsonb(NEW)]) AS r WHERE r IS NOT NULL ORDER BY 1
    LOOP
        PERFORM pg_advisory_xact_lock_shared(7205, changed - date '2000-01-01');
        DELETE FROM audit.sealed_days WHERE day = changed;
    END LOOP;
    RETURN NULL;
END $$;
