-- SPDX-License-Identifier: Apache-2.0
-- Keys and certificates that have expired let nobody in; they are kept a while for those who ask what became of them.
select house.keep_rows('devices_enrollment_key', 'expires_at', '90 days');
select house.keep_rows('devices_certificate', 'expires_at', '1 year');

-- By the name of the feature, as everything else of it.
alter view device_target rename to devices_target;
alter view device_current rename to devices_current;
