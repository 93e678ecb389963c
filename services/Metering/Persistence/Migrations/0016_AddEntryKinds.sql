-- What an entry is: 1 usage (an attempt's first), 2 correction (usage known better), 3 rerate (the same usage at a corrected price).
-- Usage and corrections add up to what Inference settled; with the re-rates they add up to the rollups and to what Billing rated.
ALTER TABLE usage_entries ADD COLUMN kind smallint NOT NULL DEFAULT 1;
ALTER TABLE usage_entries ADD COLUMN corrects integer;
COMMENT ON COLUMN usage_entries.corrects IS 'Revision of the entry that this one corrects; null for the first.';

ALTER TABLE usage_entries DISABLE TRIGGER usage_entries_append_only;
UPDATE usage_entries SET kind = 2, corrects = revision - 1 WHERE revision > 1;
ALTER TABLE usage_entries ENABLE TRIGGER usage_entries_append_only;

ALTER TABLE usage_entries ADD CHECK ((kind = 1) = (revision = 1) AND (kind = 1) = (corrects IS NULL) AND corrects < revision);

-- Jobs that post re-rates. The cursor moves with the entries it has passed, so a job goes on where a crash left it.
CREATE TABLE rerates (
    rerate_id       uuid        NOT NULL PRIMARY KEY,
    request_id      text COLLATE "C" NOT NULL UNIQUE,
    tenant_id       text COLLATE "C" NOT NULL,
    provider        text COLLATE "C" NOT NULL,
    model           text COLLATE "C" NOT NULL,
    price_version   text COLLATE "C" NOT NULL,
    start_time      timestamptz NOT NULL,
    end_time        timestamptz NOT NULL,
    book            bigint      NOT NULL REFERENCES price_books,
    note            text        NOT NULL,
    is_done         boolean     NOT NULL DEFAULT false,
    cursor          uuid        NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    examined        bigint      NOT NULL DEFAULT 0,
    posted          bigint      NOT NULL DEFAULT 0,
    skipped         bigint      NOT NULL DEFAULT 0,
    cost_nanos      bigint      NOT NULL DEFAULT 0,
    create_time     timestamptz NOT NULL,
    end_of_work     timestamptz
);
CREATE INDEX rerates_due ON rerates (create_time) WHERE NOT is_done;
