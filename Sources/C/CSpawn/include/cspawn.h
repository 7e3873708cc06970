// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <sys/types.h>

// Starting and awaiting child programs. Swift may not fork: between fork and exec only what is safe in a signal handler
// may run, and the language promises that of none of its code.

// What to start, and as whom.
struct cs_order {
    const char *path;         // of the program; no search
    char *const *arguments;   // with the program's name first, ended by a null
    char *const *environment; // ended by a null
    const char *folder;       // to work in; null: ours
    uid_t user;               // (uid_t)-1: keep ours, and our groups
    gid_t group;
    const gid_t *groups;
    int group_count;
    int output;               // becomes standard output; -1: /dev/null
    int error;                // becomes standard error; -1: /dev/null
    int signal_at_our_end;    // sent to the child when the thread that started it ends; 0: none
};

// Starts a child in a session of its own, with nothing open but the three standard files, all signals at their defaults
// and umask 077. Standard input is /dev/null. Returns its pid, or -errno, that of a failed exec included.
int cs_start(const struct cs_order *order);

// The same for one file that takes output and errors.
int cs_spawn_child(const char *path, char *const argv[], char *const envp[], const char *cwd, uid_t uid, gid_t gid,
                   const gid_t *groups, int ngroups, int outfd, int pdeathsig);

// A pipe that no other program inherits: reading from ends[0] never waits, writing to ends[1] does, as programs expect.
int cs_pipe(int ends[2]);

int cs_wait(int pid, int *status);      // waitpid, which no signal interrupts
int cs_await_end(int pid);              // returns 0 when the child has ended, and leaves it to be waited for
int cs_end_descriptor(int pid);         // readable once the child has ended; -1 where the kernel has none (before 5.3)
int cs_exit_code(int status);           // -1: ended by a signal
int cs_ending_signal(int status);       // 0: ended by itself
