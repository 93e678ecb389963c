-- Credit, paid for or given away. What was used and what expired never exceeds what was granted: the balance cannot go below zero.
create table credit_grants (
    grant_id    uuid primary key,
    tenant_id   text not null references accounts,
    -- The caller's; asking twice grants once.
    request_id  text not null,
    kind        text not null check (kind in ('purchased', 'promotional')),
    priority    integer not null,
    currency    text not null,
    amount      numeric not null check (amount > 0),
    used        numeric not null default 0 check (used >= 0),
    expired     numeric not null default 0 check (expired >= 0),
    expire_time timestamptz,
    description text not null,
    grant_time  timestamptz not null default clock_timestamp(),
    unique (tenant_id, request_id),
    check (used + expired <= amount)
);

-- What an entry took from a grant; negative when a correction gave it back. A grant's use is the sum of these.
create table credit_uses (
    attempt_id uuid not null,
    revision   integer not null,
    grant_id   uuid not null references credit_grants,
    amount     numeric not null check (amount <> 0),
    primary key (attempt_id, revision, grant_id),
    foreign key (attempt_id, revision) references rated_usage
);

create index credit_uses_by_grant on credit_uses (grant_id);

-- What calls in flight can use at most. The row stays when the hold ends, so that a late repetition is recognised.
create table credit_holds (
    attempt_id    uuid primary key,
    tenant_id     text not null references accounts,
    state         smallint not null, -- 1 held, 2 settled, 3 released
    model         text not null default '',
    input_tokens  bigint not null default 0,
    output_tokens bigint not null default 0,
    -- Credit that was left when it was granted, over this and every other hold at their worst.
    room          numeric not null default 0 check (room >= 0),
    hold_time     timestamptz not null default clock_timestamp(),
    end_time      timestamptz
);

create index credit_holds_open on credit_holds (tenant_id) where state = 1;
