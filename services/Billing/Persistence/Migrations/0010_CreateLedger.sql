-- The double-entry ledger. An entry moves amounts between accounts; its postings add up to zero in each currency. Only ever appended to.
create table ledger_entries (
    -- UUIDv5 of the key, so that the same fact is the same row.
    entry_id        uuid primary key,
    -- What is booked, for people: "usage/<subscription>/<period>/<first sequence>", "invoice/<id>", ...
    entry_key       text not null unique,
    tenant_id       text not null,
    -- What kind of fact it is: usage, grant, expiry, invoice, credit-note.
    source          text not null,
    -- The row it speaks of, in the table of its source.
    source_id       text not null,
    -- Usage and invoices belong to a period.
    subscription_id uuid,
    period_start    timestamptz,
    -- The rated entries that an accrual covers, by their sequence.
    first_sequence  bigint,
    last_sequence   bigint,
    book_time       timestamptz not null default clock_timestamp()
);

create index ledger_entries_by_tenant on ledger_entries (tenant_id, book_time);

create table ledger_postings (
    entry_id uuid not null references ledger_entries,
    line     integer not null,
    account  text not null,
    currency text not null,
    -- A debit is positive, a credit negative. Exact, never rounded.
    amount   numeric not null check (amount <> 0),
    primary key (entry_id, line)
);

-- Judged when the transaction commits: whatever wrote the postings, an entry that does not balance is never seen by anybody.
create function ledger_must_balance() returns trigger language plpgsql as $$
begin
    if not exists (select 1 from ledger_postings where entry_id = new.entry_id)
        or exists (select 1 from ledger_postings where entry_id = new.entry_id group by currency having sum(amount) <> 0) then
        raise exception 'journal entry % does not balance', new.entry_id using errcode = 'check_violation';
    end if;
    return null;
end $$;

create constraint trigger ledger_entries_balance after insert on ledger_entries
    deferrable initially deferred for each row execute function ledger_must_balance();

-- A posting added to an old entry is judged too.
create constraint trigger ledger_postings_balance after insert on ledger_postings
    deferrable initially deferred for each row execute function ledger_must_balance();

create function ledger_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'the ledger is append-only' using errcode = 'restrict_violation';
end $$;

create trigger ledger_entries_append_only before update or delete or truncate on ledger_entries
    for each statement execute function ledger_is_append_only();

create trigger ledger_postings_append_only before update or delete or truncate on ledger_postings
    for each statement execute function ledger_is_append_only();

-- What was rated before there was a ledger: one opening accrual for each period that is worth something.
with opening as (
    select s.subscription_id, s.tenant_id, v.document ->> 'currency' as currency, c.period_start, sum(c.amount) as amount,
        'usage/' || s.subscription_id || '/' || to_char(c.period_start at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US') || '/opening' as entry_key
    from charge_states c
    join subscriptions s using (subscription_id)
    join plan_versions v on v.plan_id = s.plan_id and v.version = s.plan_version
    group by s.subscription_id, s.tenant_id, currency, c.period_start
    having sum(c.amount) <> 0
), entries as (
    insert into ledger_entries (entry_id, entry_key, tenant_id, source, source_id, subscription_id, period_start, first_sequence, last_sequence)
    select md5(entry_key)::uuid, entry_key, tenant_id, 'usage', subscription_id::text, subscription_id, period_start, r.first_sequence, r.last_sequence
    from opening o, lateral (
        select min(sequence) as first_sequence, max(sequence) as last_sequence from rated_usage u
        where u.subscription_id = o.subscription_id and u.period_start = o.period_start) r
    returning entry_id, entry_key
)
insert into ledger_postings (entry_id, line, account, currency, amount)
select e.entry_id, p.line, p.account, o.currency, p.sign * o.amount
from opening o
join entries e using (entry_key), (values (1, 'unbilled', 1), (2, 'overage', -1)) as p (line, account, sign);
