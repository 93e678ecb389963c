-- A replica is alive while its lease is; the requests of a dead one may be taken over.
create table replica_leases (
    replica_id uuid primary key,
    lease_until timestamptz not null
);

create table idempotency_keys (
    tenant_id text not null,
    idempotency_key text not null,
    request_hash bytea not null,
    operation_id uuid not null,
    -- 0 running, 1 done, 2 failed in a way that may be tried again
    state smallint not null,
    owner uuid not null,
    tries integer not null,
    -- An earlier try may have been charged to the customer, so a later one must not be.
    charged boolean not null,
    -- Encrypted answer or error; null while running and after a failure.
    completion bytea,
    expire_time timestamptz not null,
    primary key (tenant_id, idempotency_key)
);
create index idempotency_keys_expire on idempotency_keys (expire_time);
create index idempotency_keys_running on idempotency_keys (owner) where state = 0;

-- What Intake itself knows of ended requests; the audit's counts come from here.
create table request_counts (
    tenant_id text not null,
    hour timestamptz not null,
    outcome text not null,
    requests bigint not null,
    attempts bigint not null,
    usage bigint[] not null,
    cost_nanos bigint not null,
    primary key (tenant_id, hour, outcome)
);
