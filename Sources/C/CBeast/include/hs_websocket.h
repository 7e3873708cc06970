// SPDX-License-Identifier: Apache-2.0
// One WebSocket, whichever side began it. Pings, pongs and the closing handshake are the engine's.
//
// Valid from `hs_ex_upgrade` or `hs_ws_connect` until `on_closed`, which comes exactly once.
#pragma once
#include "hs_loop.h"
#ifdef __cplusplus
extern "C" {
#endif

typedef struct hs_ws hs_ws;

typedef struct hs_ws_callbacks {
  // Client only. `why` NULL: open. Else `on_closed` follows; `status` is the answer of a server that declined, or 0.
  void (*_Nullable on_open)(void *_Nullable user, hs_ws *_Nonnull, int status, const char *_Nullable why);
  // One whole message. False: read no further until `hs_ws_resume`.
  bool (*_Nullable on_message)(void *_Nullable user, hs_ws *_Nonnull, bool binary, const void *_Nullable p, size_t n);
  // What was queued has fallen to half of 64 KiB, after it had been above.
  void (*_Nullable on_drain)(void *_Nullable user, hs_ws *_Nonnull);
  // `code` as in RFC 6455: 1005 without a code, 1006 without a closing handshake, 1009 too large, 1013 too slow.
  void (*_Nullable on_closed)(void *_Nullable user, hs_ws *_Nonnull, int code, const char *_Nullable why);
} hs_ws_callbacks;

typedef struct hs_ws_limits {
  size_t message_bytes;  // longer ones close with 1009
  size_t queued_bytes;   // a reader slower than this is dropped
  int idle_ms;           // pinged at half of it, dropped after all of it
  int handshake_ms;      // opening and closing
  bool deflate;
} hs_ws_limits;

// Returns how many bytes are queued now; 0 as well if the socket is closing.
size_t hs_ws_send(hs_ws *_Nonnull, bool binary, const void *_Nullable p, size_t n);
size_t hs_ws_queued(hs_ws *_Nonnull);
void hs_ws_resume(hs_ws *_Nonnull);
// Sends what is queued, then the closing handshake.
void hs_ws_close(hs_ws *_Nonnull, int code);
// At once, without a handshake.
void hs_ws_drop(hs_ws *_Nonnull, int code, const char *_Nonnull why);
// Client only: the root that the server's chain led to, as PEM. Valid while the socket is.
hs_str hs_ws_server_root(hs_ws *_Nonnull);

#ifdef __cplusplus
}
#endif
