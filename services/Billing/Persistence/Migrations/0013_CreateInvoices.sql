-- The last number of each series. A number is taken in the transaction that issues what it is for, so there is no gap and no double.
create table invoice_series (
    series      text primary key,
    last_number bigint not null
);

insert into invoice_series (series, last_number) values ('INV', 0), ('CN', 0);

-- One for each period of a subscription, drafted when the period has ended and final once.
create table invoices (
    invoice_id      uuid primary key,
    tenant_id       text not null references accounts,
    subscription_id uuid not null references subscriptions,
    period_start    timestamptz not null,
    period_end      timestamptz not null,
    draft_time      timestamptz not null,
    is_final        boolean not null default false,
    number          bigint unique,
    issue_time      timestamptz,
    due_time        timestamptz,
    currency        text,
    subtotal        numeric,
    total           numeric,
    -- Rated entries up to it were considered: what came later is billed as an adjustment.
    through_sequence bigint,
    -- Everything that it says, as canonical JSON, and the SHA-256 of that and of the page made from it.
    document        text,
    document_hash   text,
    page_hash       text,
    unique (subscription_id, period_start),
    check (is_final = (number is not null and issue_time is not null and due_time is not null and currency is not null
        and subtotal is not null and total is not null and through_sequence is not null and document is not null
        and document_hash is not null and page_hash is not null))
);

create index invoices_by_tenant on invoices (tenant_id, period_start);

create table invoice_lines (
    invoice_id         uuid not null references invoices,
    line               integer not null,
    kind               text not null,
    charge_id          text not null,
    usage_period_start timestamptz not null,
    quantity           bigint not null,
    -- Unrounded.
    exact              numeric not null,
    amount             numeric not null,
    after_sequence     bigint not null,
    through_sequence   bigint not null,
    primary key (invoice_id, line)
);

create table credit_notes (
    credit_note_id uuid primary key,
    invoice_id     uuid not null references invoices,
    request_id     text not null,
    reason         text not null,
    number         bigint not null unique,
    issue_time     timestamptz not null,
    currency       text not null,
    tax            numeric not null check (tax >= 0),
    total          numeric not null check (total > 0),
    unique (invoice_id, request_id)
);

create table credit_note_lines (
    credit_note_id uuid not null references credit_notes,
    line           integer not null,
    amount         numeric not null check (amount > 0),
    primary key (credit_note_id, line)
);

create function issued_is_issued() returns trigger language plpgsql as $$
begin
    raise exception 'what was issued is never changed' using errcode = 'restrict_violation';
end $$;

create trigger invoices_issued before update or delete on invoices for each row when (old.is_final) execute function issued_is_issued();
create trigger invoice_lines_issued before update or delete on invoice_lines for each row execute function issued_is_issued();
create trigger credit_notes_issued before update or delete on credit_notes for each row execute function issued_is_issued();
create trigger credit_note_lines_issued before update or delete on credit_note_lines for each row execute function issued_is_issued();
