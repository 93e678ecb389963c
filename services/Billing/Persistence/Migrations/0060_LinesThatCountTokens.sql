-- A line counts tokens unless its charge counts heads or provider cost; only lines that do add up to their usage's tokens.
alter table rated_lines add column counts_tokens boolean not null default true;

update rated_lines l set counts_tokens = false
from charge_states s
where (s.subscription_id, s.period_start, s.charge_id) = (l.subscription_id, l.period_start, l.charge_id)
    and exists (
        select from plan_versions p, jsonb_array_elements(p.document -> 'charges') as charge
        where charge ->> 'charge_id' = s.charge_id and coalesce(charge ->> 'measure', 'tokens') <> 'tokens'
            and (p.plan_id, p.version) = (
                select t.plan_id, t.plan_version from subscription_terms t
                where t.subscription_id = s.subscription_id and t.start_time <= s.period_start
                order by t.start_time desc limit 1));

alter table rated_lines alter column counts_tokens drop default;
