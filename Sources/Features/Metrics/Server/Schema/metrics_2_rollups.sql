-- SPDX-License-Identifier: Apache-2.0
-- What is kept when the samples are gone: of each window the mean, the lowest and the highest of every series, and how
-- many samples it holds. A window is named by its beginning; days are UTC's.
create table metrics_sample_5min (
    org_id uuid not null, partner_id uuid not null, device_id uuid not null, at timestamptz not null,
    samples int not null,
    cpu_avg float4, cpu_min float4, cpu_max float4,
    cpu_user_avg float4, cpu_user_min float4, cpu_user_max float4,
    cpu_system_avg float4, cpu_system_min float4, cpu_system_max float4,
    cpu_iowait_avg float4, cpu_iowait_min float4, cpu_iowait_max float4,
    cpu_steal_avg float4, cpu_steal_min float4, cpu_steal_max float4,
    memory_avg float4, memory_min float4, memory_max float4,
    memory_used_avg float4, memory_used_min float4, memory_used_max float4,
    swap_avg float4, swap_min float4, swap_max float4,
    load_avg float4, load_min float4, load_max float4,
    pressure_cpu_avg float4, pressure_cpu_min float4, pressure_cpu_max float4,
    pressure_memory_avg float4, pressure_memory_min float4, pressure_memory_max float4,
    pressure_io_avg float4, pressure_io_min float4, pressure_io_max float4,
    processes_avg float4, processes_min float4, processes_max float4,
    primary key (org_id, device_id, at)
) partition by range (at);
create table metrics_sample_hour (like metrics_sample_5min including all) partition by range (at);
create table metrics_sample_day (like metrics_sample_5min including all) partition by range (at);
select house.partitioned_table('metrics_sample_5min', step => '1 day', keep => '90 days');
select house.partitioned_table('metrics_sample_hour', step => '1 month', keep => '2 years');
select house.partitioned_table('metrics_sample_day', step => '1 month', keep => '2 years');

create table metrics_disk_5min (
    org_id uuid not null, partner_id uuid not null, device_id uuid not null, at timestamptz not null,
    mount text not null, samples int not null,
    used_percent_avg float4, used_percent_min float4, used_percent_max float4,
    used_avg float4, used_min float4, used_max float4,
    inodes_avg float4, inodes_min float4, inodes_max float4,
    read_avg float4, read_min float4, read_max float4,
    written_avg float4, written_min float4, written_max float4,
    busy_avg float4, busy_min float4, busy_max float4,
    primary key (org_id, device_id, at, mount)
) partition by range (at);
create table metrics_disk_hour (like metrics_disk_5min including all) partition by range (at);
create table metrics_disk_day (like metrics_disk_5min including all) partition by range (at);
select house.partitioned_table('metrics_disk_5min', step => '1 day', keep => '90 days');
select house.partitioned_table('metrics_disk_hour', step => '1 month', keep => '2 years');
select house.partitioned_table('metrics_disk_day', step => '1 month', keep => '2 years');

create table metrics_interface_5min (
    org_id uuid not null, partner_id uuid not null, device_id uuid not null, at timestamptz not null,
    name text not null, samples int not null,
    received_avg float4, received_min float4, received_max float4,
    sent_avg float4, sent_min float4, sent_max float4,
    errors_avg float4, errors_min float4, errors_max float4,
    dropped_avg float4, dropped_min float4, dropped_max float4,
    primary key (org_id, device_id, at, name)
) partition by range (at);
create table metrics_interface_hour (like metrics_interface_5min including all) partition by range (at);
create table metrics_interface_day (like metrics_interface_5min including all) partition by range (at);
select house.partitioned_table('metrics_interface_5min', step => '1 day', keep => '90 days');
select house.partitioned_table('metrics_interface_hour', step => '1 month', keep => '2 years');
select house.partitioned_table('metrics_interface_day', step => '1 month', keep => '2 years');
