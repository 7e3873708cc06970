-- SPDX-License-Identifier: Apache-2.0
-- Tables that are not cut by time keep a row until a time of its own lies far enough back; null is for ever.
alter table house.organization_tables add column past text;

-- `past`: the column with that time. For tables whose rows come to an end; what stands for a thing goes with the thing.
create function house.keep_rows(t regclass, past name, keep interval) returns void language plpgsql as $$
begin
  update house.organization_tables o set past = keep_rows.past, keep = keep_rows.keep where name = house.qualified(t);
  if not found then raise exception '% is no table of organizations', t; end if;
end $$;

-- Deletes at most `most` rows of each such table that are past keeping, and says how many that were; safe to run at any
-- time, twice, on two servers: what another is deleting is left to it.
create function house.sweep(now timestamptz, most int) returns int
language plpgsql set search_path = pg_catalog, public, house as $$
declare entry record; swept int; total int := 0; begin
  for entry in select name, past, keep from house.organization_tables where past is not null order by name loop
    execute format(
      'delete from %1$s where ctid = any (array(select ctid from %1$s where %2$I < $1 limit $2 for update skip locked))',
      entry.name, entry.past) using now - entry.keep, most;
    get diagnostics swept = row_count;
    total := total + swept;
  end loop;
  return total;
end $$;

select house.keep_rows('house.command', 'finished_at', '90 days');
select house.keep_rows('house.idempotency', 'at', '24 hours');
