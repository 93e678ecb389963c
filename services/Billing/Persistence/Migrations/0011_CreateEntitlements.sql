-- How a tenant pays and whether it is served.
alter table accounts
    add column prepaid boolean not null default false,
    add column status  text not null default 'active' check (status in ('active', 'trial', 'past_due', 'suspended'));

-- The version of the last change of any tenant's entitlements. Every change locks this row until it commits, so versions come in the order
-- of commits, and "everything after what I saw" misses nothing.
create table entitlements_clock (
    only_row boolean primary key default true check (only_row),
    version  bigint not null
);

insert into entitlements_clock (version) select count(*) from subscriptions;

-- The last change of each tenant's.
create table entitlements_versions (
    tenant_id text primary key references accounts,
    version   bigint not null
);

create index entitlements_versions_by_version on entitlements_versions (version);

insert into entitlements_versions (tenant_id, version) select tenant_id, row_number() over (order by tenant_id) from subscriptions;

-- Whoever changes what entitlements are made of, a version follows in the same transaction.
create function note_entitlements_changed() returns trigger language plpgsql as $$
begin
    with moved as (update entitlements_clock set version = version + 1 returning version)
    insert into entitlements_versions (tenant_id, version) select new.tenant_id, version from moved
    on conflict (tenant_id) do update set version = excluded.version;
    return null;
end $$;

create trigger accounts_entitlements after update on accounts
    for each row when (old.prepaid <> new.prepaid or old.status <> new.status) execute function note_entitlements_changed();

create trigger subscriptions_entitlements_new after insert on subscriptions
    for each row execute function note_entitlements_changed();

-- Rating moves the sequence and nothing else: that is no change.
create trigger subscriptions_entitlements after update on subscriptions
    for each row when (old.last_sequence = new.last_sequence) execute function note_entitlements_changed();
