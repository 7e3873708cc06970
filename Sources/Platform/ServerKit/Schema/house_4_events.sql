-- SPDX-License-Identifier: Apache-2.0
-- Events: an outbox row in the commit of what happened; one sequencer numbers them afterwards, in the order of their
-- becoming visible, so that `pos > cursor` misses nothing.
create table house.outbox (
    org_id uuid not null, partner_id uuid not null, id int8 generated always as identity,
    event_id uuid not null, type text not null, occurred_at timestamptz not null, recorded_at timestamptz not null,
    site_id uuid, device_ids uuid[] not null, severity text not null, category text not null, summary text not null,
    details text not null, correlation_id text not null, causation_id uuid, suggested_tools text[] not null,
    untrusted text[] not null, primary key (org_id, id)
);
create index outbox_order on house.outbox (id);
select house.organization_table('house.outbox', intake => 'insert');

create sequence house.event_position;

create table house.event (
    org_id uuid not null, partner_id uuid not null, pos int8 not null,
    event_id uuid not null, type text not null, occurred_at timestamptz not null, recorded_at timestamptz not null,
    site_id uuid, device_ids uuid[] not null, severity text not null, category text not null, summary text not null,
    details text not null, correlation_id text not null, causation_id uuid, suggested_tools text[] not null,
    untrusted text[] not null, primary key (org_id, pos, recorded_at)
) partition by range (recorded_at);
create index event_partner on house.event (partner_id, pos);
create index event_order on house.event (pos);  -- for the tail, which reads all organizations' in their order
select house.partitioned_table('house.event', step => '1 day', keep => '90 days');
revoke insert, update, delete on house.event from breeze_org, breeze_partner, breeze_scoped;

-- Moves at most `most` events from the outbox into the log. The lock is held until the numbers are visible: two
-- sequencers at once are harmless.
create function house.sequence_events(most int) returns int
language plpgsql as $$
declare moved int; begin
  if not pg_try_advisory_xact_lock(7) then return 0; end if;
  with taken as (
    delete from house.outbox o using (select org_id, id from house.outbox order by id limit most) due
     where o.org_id = due.org_id and o.id = due.id returning o.*
  ), ordered as (select * from taken order by id)
  insert into house.event (org_id, partner_id, pos, event_id, type, occurred_at, recorded_at, site_id, device_ids,
                           severity, category, summary, details, correlation_id, causation_id, suggested_tools, untrusted)
  select org_id, partner_id, nextval('house.event_position'), event_id, type, occurred_at, recorded_at, site_id,
         device_ids, severity, category, summary, details, correlation_id, causation_id, suggested_tools, untrusted
    from ordered;
  get diagnostics moved = row_count;
  return moved;
end $$;
revoke all on function house.sequence_events from public;
grant execute on function house.sequence_events to breeze_system;
grant usage, select on sequence house.event_position to breeze_system;
