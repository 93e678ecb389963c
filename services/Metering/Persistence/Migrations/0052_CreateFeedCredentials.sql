-- Credentials with which a tenant reads the feed of its own usage.
CREATE TABLE usage_feed_credentials (
    credential_id   uuid        PRIMARY KEY,
    tenant_id       text COLLATE "C" NOT NULL CHECK (tenant_id <> ''),
    description     text        NOT NULL,
    -- SHA-256; the secret itself is 256 random bits and kept nowhere.
    secret_hash     bytea       NOT NULL,
    create_time     timestamptz NOT NULL DEFAULT clock_timestamp(),
    expire_time     timestamptz,
    revoke_time     timestamptz
);
CREATE INDEX usage_feed_credentials_by_tenant ON usage_feed_credentials (tenant_id);
