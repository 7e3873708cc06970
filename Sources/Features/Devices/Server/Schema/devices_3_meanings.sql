-- SPDX-License-Identifier: Apache-2.0
comment on table devices_enrollment_key is 'Keys that bring machines into a site; only their digests.';
comment on table devices_device is 'The machines in care: what each is, what it says of itself, and where it stands with us.';
comment on table devices_state is 'When each device last gave a sign of life.';
comment on table devices_certificate is 'The certificates that devices show themselves by.';
comment on view devices_target is 'To whom each device belongs, for the gate.';
comment on view devices_current is 'What other features may know of a device.';
