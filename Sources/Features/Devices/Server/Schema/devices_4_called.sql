-- SPDX-License-Identifier: Apache-2.0
-- What a list orders and searches by, kept ready in small letters: the name, and behind it the host name. One index for
-- each breadth of scope holds all that is filtered, so that any place of a long list is reached without the table.
alter table devices_device add column called text not null
    generated always as (lower(case when name is null then hostname else name || E'\n' || hostname end)) stored;
create index devices_device_called on devices_device (org_id, called, id) include (site_id, lifecycle);
create index devices_device_partner_called on devices_device (partner_id, called, id)
    include (org_id, site_id, lifecycle);
drop index devices_device_name;
drop index devices_device_partner;
