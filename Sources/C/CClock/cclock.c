// SPDX-License-Identifier: Apache-2.0
#include "cclock.h"

#include <sys/timex.h>

int cc_clock_is_kept(void) {
    struct timex facts = {0};
    int state = adjtimex(&facts);
    if (state < 0) return -1;
    return state != TIME_ERROR && !(facts.status & STA_UNSYNC);
}
