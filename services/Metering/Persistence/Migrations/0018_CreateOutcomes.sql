-- What came of requests, once each.
CREATE TABLE outcomes (
    event_id      uuid        NOT NULL PRIMARY KEY,
    tenant_id     text COLLATE "C" NOT NULL,
    assistant_id  text COLLATE "C" NOT NULL,
    user_id       text COLLATE "C" NOT NULL,
    operation_id  uuid,
    kind          text COLLATE "C" NOT NULL,
    revenue_nanos bigint      NOT NULL,
    outcome_time  timestamptz NOT NULL,
    record_time   timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX outcomes_time ON outcomes (tenant_id, outcome_time);
