-- When a version is offered to new subscriptions. Without a begin it is offered from the moment it was filed.
alter table plan_versions
    add column effective_from timestamptz,
    add column effective_to   timestamptz check (effective_to > effective_from),
    -- By an operator, not by a file that ships.
    add column published      boolean not null default false;

alter table subscriptions
    -- Nothing is charged before it.
    add column trial_end  timestamptz,
    -- Nothing is charged from it on; may be in the future.
    add column end_time   timestamptz,
    add column end_reason text not null default '',
    drop constraint subscriptions_tenant_id_key;

-- A tenant may come back: its subscriptions follow each other.
create unique index subscriptions_open on subscriptions (tenant_id) where end_time is null;
create index subscriptions_by_tenant on subscriptions (tenant_id);

-- What a subscription was, is and will be: the terms hold from their start until the next ones'. The subscription's own plan and seats
-- are those of the latest terms.
create table subscription_terms (
    subscription_id uuid not null references subscriptions,
    start_time      timestamptz not null,
    plan_id         text not null,
    plan_version    text not null,
    seats           integer not null check (seats >= 1),
    -- CREATED, UPGRADE, DOWNGRADE, NEW_TERMS, SEATS_ADDED, SEATS_REMOVED.
    reason          text not null,
    primary key (subscription_id, start_time),
    foreign key (plan_id, plan_version) references plan_versions
);

insert into subscription_terms (subscription_id, start_time, plan_id, plan_version, seats, reason)
select subscription_id, start_time, plan_id, plan_version, seats, 'CREATED' from subscriptions;

-- What was asked for already, so that asking again changes nothing.
create table subscription_requests (
    tenant_id  text not null references accounts,
    request_id text not null,
    -- What was asked, to tell the same from something else.
    request    text not null,
    time       timestamptz not null default clock_timestamp(),
    primary key (tenant_id, request_id)
);

-- More of what a charge includes, bought for the rest of a period.
create table pack_purchases (
    purchase_id     uuid primary key,
    subscription_id uuid not null references subscriptions,
    period_start    timestamptz not null,
    pack_id         text not null,
    display_name    text not null,
    charge_id       text not null,
    quantity        bigint not null check (quantity > 0),
    price           numeric not null check (price >= 0),
    purchase_time   timestamptz not null
);

create index pack_purchases_by_period on pack_purchases (subscription_id, period_start);

-- Who has been active in a period, for charges by the head: each counts once, in the part of the period where it was seen first.
create table period_members (
    subscription_id uuid not null references subscriptions,
    period_start    timestamptz not null,
    measure         text not null,
    member_id       text not null,
    primary key (subscription_id, period_start, measure, member_id)
);

alter table rated_usage
    add column assistant_id text not null default '',
    add column user_id      text not null default '',
    -- Its attempt began before the period that it counts in: late, or a correction.
    add column adjustment   boolean not null default false,
    -- The rate from the currency of the cost into the plan's, and its day; null where they are the same.
    add column fx_rate      numeric,
    add column fx_date      date;

alter table rated_lines
    -- As its usage is.
    add column adjustment   boolean not null default false;

-- How much of a charge came late or as a correction.
alter table charge_states
    add column adjustment_quantity bigint not null default 0,
    add column adjustment_amount   numeric not null default 0;
