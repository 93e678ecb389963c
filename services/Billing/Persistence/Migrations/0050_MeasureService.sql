-- Requests that have ended, once each, as the promises of plans see them.
create table service_requests (
    -- Of its completion: a request that is tried again under its idempotency key is one more request, as its caller saw it.
    event_id       uuid primary key,
    operation_id   uuid not null,
    tenant_id      text not null,
    accept_time    timestamptz not null,
    end_time       timestamptz not null,
    -- As it ended, in the words of who accepted it.
    outcome        text not null,
    reason         text not null,
    verdict        text not null check (verdict in ('answered', 'failed', 'not_counted')),
    -- Time to the whole answer and to its first piece, in steps (see LatencySteps); null where there is none.
    answer_ms      integer,
    first_token_ms integer,
    record_time    timestamptz not null default clock_timestamp(),
    check ((verdict = 'answered') = (answer_ms is not null))
);

create index service_requests_by_tenant on service_requests (tenant_id, accept_time);
create index service_requests_by_time on service_requests using brin (accept_time);

-- What a request is counted as: itself, and the time to its first piece.
create view service_observations as
    select tenant_id, accept_time, verdict as measure, coalesce(answer_ms, 0) as step from service_requests
    union all
    select tenant_id, accept_time, 'first_token', first_token_ms from service_requests where first_token_ms is not null;

-- The observations of an hour (UTC), counted. Always what counting them again gives.
create table service_counts (
    tenant_id text not null,
    hour      timestamptz not null,
    measure   text not null,
    step      integer not null,
    requests  bigint not null check (requests > 0),
    primary key (tenant_id, hour, measure, step)
);

-- What a promise came to in a stretch of a period, as an invoice found it. A later invoice may find more; it credits the difference.
create table service_assessments (
    invoice_id        uuid not null references invoices,
    segment_start     timestamptz not null,
    segment_end       timestamptz not null,
    subscription_id   uuid not null references subscriptions,
    plan_id           text not null,
    plan_version      text not null,
    answered          bigint not null,
    failed            bigint not null,
    not_counted       bigint not null,
    slow_answers      bigint not null,
    first_tokens      bigint not null,
    slow_first_tokens bigint not null,
    -- The recurring fee of the stretch, and what of it was owed back by then.
    fee               numeric not null,
    credit_percent    numeric not null check (credit_percent >= 0),
    -- What this invoice credits: what is owed less what earlier invoices credited.
    amount            numeric not null check (amount >= 0),
    primary key (invoice_id, segment_start)
);

create index service_assessments_by_segment on service_assessments (subscription_id, segment_start);

create trigger service_assessments_issued before update or delete on service_assessments for each row execute function issued_is_issued();
