-- How far an endpoint has been reconciled with its provider's usage report.
CREATE TABLE reconciliations (
    endpoint   text        NOT NULL,
    operation  text        NOT NULL,
    done_until timestamptz NOT NULL,
    PRIMARY KEY (endpoint, operation)
);

-- What was found of one minute and model. The row is written with the corrections that follow from it: whoever writes it first decides,
-- and nobody decides again.
CREATE TABLE reconciled_buckets (
    endpoint            text        NOT NULL,
    operation           text        NOT NULL,
    model               text        NOT NULL,
    minute              timestamptz NOT NULL,
    reported_calls      bigint      NOT NULL,
    reported_input      bigint      NOT NULL, -- cached tokens not included
    reported_cached     bigint      NOT NULL,
    reported_output     bigint      NOT NULL,
    known_calls         bigint      NOT NULL,
    corrected_calls     bigint      NOT NULL,
    unattributed_calls  bigint      NOT NULL,
    unattributed_tokens bigint      NOT NULL,
    disagreeing_tokens  bigint      NOT NULL, -- stated in answers, and not in the report
    reconciled_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (endpoint, operation, model, minute)
);

-- The minute a call was counted in, where its start leaves more than one possible.
ALTER TABLE attempts ADD COLUMN reconciled_minute timestamptz;
