-- SPDX-License-Identifier: Apache-2.0
-- What a kept report is made of: a program that makes it of other things judges anew instead of handing it on.
alter table reliability_report add column form text not null default '';
