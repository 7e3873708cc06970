// SPDX-License-Identifier: Apache-2.0
// The server role: bound sockets, listeners on loops, and exchanges of HTTP/1.1.
//
// An `hs_ex` is one exchange: valid from `on_request` until `on_done`, which comes exactly once.
#pragma once
#include "hs_tls.h"
#include "hs_websocket.h"
#ifdef __cplusplus
extern "C" {
#endif

typedef struct hs_bound hs_bound;        // a bound socket, shared by the loops that accept from it
typedef struct hs_listener hs_listener;  // one loop's share of it
typedef struct hs_ex hs_ex;

// What may come in at all, counted over all loops. 0: no limit.
typedef struct hs_admission {
  int connections;
  int per_address;         // IPv6: per /64; UNIX sockets: not counted
  int accepts_per_second;  // the rest waits in the kernel's queue
  int backlog;
} hs_admission;

// THREAD-SAFE. `host` is an address, not a name. Nobody else can bind the same port meanwhile.
hs_bound *_Nullable hs_bind_tcp(
    const char *_Nonnull host, uint16_t port, const hs_admission *_Nonnull, char *_Nonnull why, size_t why_size);
// THREAD-SAFE. Replaces what a dead server left behind, never a living one's socket.
// The path goes with the last listener.
hs_bound *_Nullable hs_bind_unix(
    const char *_Nonnull path, unsigned mode, const hs_admission *_Nonnull, char *_Nonnull why, size_t why_size);
// Before anybody listens: connections from this network (`10.0.0.0/8`, or one address) come from proxies, which say in a
// PROXY header, version 1 or 2, for whom they speak. False if it is not a network.
bool hs_bound_trust(hs_bound *_Nonnull, const char *_Nonnull network);
uint16_t hs_bound_port(hs_bound *_Nonnull);  // THREAD-SAFE
void hs_bound_release(hs_bound *_Nonnull);   // THREAD-SAFE; each listener has a reference of its own

typedef struct hs_limits {
  size_t header_bytes;                        // request line and headers; 431
  int header_count;                           // 431
  size_t body_bytes;                          // 413
  int handshake_ms;                           // TLS
  int header_ms;                              // from the first byte to the last; 408
  int idle_ms;                                // between requests
  int body_ms;                                // for each 8 KiB
  int write_ms;                               // for each 8 KiB of output, or what is left of it
  int parting_ms;                             // while draining: for a connection's last request to come
  hs_ws_limits ws;
} hs_limits;

// Why a body ended.
typedef enum hs_body { HS_BODY_MORE, HS_BODY_END, HS_BODY_MALFORMED, HS_BODY_TOO_LARGE, HS_BODY_TOO_SLOW } hs_body;

typedef struct hs_callbacks {
  void *_Nullable ctx;
  void (*_Nullable on_request)(void *_Nullable ctx, hs_ex *_Nonnull);
  // The answer to `hs_ex_read`.
  void (*_Nullable on_body)(void *_Nullable user, hs_ex *_Nonnull, const void *_Nullable p, size_t n, hs_body state);
  void (*_Nullable on_drain)(void *_Nullable user, hs_ex *_Nonnull);  // all queued output is with the kernel
  void (*_Nullable on_done)(void *_Nullable user, hs_ex *_Nonnull, bool aborted);
  hs_ws_callbacks ws;
} hs_callbacks;

typedef struct hs_stats {
  uint64_t open, sockets, accepted, refused, requests, malformed, timeouts, tls_failed;
} hs_stats;

hs_listener *_Nullable hs_listen(
    hs_loop *_Nonnull, hs_bound *_Nonnull, hs_tls *_Nullable, const hs_limits *_Nonnull, const hs_callbacks *_Nonnull);
// For new connections.
void hs_listener_set_tls(hs_listener *_Nonnull, hs_tls *_Nonnull);
// Takes in whoever has come already, answers one more request of each, lets what runs go on for `grace_ms`, then calls
// back once.
// The listener itself lives as long as its loop.
void hs_listener_close(hs_listener *_Nonnull, int grace_ms, void *_Nullable ctx, hs_call _Nonnull closed);
hs_stats hs_listener_stats(hs_listener *_Nonnull);

// The request. Strings are valid while the exchange is.
void hs_ex_set_user(hs_ex *_Nonnull, void *_Nullable user);
hs_str hs_ex_method(hs_ex *_Nonnull);
hs_str hs_ex_target(hs_ex *_Nonnull);
int hs_ex_header_count(hs_ex *_Nonnull);
void hs_ex_header(hs_ex *_Nonnull, int index, hs_str *_Nonnull name, hs_str *_Nonnull value);
bool hs_ex_is_upgrade(hs_ex *_Nonnull);               // asks for a WebSocket
hs_str hs_ex_peer_address(hs_ex *_Nonnull);           // empty on a UNIX socket
hs_str hs_ex_peer_certificate(hs_ex *_Nonnull);       // DER, verified; or empty
int64_t hs_ex_peer_uid(hs_ex *_Nonnull);              // of a UNIX socket, else -1
// Asks for the next part of the body; may answer inside the call.
void hs_ex_read(hs_ex *_Nonnull);

// The response. `headers` are lines, each ended by CRLF; the engine adds Date, Connection and the length or coding.
void hs_ex_respond(
    hs_ex *_Nonnull, int status, const char *_Nullable headers, size_t headers_size, const void *_Nullable body,
    size_t body_size);
// In parts: start, any number of writes, end. `hs_ex_write` returns the bytes queued; above 64 KiB wait for `on_drain`.
void hs_ex_start(hs_ex *_Nonnull, int status, const char *_Nullable headers, size_t headers_size);
size_t hs_ex_write(hs_ex *_Nonnull, const void *_Nullable p, size_t n);
void hs_ex_end(hs_ex *_Nonnull, bool abort);
// Makes a WebSocket of the exchange's connection; `on_done` comes inside the call. NULL if the request asks for none.
hs_ws *_Nullable hs_ex_upgrade(hs_ex *_Nonnull, void *_Nullable user);

#ifdef __cplusplus
}
#endif
