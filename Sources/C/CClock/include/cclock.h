// SPDX-License-Identifier: Apache-2.0
#pragma once

// 1 if a time service keeps the machine's clock, 0 if none does, as the kernel was told; -1 if it does not say.
int cc_clock_is_kept(void);
