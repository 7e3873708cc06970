// SPDX-License-Identifier: Apache-2.0
// The loop: one thread that runs jobs, timers and whatever waits for a descriptor.
//
// Rules of the whole engine
// - Every function belongs to the thread of its loop, except those marked THREAD-SAFE and all before `hs_loop_run`.
// - No exception leaves the engine. What can fail takes `why`, a buffer for one readable sentence.
// - Callbacks may call back into the engine.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

// Bytes that somebody else owns.
typedef struct hs_str {
  const char *_Nullable p;
  size_t n;
} hs_str;

typedef struct hs_loop hs_loop;
typedef struct hs_hooks {
  void *_Nullable ctx;
  void (*_Nullable run_job)(void *_Nullable ctx, void *_Nonnull job);
  void (*_Nullable end_turn)(void *_Nullable ctx);
} hs_hooks;
typedef void (*hs_call)(void *_Nullable ctx);

hs_loop *_Nonnull hs_loop_new(void);
// Once, before run.
void hs_loop_bind(hs_loop *_Nonnull, const hs_hooks *_Nonnull);
// Blocks until the loop has been stopped.
void hs_loop_run(hs_loop *_Nonnull);
// THREAD-SAFE. Drains every listener for at most `grace_ms`, then ends `hs_loop_run`.
void hs_loop_stop(hs_loop *_Nonnull, int grace_ms);
// After run has returned, or if it never began.
void hs_loop_free(hs_loop *_Nonnull);

// THREAD-SAFE. The hooks' ctx of the loop that this thread runs, or NULL.
void *_Nullable hs_loop_here(void);
// THREAD-SAFE. `run_job(job)` on the loop.
void hs_loop_post_job(hs_loop *_Nonnull, void *_Nonnull job);
// THREAD-SAFE. `call(ctx)` on the loop.
void hs_loop_post(hs_loop *_Nonnull, void *_Nullable ctx, hs_call _Nonnull call);
// `end_turn` once, after all that is ready now has run.
void hs_loop_end_turn(hs_loop *_Nonnull);

// Fires once, unless freed before. To be freed in any case, also from within `fire`.
typedef struct hs_timer hs_timer;
hs_timer *_Nonnull hs_timer_new(hs_loop *_Nonnull, int64_t ms, void *_Nullable ctx, hs_call _Nonnull fire);
void hs_timer_free(hs_timer *_Nonnull);

// A descriptor that somebody else owns (libpq's socket): readable until freed, writable once per call.
typedef struct hs_watch hs_watch;
typedef void (*hs_ready)(void *_Nullable ctx, int what);  // 1 readable, 2 writable, -1 broken
hs_watch *_Nullable hs_watch_new(hs_loop *_Nonnull, int fd, void *_Nullable ctx, hs_ready _Nonnull ready);
void hs_watch_write(hs_watch *_Nonnull);
// No call after this; the descriptor stays open.
void hs_watch_free(hs_watch *_Nonnull);

#ifdef __cplusplus
}
#endif
