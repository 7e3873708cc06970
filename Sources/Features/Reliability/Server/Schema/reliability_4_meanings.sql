-- SPDX-License-Identifier: Apache-2.0
comment on table reliability_look is 'Stretches of each device''s journal that were looked at.';
comment on table reliability_boot is 'Each boot of each device, and how it ended.';
comment on table reliability_incident is 'Crashes, hangs, failed services and hardware errors, as journals told of them.';
comment on table reliability_start is 'When each unit of each device was started.';
comment on table reliability_device is 'What kind of witness each device is, and how it stands.';
comment on table reliability_report is 'Each device''s judgement as it is answered.';
comment on table reliability_score is 'One score a day for each device, the day''s last.';
comment on table reliability_day is 'What all devices of a site scored together on a day.';
comment on view reliability_current is 'What other features may know of a device''s reliability.';
