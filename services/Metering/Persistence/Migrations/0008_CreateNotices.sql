-- Who is told of a budget's thresholds, and when: step 0 at once, the further ones while nobody acknowledges.
CREATE TABLE notice_contacts (
    key             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    contact_id      text COLLATE "C" NOT NULL,
    tenant_id       text COLLATE "C" NOT NULL,
    budget_id       text COLLATE "C" NOT NULL,
    step            smallint    NOT NULL CHECK (step >= 0),
    email_address   text        NOT NULL,
    webhook_url     text        NOT NULL,
    endpoint_id     uuid,
    customer        boolean     NOT NULL,
    deleted_at      timestamptz
);
COMMENT ON COLUMN notice_contacts.budget_id IS 'Empty for all budgets of the tenant.';
CREATE UNIQUE INDEX notice_contacts_live ON notice_contacts (tenant_id, contact_id) WHERE deleted_at IS NULL;

-- One for each crossing, written in its transaction.
CREATE TABLE notices (
    notice_id       uuid        NOT NULL PRIMARY KEY,
    period_key      bigint      NOT NULL REFERENCES budget_periods,
    percent         integer     NOT NULL,
    action          integer     NOT NULL,
    crossed_at      timestamptz NOT NULL,
    step            smallint    NOT NULL DEFAULT -1,
    next_step_at    timestamptz NOT NULL DEFAULT '-infinity',
    acknowledged_at timestamptz,
    acknowledged_by text        NOT NULL DEFAULT ''
);
COMMENT ON COLUMN notices.step IS 'Last step that was told; -1 for none.';
CREATE INDEX notices_due ON notices (next_step_at) WHERE acknowledged_at IS NULL AND next_step_at < 'infinity';

-- Who was told of what. Webhooks are delivered by their own outbox, mails from here.
CREATE TABLE notice_deliveries (
    notice_id       uuid        NOT NULL REFERENCES notices,
    contact_key     bigint      NOT NULL REFERENCES notice_contacts,
    told_at         timestamptz NOT NULL,
    mail_pending    boolean     NOT NULL,
    tries           integer     NOT NULL DEFAULT 0,
    next_try_at     timestamptz NOT NULL DEFAULT '-infinity',
    last_result     text        NOT NULL DEFAULT '',
    PRIMARY KEY (notice_id, contact_key)
);
CREATE INDEX notice_mails_due ON notice_deliveries (next_try_at) WHERE mail_pending;
