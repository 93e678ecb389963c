-- How far each tenant has been looked at: the row is the lock of whoever looks.
CREATE TABLE anomaly_marks (
    tenant_id       text COLLATE "C" NOT NULL PRIMARY KEY,
    checked_until   timestamptz NOT NULL DEFAULT '-infinity'
);

-- Hours of a tenant that were out of the ordinary in one way, joined while they follow each other.
CREATE TABLE anomalies (
    anomaly_id      uuid        NOT NULL PRIMARY KEY,
    tenant_id       text COLLATE "C" NOT NULL,
    metric          smallint    NOT NULL,
    above           boolean     NOT NULL,
    first_hour      timestamptz NOT NULL,
    last_hour       timestamptz NOT NULL,
    detected_at     timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL,
    withdrawn_at    timestamptz
);
CREATE INDEX anomalies_of_tenant ON anomalies (tenant_id, last_hour);
COMMENT ON COLUMN anomalies.withdrawn_at IS 'Late corrections have made all of its hours ordinary; it has no hours then.';

-- What was seen and what was expected, in nanos, tokens, requests or hundredths of a percent.
CREATE TABLE anomaly_hours (
    anomaly_id      uuid        NOT NULL REFERENCES anomalies,
    hour            timestamptz NOT NULL,
    observed        bigint      NOT NULL,
    expected        bigint      NOT NULL,
    low             bigint      NOT NULL,
    high            bigint      NOT NULL,
    score           integer     NOT NULL,
    compared        timestamptz[] NOT NULL,
    PRIMARY KEY (anomaly_id, hour)
);
COMMENT ON COLUMN anomaly_hours.score IS 'Distance in robust standard deviations, in hundredths.';

-- A notice is of a budget's crossing or of an anomaly.
ALTER TABLE notices
    ALTER COLUMN period_key DROP NOT NULL,
    ALTER COLUMN percent DROP NOT NULL,
    ALTER COLUMN action DROP NOT NULL,
    ADD COLUMN anomaly_id uuid UNIQUE REFERENCES anomalies,
    ADD CHECK ((period_key IS NULL) <> (anomaly_id IS NULL)),
    ADD CHECK (period_key IS NULL OR (percent IS NOT NULL AND action IS NOT NULL));
