-- Why each model was chosen. Append-only; an operation that is rerun adds to its own.
create table decisions (
    decision_id  uuid primary key,
    operation_id uuid not null,
    tenant_id    text not null,
    step         integer not null,
    provider     text not null,
    model        text not null,
    reason       text not null,
    decide_time  timestamptz not null,
    -- The whole record as tollgate.routing.v1.Decision.
    record       bytea not null
);

create index decisions_by_operation on decisions (operation_id);
create index decisions_by_time on decisions using brin (decide_time);

-- Budgets past a threshold that asks for cheaper models, until their period ends.
create table cheaper_model_thresholds (
    tenant_id  text not null,
    budget_id  text not null,
    scope      integer not null,
    scope_id   text not null,
    -- Null for a total budget: it never starts anew.
    period_end timestamptz,
    cross_time timestamptz not null,
    primary key (tenant_id, budget_id)
);
