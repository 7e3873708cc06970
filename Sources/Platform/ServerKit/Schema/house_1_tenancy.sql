-- SPDX-License-Identifier: Apache-2.0
-- Whose everything is: partner, organization, site; and the one way to make a table that belongs to organizations.
create schema house;
grant usage on schema house to breeze_org, breeze_partner, breeze_scoped, breeze_intake, breeze_system, breeze_read;

create table house.partner (
    partner_id uuid primary key, name text not null, created_at timestamptz not null
);
alter table house.partner enable row level security;
alter table house.partner force row level security;
create policy partner on house.partner to breeze_partner
    using (partner_id = (select nullif(current_setting('app.partner', true), ''))::uuid);
grant select on house.partner to breeze_partner;
grant select, insert on house.partner to breeze_system;

-- A table's name with its schema, whatever the search path.
create function house.qualified(t regclass) returns text language sql stable as $$
  select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = t
$$;

-- Tables with org_id, how long their partitions are kept, and how wide those are.
create table house.organization_tables (
    name text primary key, step interval, keep interval
);
grant select on house.organization_tables to breeze_system;

-- Keys, forced row security, one policy with one comparison for each breadth of scope, grants; and a refusal of every
-- unique index that another organization's rows could answer for. `intake`: what agents' batches may do to it.
create function house.organization_table(
    t regclass, intake text default 'none', is_root boolean default false
) returns void language plpgsql as $$
declare bad text; begin
  execute format('alter table %s add column if not exists org_id uuid not null, add column if not exists partner_id uuid not null', t);
  if not is_root then
    execute format('alter table %s add foreign key (partner_id, org_id) references house.organization (partner_id, org_id)', t);
  end if;
  execute format('alter table %s enable row level security', t);
  execute format('alter table %s force row level security', t);
  execute format('create policy org on %s to breeze_org using (org_id = any((select nullif(current_setting(''app.orgs'', true), ''''))::uuid[]))', t);
  execute format('create policy partner on %s to breeze_partner using (partner_id = (select nullif(current_setting(''app.partner'', true), ''''))::uuid)', t);
  execute format('create policy scoped on %s to breeze_scoped using (org_id = any(array(select m.org_id from house.scope_member m where m.scope_id = (select nullif(current_setting(''app.scope'', true), ''''))::uuid)))', t);
  execute format('revoke all on %s from public', t);
  execute format('grant select, insert, update, delete on %s to breeze_org, breeze_partner, breeze_scoped, breeze_system', t);
  if intake in ('insert', 'upsert') then
    execute format('create policy intake on %s for insert to breeze_intake with check (true)', t);
    execute format('grant insert on %s to breeze_intake', t);
  end if;
  if intake = 'upsert' then
    execute format('create policy intake_read on %s for select to breeze_intake using (true)', t);
    execute format('create policy intake_write on %s for update to breeze_intake using (true)', t);
    execute format('grant select, update on %s to breeze_intake', t);
  end if;
  select string_agg(indexrelid::regclass::text, ', ') into bad from pg_index i where indrelid = t and indisunique
     and not exists (select from pg_attribute a where a.attrelid = t and a.attname = 'org_id' and a.attnum = any(i.indkey::int2[]));
  if bad is not null then raise exception 'unique index without org_id: %', bad; end if;
  insert into house.organization_tables (name) values (house.qualified(t));
end $$;

create table house.organization (
    org_id uuid not null, partner_id uuid not null references house.partner, name text not null,
    -- 'internal' is the provider itself: one for each partner, where what stands above its customers is recorded
    kind text not null check (kind in ('internal', 'customer')),
    created_at timestamptz not null, revision int not null default 1,
    primary key (org_id), unique (partner_id, org_id)
);
create index organization_name on house.organization (partner_id, name, org_id);

-- A scope of selected organizations, stored once: its id is what a statement carries. The policies of all other tables
-- read it, so its own are made by hand: one sees the members of the scope that one is in.
create table house.scope_member (
    org_id uuid not null, partner_id uuid not null, scope_id uuid not null, primary key (org_id, scope_id),
    foreign key (partner_id, org_id) references house.organization (partner_id, org_id)
);
create index scope_member_scope on house.scope_member (scope_id, org_id);
alter table house.scope_member enable row level security;
alter table house.scope_member force row level security;
create policy scoped on house.scope_member to breeze_scoped
    using (scope_id = (select nullif(current_setting('app.scope', true), ''))::uuid);
create policy partner on house.scope_member to breeze_partner
    using (partner_id = (select nullif(current_setting('app.partner', true), ''))::uuid);
grant select on house.scope_member to breeze_scoped;
grant select, insert, delete on house.scope_member to breeze_partner, breeze_system;
insert into house.organization_tables (name) values ('house.scope_member');

select house.organization_table('house.organization', is_root => true);

create table house.site (
    org_id uuid not null, partner_id uuid not null, id uuid not null, name text not null,
    -- the zone of business hours and maintenance windows
    time_zone text not null, created_at timestamptz not null, revision int not null default 1,
    primary key (org_id, id)
);
create index site_name on house.site (partner_id, org_id, name, id);
select house.organization_table('house.site');

grant select on house.organization, house.site to breeze_intake;
