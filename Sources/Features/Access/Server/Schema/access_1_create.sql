-- SPDX-License-Identifier: Apache-2.0
-- People, their sessions, the links that open one, and API keys. Tokens are stored as digests only.
create table access_person (
    org_id uuid not null, partner_id uuid not null, id uuid not null, name text not null,
    created_at timestamptz not null, primary key (org_id, id)
);
select house.organization_table('access_person');

create table access_sign_in_link (
    org_id uuid not null, partner_id uuid not null, digest text not null, person_id uuid not null,
    created_at timestamptz not null, expires_at timestamptz not null, used_at timestamptz,
    primary key (org_id, digest), foreign key (org_id, person_id) references access_person (org_id, id)
);
create index access_sign_in_link_digest on access_sign_in_link (digest);
select house.organization_table('access_sign_in_link');

create table access_session (
    org_id uuid not null, partner_id uuid not null, digest text not null, person_id uuid not null,
    created_at timestamptz not null, expires_at timestamptz not null, ended_at timestamptz,
    primary key (org_id, digest), foreign key (org_id, person_id) references access_person (org_id, id)
);
create index access_session_digest on access_session (digest);
select house.organization_table('access_session');

create table access_api_key (
    org_id uuid not null, partner_id uuid not null, id uuid not null, name text not null, digest text not null,
    -- the prefix and 8 letters: what may be shown again
    shown text not null, maker text not null, permissions text[] not null,
    -- the organizations it may see; null is all of the partner's
    scope_id uuid, created_at timestamptz not null, expires_at timestamptz not null, revoked_at timestamptz,
    primary key (org_id, id)
);
create index access_api_key_digest on access_api_key (digest);
select house.organization_table('access_api_key');
