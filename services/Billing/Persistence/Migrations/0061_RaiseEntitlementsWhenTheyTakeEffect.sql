-- A version says that a tenant's plan is another one now. It is raised when that is so, also when time alone brought it about, and not when a change for
-- later was asked for.
alter table entitlements_versions
    -- The plan when the version was raised; null without a subscription. Those of before are raised once more: some may have been missed.
    add column plan_id      text,
    add column plan_version text;

-- Raises a tenant's version if its plan is another one than the version stands for; the version, or null when nothing has changed.
create function raise_entitlements(tenant text) returns bigint language plpgsql as $$
declare
    now_plan    text;
    now_version text;
    raised      bigint;
begin
    -- One after the other, and compared only then.
    perform from entitlements_clock for update;
    select t.plan_id, t.plan_version into now_plan, now_version
    from subscriptions s join subscription_terms t using (subscription_id)
    where s.tenant_id = tenant and t.start_time <= clock_timestamp() and (s.end_time is null or s.end_time > clock_timestamp())
    order by t.start_time desc limit 1;
    if exists (
        select from entitlements_versions v
        where v.tenant_id = tenant and v.plan_id is not distinct from now_plan and v.plan_version is not distinct from now_version) then
        return null;
    end if;
    update entitlements_clock set version = version + 1 returning version into raised;
    insert into entitlements_versions (tenant_id, version, plan_id, plan_version) values (tenant, raised, now_plan, now_version)
    on conflict (tenant_id) do update set version = excluded.version, plan_id = excluded.plan_id, plan_version = excluded.plan_version;
    return raised;
end $$;

create function raise_entitlements_of_row() returns trigger language plpgsql as $$
begin
    perform raise_entitlements(new.tenant_id);
    return null;
end $$;

drop trigger subscriptions_entitlements_new on subscriptions;
drop trigger subscriptions_entitlements on subscriptions;

-- When the transaction commits: the terms are written before or after the subscription.
create constraint trigger subscriptions_entitlements_new after insert on subscriptions deferrable initially deferred
    for each row execute function raise_entitlements_of_row();

create constraint trigger subscriptions_entitlements after update on subscriptions deferrable initially deferred
    for each row when (old.last_sequence = new.last_sequence) execute function raise_entitlements_of_row();
