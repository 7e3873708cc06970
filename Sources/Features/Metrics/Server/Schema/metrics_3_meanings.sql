-- SPDX-License-Identifier: Apache-2.0
comment on table metrics_sample is 'Processor, memory, swap, load and pressure of each device, minute by minute.';
comment on table metrics_disk is 'Room and traffic of each disk, minute by minute.';
comment on table metrics_interface is 'Traffic and errors of each network interface, minute by minute.';
comment on table metrics_window_due is 'Windows that hold something not yet rolled up.';
comment on table metrics_now is 'The newest values of each device.';
comment on view metrics_current is 'What other features may know of a device''s newest values.';
comment on table metrics_sample_5min is 'Mean, lowest and highest of every series of a device, in windows of five minutes.';
comment on table metrics_sample_hour is 'The same, hour by hour.';
comment on table metrics_sample_day is 'The same, day by day (UTC).';
comment on table metrics_disk_5min is 'Mean, lowest and highest of every series of a disk, in windows of five minutes.';
comment on table metrics_disk_hour is 'The same, hour by hour.';
comment on table metrics_disk_day is 'The same, day by day (UTC).';
comment on table metrics_interface_5min is 'Mean, lowest and highest of every series of an interface, in windows of five minutes.';
comment on table metrics_interface_hour is 'The same, hour by hour.';
comment on table metrics_interface_day is 'The same, day by day (UTC).';
