-- SPDX-License-Identifier: Apache-2.0
-- What each table is for: docs/reference/schema.md is made of these.
comment on table house.partner is 'The providers: who runs this installation for their customers.';
comment on table house.organization_tables is 'Every table that belongs to organizations, and how long its rows are kept.';
comment on table house.organization is 'A provider''s customers, and the provider itself (internal).';
comment on table house.scope_member is 'The organizations of each scope that is narrower than its provider.';
comment on table house.site is 'Where an organization''s devices stand, and in which time zone.';
comment on table house.audit is 'Who asked for what, how it was judged, and what came of it; nobody can change a line.';
comment on table house.command is 'What devices were told to do, whether they did, and what they said.';
comment on table house.idempotency is 'What calls under an idempotency key led to, so that a repeat has no second effect.';
comment on table house.outbox is 'Events in the commit of what they tell, until they have their number.';
comment on table house.event is 'Events in the order in which they became visible.';
comment on table house.intake_mark is 'How far each device''s samples have been taken in.';
comment on table house.job is 'When each job is due for each organization, and how it went.';
