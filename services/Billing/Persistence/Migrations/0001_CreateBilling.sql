-- Every version of every plan that was ever in force. Terms of a version never change.
create table plan_versions (
    plan_id   text not null,
    version   text not null,
    document  jsonb not null,
    file_time timestamptz not null default clock_timestamp(),
    primary key (plan_id, version)
);

-- One row per tenant. Whoever rates a tenant's usage or changes its subscription holds it, so the two never overlap.
create table accounts (
    tenant_id text primary key
);

create table subscriptions (
    subscription_id uuid primary key,
    tenant_id       text not null unique references accounts,
    plan_id         text not null,
    plan_version    text not null,
    seats           integer not null check (seats >= 1),
    start_time      timestamptz not null,
    -- Sequence of the last rated entry; each gets the next.
    last_sequence   bigint not null default 0,
    foreign key (plan_id, plan_version) references plan_versions
);

-- Usage records, each rated exactly once, also at zero.
create table rated_usage (
    attempt_id         uuid not null,
    revision           integer not null,
    tenant_id          text not null,
    provider           text not null,
    model              text not null,
    -- Empty when rated under the plan, else why at zero.
    reason             text not null,
    subscription_id    uuid references subscriptions,
    -- Position among the subscription's entries, in the order they were committed.
    sequence           bigint,
    period_start       timestamptz,
    -- Sum of its lines, unrounded.
    amount             numeric not null,
    input              bigint not null,
    cached_input       bigint not null,
    cache_write_5m     bigint not null,
    cache_write_1h     bigint not null,
    output             bigint not null,
    reasoning          bigint not null,
    image_input        bigint not null,
    image_output       bigint not null,
    audio_input        bigint not null,
    cached_audio_input bigint not null,
    audio_output       bigint not null,
    tool               bigint not null,
    cost_nanos         bigint not null,
    currency           text not null,
    attempt_time       timestamptz not null,
    record_time        timestamptz not null,
    rate_time          timestamptz not null default clock_timestamp(),
    primary key (attempt_id, revision),
    unique (subscription_id, sequence)
);

create index rated_usage_by_time on rated_usage using brin (attempt_time);

-- What an entry adds to a charge: the amount after it less the amount before it.
create table rated_lines (
    attempt_id      uuid not null,
    revision        integer not null,
    charge_id       text not null,
    subscription_id uuid not null,
    period_start    timestamptz not null,
    quantity        bigint not null,
    amount          numeric not null,
    primary key (attempt_id, revision, charge_id),
    foreign key (attempt_id, revision) references rated_usage
);

-- Where each charge stands. Always the sum of its lines.
create table charge_states (
    subscription_id uuid not null references subscriptions,
    period_start    timestamptz not null,
    charge_id       text not null,
    quantity        bigint not null,
    amount          numeric not null,
    primary key (subscription_id, period_start, charge_id)
);

-- Where each period stands. Always the sum of its rated usage.
create table period_states (
    subscription_id uuid not null references subscriptions,
    period_start    timestamptz not null,
    usage_records   bigint not null,
    cost_nanos      numeric not null,
    primary key (subscription_id, period_start)
);

-- Usage records that cannot be rated as they are. Kept for people; the audit counts them.
create table quarantined_usage (
    event_id        uuid primary key,
    attempt_id      uuid not null,
    revision        integer not null,
    tenant_id       text not null,
    problem         text not null,
    -- JSON as text: a document that jsonb refuses is exactly what may end up here.
    document        text not null,
    quarantine_time timestamptz not null default clock_timestamp()
);
