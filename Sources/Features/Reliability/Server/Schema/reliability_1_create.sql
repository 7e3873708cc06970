-- SPDX-License-Identifier: Apache-2.0
-- What the devices' journals told. Times are the server's; the same fact may come again and changes nothing.
-- The keys are the only indexes of what is read device by device: as long as a table has grown faster than its
-- statistics, a second index that begins as well would be taken as gladly, and read the whole organization for each.

-- Stretches of the journal that were looked at; the job merges those that touch.
create table reliability_look (
    org_id uuid not null, partner_id uuid not null, device_id uuid not null,
    looked_from timestamptz not null, looked_to timestamptz not null,
    primary key (org_id, device_id, looked_from, looked_to), check (looked_from < looked_to)
);
select house.organization_table('reliability_look', intake => 'insert');

create table reliability_boot (
    org_id uuid not null, partner_id uuid not null, device_id uuid not null, boot text not null,
    first_at timestamptz not null, last_at timestamptz not null,
    ending text not null check (ending in ('running', 'clean', 'unclean', 'unknown')),
    primary key (org_id, device_id, boot)
) with (fillfactor = 70);
select house.organization_table('reliability_boot', intake => 'upsert');

-- The id is the journal entry's own. Not cut by time, as an id must be there once however late it comes; the job
-- deletes what is past keeping.
create table reliability_incident (
    org_id uuid not null, partner_id uuid not null, device_id uuid not null, id text not null,
    at timestamptz not null, cause text not null, name text not null, detail text not null,
    exit_status int, signal int, gravity text, primary key (org_id, device_id, id)
);
select house.organization_table('reliability_incident', intake => 'insert');

create table reliability_start (
    org_id uuid not null, partner_id uuid not null, device_id uuid not null, unit text not null, at timestamptz not null,
    primary key (org_id, device_id, unit, at)
);
select house.organization_table('reliability_start', intake => 'insert');

-- Each device that has ever told something: what kind of witness it is, and how it stands. Narrow, as the job looks
-- through all of an organization's for those that are due.
create table reliability_device (
    org_id uuid not null, partner_id uuid not null, device_id uuid not null,
    journal text not null check (journal in ('persistent', 'volatile', 'absent')),
    history_from timestamptz, container text, heard_at timestamptz not null,
    -- since when something waits to be judged; null when nothing does
    changed_at timestamptz, judged_at timestamptz,
    score int, band text, provisional boolean not null default true, trend text not null default 'stable',
    -- the score that people were told of last, or that was better than that; falls are counted from it
    told int, primary key (org_id, device_id)
) with (fillfactor = 70);
select house.organization_table('reliability_device', intake => 'upsert');

-- The judgement as it is answered.
create table reliability_report (
    org_id uuid not null, partner_id uuid not null, device_id uuid not null, report text not null,
    primary key (org_id, device_id)
) with (fillfactor = 70);
select house.organization_table('reliability_report');

-- One score a day, the day's last.
create table reliability_score (
    org_id uuid not null, partner_id uuid not null, device_id uuid not null, day timestamptz not null,
    score int not null, provisional boolean not null, primary key (org_id, device_id, day)
) partition by range (day);
select house.partitioned_table('reliability_score', step => '1 month', keep => '2 years');

-- What all devices of a site scored together on a day: fleets are drawn from this, as their devices are too many.
create table reliability_day (
    org_id uuid not null, partner_id uuid not null, site_id uuid not null, day timestamptz not null,
    devices int not null, total int8 not null, primary key (org_id, site_id, day)
) partition by range (day);
create index reliability_day_partner on reliability_day (partner_id, day);
select house.partitioned_table('reliability_day', step => '1 month', keep => '2 years');

-- What other features may know.
create view reliability_current with (security_invoker = true) as
    select org_id, partner_id, device_id, score, band, provisional, trend, judged_at
      from reliability_device where judged_at is not null;
grant select on reliability_current to breeze_org, breeze_partner, breeze_scoped, breeze_system;
