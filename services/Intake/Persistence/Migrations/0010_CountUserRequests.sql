-- Requests of end users by minute (UTC, by this database's clock), where the tenant's plan limits them. Kept for an hour.
create table user_minutes (
    tenant_id text not null,
    user_id   text not null,
    minute    timestamptz not null,
    requests  integer not null,
    primary key (tenant_id, user_id, minute)
);

create index user_minutes_by_minute on user_minutes using brin (minute);
