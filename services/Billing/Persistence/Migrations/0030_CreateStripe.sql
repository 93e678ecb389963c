-- Which customer of Stripe a tenant is. Only these tenants' usage is reported there.
create table stripe_customers (
    tenant_id       text primary key,
    customer_id     text not null
);

-- How far a subscription's rated usage has been turned into meter events.
create table stripe_progress (
    subscription_id uuid primary key references subscriptions,
    last_sequence   bigint not null
);

-- What Stripe was told too much of: corrections below zero, held against the next usage. Zero or negative.
create table stripe_carry (
    subscription_id uuid not null references subscriptions,
    charge_id       text not null,
    quantity        bigint not null check (quantity <= 0),
    primary key (subscription_id, charge_id)
);

-- Meter events, each sent until Stripe has it. Written in the transaction that moves the progress.
create table stripe_events (
    event_id        uuid primary key,
    subscription_id uuid not null references subscriptions,
    charge_id       text not null,
    customer_id     text not null,
    event_name      text not null,
    quantity        bigint not null check (quantity > 0),
    event_time      timestamptz not null,
    -- 0 pending, 1 sent, 2 doubtful, 3 refused.
    state           smallint not null default 0,
    tries           integer not null default 0,
    next_try_at     timestamptz not null default '-infinity',
    -- Since when it may be there without our knowing.
    unknown_since   timestamptz,
    last_result     text not null default ''
);
create index stripe_events_pending on stripe_events (next_try_at) where state = 0;
