-- Sums of the ledger by hour of attempt time (UTC), written with the entries they sum.
CREATE TABLE usage_rollups (
    tenant_id           text COLLATE "C" NOT NULL,
    hour                timestamptz NOT NULL,
    assistant_id        text COLLATE "C" NOT NULL,
    user_id             text COLLATE "C" NOT NULL,
    provider            text COLLATE "C" NOT NULL,
    model               text COLLATE "C" NOT NULL,
    payer               smallint    NOT NULL,
    attempts            bigint      NOT NULL,
    input               bigint      NOT NULL,
    cached_input        bigint      NOT NULL,
    cache_write_5m      bigint      NOT NULL,
    cache_write_1h      bigint      NOT NULL,
    output              bigint      NOT NULL,
    reasoning           bigint      NOT NULL,
    image_input         bigint      NOT NULL,
    image_output        bigint      NOT NULL,
    audio_input         bigint      NOT NULL,
    cached_audio_input  bigint      NOT NULL,
    audio_output        bigint      NOT NULL,
    tool                bigint      NOT NULL,
    origin_system       bigint      NOT NULL,
    origin_history      bigint      NOT NULL,
    origin_retrieved    bigint      NOT NULL,
    origin_user         bigint      NOT NULL,
    origin_tool_schema  bigint      NOT NULL,
    origin_tool_result  bigint      NOT NULL,
    cost_nanos          bigint      NOT NULL,
    PRIMARY KEY (tenant_id, hour, assistant_id, user_id, provider, model, payer)
) WITH (fillfactor = 70);
CREATE INDEX usage_rollups_hour ON usage_rollups (hour);

-- Requests that have ended, once each.
CREATE TABLE requests (
    event_id            uuid        NOT NULL PRIMARY KEY,
    operation_id        uuid        NOT NULL,
    tenant_id           text COLLATE "C" NOT NULL,
    assistant_id        text COLLATE "C" NOT NULL,
    user_id             text COLLATE "C" NOT NULL,
    model               text COLLATE "C" NOT NULL,
    outcome             text COLLATE "C" NOT NULL,
    reason              text COLLATE "C" NOT NULL,
    attempts            integer     NOT NULL,
    escalated           boolean     NOT NULL,
    downgraded          boolean     NOT NULL,
    cost_nanos          bigint      NOT NULL,
    baseline_cost_nanos bigint      NOT NULL,
    accept_time         timestamptz NOT NULL,
    end_time            timestamptz NOT NULL
);
CREATE INDEX requests_operation ON requests (operation_id);

-- Counts of the requests by hour of acceptance (UTC).
CREATE TABLE request_rollups (
    tenant_id           text COLLATE "C" NOT NULL,
    hour                timestamptz NOT NULL,
    assistant_id        text COLLATE "C" NOT NULL,
    user_id             text COLLATE "C" NOT NULL,
    model               text COLLATE "C" NOT NULL,
    reason              text COLLATE "C" NOT NULL,
    answered            bigint      NOT NULL,
    cached              bigint      NOT NULL,
    refused             bigint      NOT NULL,
    failed              bigint      NOT NULL,
    escalated           bigint      NOT NULL,
    downgraded          bigint      NOT NULL,
    attempts            bigint      NOT NULL,
    cost_nanos          bigint      NOT NULL,
    baseline_cost_nanos bigint      NOT NULL,
    PRIMARY KEY (tenant_id, hour, assistant_id, user_id, model, reason)
);
