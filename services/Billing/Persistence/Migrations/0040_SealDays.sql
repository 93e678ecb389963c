-- Lines know the time of their usage, so that a span of it can be added up without looking at the usage.
alter table rated_lines add column attempt_time timestamptz;
update rated_lines l set attempt_time = u.attempt_time from rated_usage u where (u.attempt_id, u.revision) = (l.attempt_id, l.revision);
alter table rated_lines alter column attempt_time set not null;
create index rated_lines_by_time on rated_lines using brin (attempt_time);

-- Rows of a day that is over break its seal. Today's cost a comparison.
create trigger rated_usage_seal_on_insert after insert on rated_usage
    for each row when (new.attempt_time < date_trunc('day', now(), 'UTC')) execute function audit.break_seal('attempt_time');
create trigger rated_usage_seal_on_update after update on rated_usage
    for each row when (least(old.attempt_time, new.attempt_time) < date_trunc('day', now(), 'UTC')) execute function audit.break_seal('attempt_time');
create trigger rated_usage_seal_on_delete after delete on rated_usage
    for each row when (old.attempt_time < date_trunc('day', now(), 'UTC')) execute function audit.break_seal('attempt_time');
create trigger rated_lines_seal_on_insert after insert on rated_lines
    for each row when (new.attempt_time < date_trunc('day', now(), 'UTC')) execute function audit.break_seal('attempt_time');
create trigger rated_lines_seal_on_update after update on rated_lines
    for each row when (least(old.attempt_time, new.attempt_time) < date_trunc('day', now(), 'UTC')) execute function audit.break_seal('attempt_time');
create trigger rated_lines_seal_on_delete after delete on rated_lines
    for each row when (old.attempt_time < date_trunc('day', now(), 'UTC')) execute function audit.break_seal('attempt_time');

-- What the lines of a sealed day add to each charge. They are those of its usage, entry by entry.
create table sealed_charges (
    day                 date not null references audit.sealed_days on delete cascade,
    subscription_id     uuid not null,
    period_start        timestamptz not null,
    charge_id           text not null,
    quantity            bigint not null,
    amount              numeric not null,
    adjustment_quantity bigint not null,
    adjustment_amount   numeric not null,
    primary key (day, subscription_id, period_start, charge_id)
);

-- What the usage of a sealed day adds to each period.
create table sealed_periods (
    day             date not null references audit.sealed_days on delete cascade,
    subscription_id uuid not null,
    period_start    timestamptz not null,
    usage_records   bigint not null,
    cost_nanos      numeric not null,
    last_sequence   bigint not null,
    primary key (day, subscription_id, period_start)
);
