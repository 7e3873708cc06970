-- SPDX-License-Identifier: Apache-2.0
-- How far each device's samples have been taken in, and when each job is due for each organization.
create table house.intake_mark (
    org_id uuid not null, partner_id uuid not null, device_id uuid not null,
    -- the highest sequence number that is stored; what comes at or below it has been here before
    sequence int8 not null, primary key (org_id, device_id)
) with (fillfactor = 50);
select house.organization_table('house.intake_mark', intake => 'upsert');

create table house.job (
    org_id uuid not null, partner_id uuid not null, name text not null, due_at timestamptz not null,
    started_at timestamptz, finished_at timestamptz, examined int, changed int, failure text,
    primary key (org_id, name)
) with (fillfactor = 50);
create index job_due on house.job (due_at);
select house.organization_table('house.job', intake => 'upsert');
