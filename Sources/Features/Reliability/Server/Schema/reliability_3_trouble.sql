-- SPDX-License-Identifier: Apache-2.0
-- The gravest thing that had gone wrong in the day before a device was judged; null if nothing had. It is told of however
-- the device scores: one whose history is too short for a score can be in trouble all the same.
alter table reliability_device add column trouble text, add column trouble_cause text, add column trouble_name text,
    add column trouble_at timestamptz;
create index reliability_device_trouble on reliability_device (partner_id, trouble_at) where trouble is not null;
