-- SPDX-License-Identifier: Apache-2.0
-- What the gate writes: the audit, the commands of orders, and the outcomes that repeats are answered with.
create table house.audit (
    org_id uuid not null, partner_id uuid not null, at timestamptz not null, id uuid not null default gen_random_uuid(),
    request_id text not null, actor text not null, actor_name text not null, actor_kind text not null,
    tool text not null, level text, reasons text[] not null, devices uuid[] not null, result text not null,
    note text not null, primary key (org_id, at, id)
) partition by range (at);
create index audit_partner on house.audit (partner_id, at);
select house.partitioned_table('house.audit', step => '1 month', keep => '7 years', intake => 'insert');
-- What is written stays written.
revoke update, delete on house.audit from breeze_org, breeze_partner, breeze_scoped, breeze_system;

create table house.command (
    org_id uuid not null, partner_id uuid not null, id uuid not null, execution_id uuid not null,
    device_id uuid not null, tool text not null, actor text not null, request_id text not null,
    kind text not null, risk text not null, body text not null,
    -- queued → sent → done | failed, and expired from either of the first two
    state text not null default 'queued' check (state in ('queued', 'sent', 'done', 'failed', 'expired')),
    created_at timestamptz not null, expires_at timestamptz not null, sent_at timestamptz, finished_at timestamptz,
    report text, failure text, primary key (org_id, id)
) with (fillfactor = 70);
create index command_waiting on house.command (org_id, device_id, created_at) where state = 'queued';
create index command_execution on house.command (org_id, execution_id);
create index command_open on house.command (expires_at) where state in ('queued', 'sent');
select house.organization_table('house.command', intake => 'upsert');

create table house.idempotency (
    org_id uuid not null, partner_id uuid not null, principal text not null, key text not null,
    digest text not null, outcome text, at timestamptz not null, primary key (org_id, principal, key)
);
create index idempotency_at on house.idempotency (at);
select house.organization_table('house.idempotency');
