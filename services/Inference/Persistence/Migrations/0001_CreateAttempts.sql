-- A replica, by the name it keeps over restarts. A new start raises the epoch, which makes everything of the old one ownerless at once.
CREATE TABLE owners (
    owner       text        PRIMARY KEY,
    epoch       bigint      NOT NULL,
    lease_until timestamptz NOT NULL
);

-- One call to one provider model. Inserted as an intent before the call; the finish is written over it, once, or again by a better-known usage.
CREATE TABLE attempts (
    attempt_id         uuid        PRIMARY KEY,
    state              smallint    NOT NULL DEFAULT 1, -- 1 open, 2 settled, 3 never called
    owner              text        NOT NULL,
    epoch              bigint      NOT NULL,
    -- Settled at less than the provider's own word, which may still be asked for.
    unconfirmed        boolean     NOT NULL DEFAULT false,

    operation_id       uuid        NOT NULL,
    tenant_id          text        NOT NULL,
    assistant_id       text        NOT NULL,
    user_id            text        NOT NULL,
    api_key_id         text        NOT NULL,
    environment        text        NOT NULL,
    operation          text        NOT NULL,
    provider           text        NOT NULL,
    model              text        NOT NULL,
    endpoint           text        NOT NULL,
    payer              smallint    NOT NULL,
    origins            bigint[]    NOT NULL,
    held_input         bigint      NOT NULL,
    held_output        bigint      NOT NULL,
    held_nanos         bigint      NOT NULL,
    currency           text        NOT NULL,
    price_version      text        NOT NULL,
    traceparent        text,
    start_time         timestamptz NOT NULL,
    -- By the database's clock: the call does not begin after start_by and has ended by deadline.
    start_by           timestamptz NOT NULL,
    deadline           timestamptz NOT NULL,

    outcome            smallint,
    failure_reason     text,
    response_model     text,
    rank               smallint,
    input              bigint,
    cached_input       bigint,
    cache_write_5m     bigint,
    cache_write_1h     bigint,
    output             bigint,
    reasoning          bigint,
    image_input        bigint,
    image_output       bigint,
    audio_input        bigint,
    cached_audio_input bigint,
    audio_output       bigint,
    tool               bigint,
    cost_nanos         bigint,
    end_time           timestamptz,

    CONSTRAINT settled_is_complete CHECK (state <> 2 OR (outcome IS NOT NULL AND rank IS NOT NULL AND cost_nanos IS NOT NULL AND end_time IS NOT NULL))
);

-- What recovery looks through; a handful of rows however large the table grows.
CREATE INDEX attempts_unresolved ON attempts (owner, epoch) WHERE state = 1 OR unconfirmed;

-- Attempts arrive in time order, so a block range index finds a span of time at no cost for the hot path.
CREATE INDEX attempts_start_time ON attempts USING brin (start_time) WITH (pages_per_range = 32);
