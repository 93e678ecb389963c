-- Configuration carries a version from one row that every change locks until it commits. Versions are therefore handed out in
-- commit order, and "everything after the last version I saw" misses nothing.
create table config_version (
    singleton boolean primary key default true check (singleton),
    version bigint not null
);
insert into config_version (version) values (0);

create table tenants (
    tenant_id text primary key,
    display_name text not null,
    region text not null,
    time_zone text not null,
    answer_retention_days integer not null check (answer_retention_days between 0 and 30),
    create_time timestamptz not null,
    version bigint not null
);
create index tenants_version on tenants (version);

create table assistants (
    tenant_id text not null references tenants,
    assistant_id text not null,
    system_prompt text not null,
    knowledge_base text not null,
    knowledge_token_budget integer not null,
    model text not null,
    policy text not null,
    max_tokens integer not null,
    temperature double precision,
    require_knowledge boolean not null,
    version bigint not null,
    primary key (tenant_id, assistant_id)
);
create index assistants_version on assistants (version);

create table api_keys (
    api_key_id text primary key,
    tenant_id text not null references tenants,
    assistant_id text not null,
    environment text not null,
    display_name text not null,
    secret_hash bytea not null,
    create_time timestamptz not null,
    expire_time timestamptz,
    revoke_time timestamptz,
    version bigint not null
);
create index api_keys_version on api_keys (version);
create index api_keys_tenant on api_keys (tenant_id, create_time);
