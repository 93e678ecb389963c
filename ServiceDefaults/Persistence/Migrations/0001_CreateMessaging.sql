CREATE SCHEMA messaging;

-- Messages that follow a change of this database; written in the transaction of the change, removed when the broker has confirmed.
CREATE TABLE messaging.outbox (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    partition       smallint    NOT NULL,
    message_id      uuid        NOT NULL,
    message_type    text        NOT NULL,
    body            bytea       NOT NULL,
    traceparent     text,
    created_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    tries           integer     NOT NULL DEFAULT 0,
    next_try_at     timestamptz NOT NULL DEFAULT '-infinity'
);
CREATE INDEX outbox_due ON messaging.outbox (partition, id);

-- Messages that were handled, for consumers without a business key of their own.
CREATE TABLE messaging.inbox (
    consumer        text        NOT NULL,
    message_id      uuid        NOT NULL,
    handled_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (consumer, message_id)
);
