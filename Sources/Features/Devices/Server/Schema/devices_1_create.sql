-- SPDX-License-Identifier: Apache-2.0
-- The machines in care: what they are, who they are, and whether they speak to us.
create table devices_enrollment_key (
    org_id uuid not null, partner_id uuid not null, id uuid not null, site_id uuid not null, digest text not null,
    shown text not null, maker text not null, created_at timestamptz not null, expires_at timestamptz not null,
    uses int not null default 0, max_uses int not null, primary key (org_id, id),
    foreign key (org_id, site_id) references house.site (org_id, id), check (uses <= max_uses)
);
create index devices_enrollment_key_digest on devices_enrollment_key (digest);
select house.organization_table('devices_enrollment_key');

create table devices_device (
    org_id uuid not null, partner_id uuid not null, id uuid not null, site_id uuid not null,
    -- what people here call it; until somebody does, its host name stands in
    name text, tags text[] not null default '{}',
    -- what it says of itself
    hostname text not null, os_family text not null, os_name text not null, os_version text not null,
    kernel text not null, architecture text not null, agent_version text not null,
    capabilities text[] not null default '{}', boot text,
    lifecycle text not null check (lifecycle in ('pending', 'active', 'quarantined', 'decommissioned')),
    lifecycle_reason text, enrolled_at timestamptz not null, enrollment_key_id uuid not null,
    -- digests of the continuity token shown last, and of the one handed out since
    token_shown text, token_next text, revision int not null default 1,
    primary key (org_id, id), foreign key (org_id, site_id) references house.site (org_id, id)
);
create index devices_device_name on devices_device (org_id, (coalesce(name, hostname)), id);
create index devices_device_partner on devices_device (partner_id, (coalesce(name, hostname)), id);
create index devices_device_site on devices_device (org_id, site_id);
select house.organization_table('devices_device');

-- What changes with every sign of life, in a narrow table without an index on anything that changes.
create table devices_state (
    org_id uuid not null, partner_id uuid not null, device_id uuid not null, last_seen timestamptz not null,
    primary key (org_id, device_id)
) with (fillfactor = 50);
select house.organization_table('devices_state');

create table devices_certificate (
    org_id uuid not null, partner_id uuid not null, device_id uuid not null, fingerprint text not null,
    serial text not null, issued_at timestamptz not null, expires_at timestamptz not null, revoked_at timestamptz,
    primary key (org_id, fingerprint), foreign key (org_id, device_id) references devices_device (org_id, id)
);
create index devices_certificate_fingerprint on devices_certificate (fingerprint);
create index devices_certificate_device on devices_certificate (org_id, device_id);
select house.organization_table('devices_certificate');

-- What the gate resolves the ids of a call against, and what other features may know of a device.
create view device_target with (security_invoker = true) as
    select org_id, partner_id, id, lifecycle from devices_device;
grant select on device_target to breeze_org, breeze_partner, breeze_scoped, breeze_system;

create view device_current with (security_invoker = true) as
    select d.org_id, d.partner_id, d.id, d.site_id, d.name, d.hostname, d.lifecycle, s.last_seen
      from devices_device d left join devices_state s on s.org_id = d.org_id and s.device_id = d.id;
grant select on device_current to breeze_org, breeze_partner, breeze_scoped, breeze_system;
