// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "csignals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static int ends[2] = {-1, -1};
static sigset_t heard;

void cs_ring(unsigned char byte) {
    int before = errno;
    // Does not wait: a full pipe holds more signals than anybody needs.
    if (ends[1] >= 0) (void)!write(ends[1], &byte, 1);
    errno = before;
}

static void hear(int number) { cs_ring((unsigned char)number); }

int cs_listen(const int *signals, int count) {
    if (ends[0] >= 0) return -EBUSY;
    if (pipe2(ends, O_CLOEXEC) != 0) return -errno;
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    struct sigaction action = {.sa_handler = hear, .sa_flags = SA_RESTART};
    sigemptyset(&heard);
    for (int at = 0; at < count; at++) {
        sigaddset(&heard, signals[at]);
        sigaction(signals[at], &action, NULL);
    }
    return ends[0];
}

void cs_unlisten(void) {
    for (int number = 1; number < 65; number++) {
        if (sigismember(&heard, number) == 1) signal(number, SIG_DFL);
    }
    sigemptyset(&heard);
    int reading = ends[0], writing = ends[1];
    ends[0] = ends[1] = -1;
    if (reading >= 0) close(reading);
    if (writing >= 0) close(writing);
}
