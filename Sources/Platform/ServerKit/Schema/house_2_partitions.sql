-- SPDX-License-Identifier: Apache-2.0
-- Tables cut by time: partitions are made ahead of need, and retention is dropping the old ones.
create function house.partitioned_table(
    t regclass, step interval, keep interval, intake text default 'none'
) returns void language plpgsql as $$
begin
  if step not in ('1 day', '1 month') then raise exception 'a partition holds a day or a month, not %', step; end if;
  perform house.organization_table(t, intake);
  update house.organization_tables o set step = partitioned_table.step, keep = partitioned_table.keep where name = house.qualified(t);
end $$;

-- A partition has no grants and no policy of its own: rows are reached through the parent, or not at all.
create function house.make_partition(t text, step interval, first timestamptz) returns void language plpgsql as $$
declare part text := t || to_char(first at time zone 'UTC', case when step = '1 day' then '_YYYYMMDD' else '_YYYYMM' end);
begin
  if to_regclass(part) is not null then return; end if;
  execute format('create table %s partition of %s for values from (%L) to (%L)', part, t, first, first + step);
  execute format('alter table %s enable row level security', part);
  execute format('alter table %s force row level security', part);
  execute format('revoke all on %s from public', part);
end $$;

-- For every partitioned table: what is kept and reached by late samples (`back`), and three steps ahead. Drops what is
-- older than `keep`. Returns how many partitions were made and dropped; safe to run at any time, by anyone, twice.
create function house.keep_partitions(now timestamptz, back interval default '8 days', out made int, out dropped int)
language plpgsql security definer set search_path = pg_catalog, public, house set timezone = 'UTC' as $$
declare entry record; unit text; at timestamptz; old record; begin
  made := 0; dropped := 0;
  perform pg_advisory_xact_lock(8);
  for entry in select name, step, keep from house.organization_tables where step is not null order by name loop
    unit := case when entry.step = '1 day' then 'day' else 'month' end;
    at := date_trunc(unit, now - least(back, entry.keep), 'UTC');
    while at < now + 3 * entry.step loop
      if to_regclass(entry.name || to_char(at, case unit when 'day' then '_YYYYMMDD' else '_YYYYMM' end)) is null then
        perform house.make_partition(entry.name, entry.step, at);
        made := made + 1;
      end if;
      at := at + entry.step;
    end loop;
    for old in
      select c.oid::regclass as part, to_timestamp(right(c.relname, case unit when 'day' then 8 else 6 end),
             case unit when 'day' then 'YYYYMMDD' else 'YYYYMM' end) as first
        from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = entry.name::regclass
    loop
      if old.first + entry.step < now - entry.keep then
        execute format('drop table %s', old.part);
        dropped := dropped + 1;
      end if;
    end loop;
  end loop;
end $$;
revoke all on function house.keep_partitions from public;
grant execute on function house.keep_partitions to breeze_system;
