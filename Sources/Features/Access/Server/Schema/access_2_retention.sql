-- SPDX-License-Identifier: Apache-2.0
-- What has expired is kept a while for those who ask what became of it; that it was there stays in the audit.
select house.keep_rows('access_sign_in_link', 'expires_at', '30 days');
select house.keep_rows('access_session', 'expires_at', '30 days');
select house.keep_rows('access_api_key', 'expires_at', '1 year');
