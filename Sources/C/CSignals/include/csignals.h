// SPDX-License-Identifier: Apache-2.0
#pragma once

// Turns signals into bytes of a pipe. A handler may do almost nothing, and Swift promises of none of its code that it is
// safe there; signalfd would need every thread to block the signals, and some are started before main.

// Handles these signals; returns the descriptor from which each can be read as one byte, or -errno.
int cs_listen(const int *signals, int count);

// Puts a byte into the same pipe, from any thread.
void cs_ring(unsigned char byte);

// Gives the signals back to the system and closes the pipe.
void cs_unlisten(void);
