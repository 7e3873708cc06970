-- SPDX-License-Identifier: Apache-2.0
comment on table access_person is 'People who may sign in.';
comment on table access_sign_in_link is 'Links that sign somebody in once; only their digests.';
comment on table access_session is 'Browsers that somebody is signed in with; only the digests of their cookies.';
comment on table access_api_key is 'Keys that programs and brains come in with: what each may do, and where; only their digests.';
