// SPDX-License-Identifier: Apache-2.0
// The client role: HTTP/1.1 requests and WebSockets, plain or TLS, over TCP or a UNIX socket.
//
// An `hs_req` is valid from `hs_request` until `on_closed`, which comes exactly once, never inside the call that began.
#pragma once
#include "hs_tls.h"
#include "hs_websocket.h"
#ifdef __cplusplus
extern "C" {
#endif

typedef struct hs_client hs_client;
typedef struct hs_req hs_req;

typedef struct hs_client_limits {
  int connect_ms;       // name lookup and connect
  int answer_ms;        // from the request to the head of its response
  int idle_ms;          // between two parts of a body
  size_t header_bytes;  // of the response
  hs_ws_limits ws;      // its handshake_ms is TLS's too
} hs_client_limits;

typedef struct hs_client_callbacks {
  // `headers` are lines ended by CRLF; both are valid in the call only.
  void (*_Nullable on_head)(void *_Nullable user, hs_req *_Nonnull, int status, hs_str headers);
  // The answer to `hs_req_read`; `last` comes alone.
  void (*_Nullable on_body)(void *_Nullable user, hs_req *_Nonnull, const void *_Nullable p, size_t n, bool last);
  void (*_Nullable on_closed)(void *_Nullable user, hs_req *_Nonnull, const char *_Nullable why);  // NULL: complete
  hs_ws_callbacks ws;
} hs_client_callbacks;

typedef struct hs_peer {
  bool tls;
  const char *_Nullable host;  // also the name that the certificate must bear, and the Host header
  uint16_t port;
  const char *_Nullable path;  // a UNIX socket, instead of host and port
} hs_peer;

// Keeps idle connections of its loop for the next request.
hs_client *_Nonnull hs_client_new(
    hs_loop *_Nonnull, hs_tls *_Nullable, const hs_client_limits *_Nonnull, const hs_client_callbacks *_Nonnull);
void hs_client_free(hs_client *_Nonnull);

hs_req *_Nonnull hs_request(
    hs_client *_Nonnull, const hs_peer *_Nonnull, const char *_Nonnull method, const char *_Nonnull target,
    const char *_Nullable headers, const void *_Nullable body, size_t body_size, void *_Nullable user);
// Asks for the next part of the body; may answer inside the call.
void hs_req_read(hs_req *_Nonnull);
void hs_req_cancel(hs_req *_Nonnull);
// The root that the server's chain led to, as PEM; empty without TLS.
hs_str hs_req_server_root(hs_req *_Nonnull);

hs_ws *_Nonnull hs_ws_connect(
    hs_client *_Nonnull, const hs_peer *_Nonnull, const char *_Nonnull target, const char *_Nullable headers,
    void *_Nullable user);

#ifdef __cplusplus
}
#endif
