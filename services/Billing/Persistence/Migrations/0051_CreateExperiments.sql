-- Price experiments: some of a plan's tenants get other prices, from a period of theirs on.
create table price_experiments (
    experiment_id    text primary key,
    plan_id          text not null,
    -- Tenants with other prices are at most this share of the plan's, in hundredths of a percent.
    max_share        integer not null check (max_share between 1 and 10000),
    -- It stops when a variant's margin falls below, in hundredths of a percent of the price; null: it does not.
    min_margin       bigint,
    -- A variant is judged with so many tenants at least.
    min_tenants      integer not null check (min_tenants >= 1),
    start_time       timestamptz not null,
    end_time         timestamptz check (end_time > start_time),
    state            text not null default 'running' check (state in ('running', 'stopped', 'ended')),
    state_reason     text not null default '',
    state_time       timestamptz not null default clock_timestamp(),
    -- Tenants keep the prices they have when it is over.
    keeps            boolean not null default false
);

-- A tenant is in one experiment at a time: a plan has one at a time.
create unique index price_experiments_running on price_experiments (plan_id) where state = 'running';

create table price_variants (
    experiment_id text not null references price_experiments,
    variant_id    text not null,
    plan_id       text not null,
    plan_version  text not null,
    -- Share of new tenants, in hundredths of a percent.
    share         integer not null check (share between 0 and 10000),
    -- As it was judged last; null: not yet.
    margin        bigint,
    judge_time    timestamptz,
    primary key (experiment_id, variant_id),
    foreign key (plan_id, plan_version) references plan_versions
);

-- Who is in an experiment, and why. Variant "control" is the price that everybody has.
create table price_assignments (
    experiment_id    text not null references price_experiments,
    tenant_id        text not null references accounts,
    variant_id       text not null,
    -- "hash" or "operator".
    assigned_by      text not null,
    -- Why it is control though the hash said otherwise; empty when it did not.
    reason           text not null default '',
    -- The version it had, or would have had: it is never charged more, and comes back to it.
    contract_version text not null,
    assign_time      timestamptz not null,
    -- When its terms went back, or were found to be others already.
    return_time      timestamptz,
    primary key (experiment_id, tenant_id)
);

-- The experiment that terms come from, as "experiment/variant"; null: from none.
alter table subscription_terms add column price_experiment text;
