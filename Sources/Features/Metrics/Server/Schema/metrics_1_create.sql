-- SPDX-License-Identifier: Apache-2.0
-- What agents report once a minute, as it came: one row for the machine, one for each disk and each interface. Narrow
-- types: four bytes tell a share to a hundred-thousandth and a terabyte to 64 KiB.
-- `at` comes before boot and sequence in the keys, so that one index serves both identity and every graph.
create table metrics_sample (
    org_id uuid not null, partner_id uuid not null, device_id uuid not null, boot uuid not null,
    sequence int8 not null, at timestamptz not null,
    memory_total int8, swap_total int8, uptime_seconds int8,
    -- percent of all logical CPUs
    cpu float4, cpu_user float4, cpu_system float4, cpu_iowait float4, cpu_steal float4,
    -- percent, and bytes
    memory float4, memory_used float4, swap float4,
    load float4, load5 float4, load15 float4,
    -- percent of the last minute in which some task stood still
    pressure_cpu float4, pressure_memory float4, pressure_io float4,
    processes float4, logical_cpus int4,
    -- those that take most, as [[pid, name, percent of a CPU, bytes], …]: shown, never searched
    top text check (length(top) <= 4000),
    primary key (org_id, device_id, at, boot, sequence)
) partition by range (at);
select house.partitioned_table('metrics_sample', step => '1 day', keep => '14 days', intake => 'insert');

create table metrics_disk (
    org_id uuid not null, partner_id uuid not null, device_id uuid not null, boot uuid not null,
    sequence int8 not null, at timestamptz not null, mount text not null,
    total int8, available int8,
    -- percent of what files can have, as df counts it, and bytes
    used_percent float4, used float4, inodes float4,
    -- bytes a second, and percent of the time
    read float4, written float4, busy float4,
    source text not null, file_system text not null,
    primary key (org_id, device_id, at, boot, sequence, mount)
) partition by range (at);
select house.partitioned_table('metrics_disk', step => '1 day', keep => '14 days', intake => 'insert');

create table metrics_interface (
    org_id uuid not null, partner_id uuid not null, device_id uuid not null, boot uuid not null,
    sequence int8 not null, at timestamptz not null, name text not null,
    -- bytes a second; then packets since the look before
    received float4, sent float4, errors float4, dropped float4,
    primary key (org_id, device_id, at, boot, sequence, name)
) partition by range (at);
select house.partitioned_table('metrics_interface', step => '1 day', keep => '14 days', intake => 'insert');

-- Windows of five minutes (level 0), hours (1) and days (2) that hold something not yet rolled up. Intake locks the row
-- of a window that it adds to, so that no window is rolled up between a sample's insert and its commit.
create table metrics_window_due (
    org_id uuid not null, partner_id uuid not null, device_id uuid not null,
    level smallint not null check (level between 0 and 2), at timestamptz not null,
    primary key (org_id, level, at, device_id)
);
select house.organization_table('metrics_window_due', intake => 'upsert');

-- The newest values of each device: what "how full is it now" reads. No index on anything that changes.
create table metrics_now (
    org_id uuid not null, partner_id uuid not null, device_id uuid not null, at timestamptz not null,
    sequence int8 not null, memory_total int8, swap_total int8, uptime_seconds int8,
    cpu float4, memory float4, swap float4, load float4,
    pressure_cpu float4, pressure_memory float4, pressure_io float4, processes float4, logical_cpus int4,
    -- the fullest disk, and the sums of all interfaces
    disk float4, disk_mount text, received float4, sent float4,
    primary key (org_id, device_id)
) with (fillfactor = 50);
select house.organization_table('metrics_now', intake => 'upsert');

create view metrics_current with (security_invoker = true) as
    select org_id, partner_id, device_id, at, cpu, logical_cpus, memory, memory_total, swap, swap_total, load,
           pressure_cpu, pressure_memory, pressure_io, processes, uptime_seconds, disk, disk_mount, received, sent
      from metrics_now;
grant select on metrics_current to breeze_org, breeze_partner, breeze_scoped, breeze_system;
