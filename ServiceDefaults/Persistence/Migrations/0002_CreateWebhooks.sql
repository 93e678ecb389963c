CREATE SCHEMA webhooks;

-- Whom to tell. An ordered endpoint gets its messages one at a time, in the order they were added: a failing one holds up the rest.
CREATE TABLE webhooks.endpoints (
    endpoint_id     uuid        PRIMARY KEY,
    purpose         text        NOT NULL,
    owner           text        NOT NULL,
    url             text        NOT NULL,
    description     text        NOT NULL,
    ordered         boolean     NOT NULL,
    max_in_flight   integer     NOT NULL CHECK (max_in_flight >= 1),
    created_at      timestamptz NOT NULL,
    paused_until    timestamptz NOT NULL DEFAULT '-infinity',
    failing_since   timestamptz,
    disabled_at     timestamptz,
    disabled_reason text        NOT NULL DEFAULT ''
);
CREATE INDEX endpoints_owned ON webhooks.endpoints (purpose, owner, endpoint_id);

-- Signing secrets, encrypted. All that have not expired sign.
CREATE TABLE webhooks.secrets (
    endpoint_id     uuid        NOT NULL REFERENCES webhooks.endpoints ON DELETE CASCADE,
    secret_id       integer     NOT NULL,
    sealed          bytea       NOT NULL,
    expires_at      timestamptz NOT NULL DEFAULT 'infinity',
    PRIMARY KEY (endpoint_id, secret_id)
);

-- What they are told, once for each message id. Written in the transaction of the change, kept a while for replay.
CREATE TABLE webhooks.deliveries (
    delivery_id     bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    endpoint_id     uuid        NOT NULL REFERENCES webhooks.endpoints ON DELETE CASCADE,
    message_id      text        NOT NULL,
    content_type    text        NOT NULL,
    body            bytea       NOT NULL,
    created_at      timestamptz NOT NULL,
    -- 0 pending, 1 delivered, 2 given up.
    state           smallint    NOT NULL DEFAULT 0,
    tries           integer     NOT NULL DEFAULT 0,
    first_try_at    timestamptz,
    next_try_at     timestamptz NOT NULL DEFAULT '-infinity',
    -- A worker has it in hand until then.
    leased_until    timestamptz NOT NULL DEFAULT '-infinity',
    ended_at        timestamptz,
    last_result     text        NOT NULL DEFAULT '',
    UNIQUE (endpoint_id, message_id)
);
CREATE INDEX deliveries_pending ON webhooks.deliveries (endpoint_id, delivery_id) WHERE state = 0;
CREATE INDEX deliveries_ended ON webhooks.deliveries (ended_at) WHERE state <> 0;
