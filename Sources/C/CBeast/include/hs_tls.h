// SPDX-License-Identifier: Apache-2.0
// Certificates and trust: made once, shared by all loops, replaced for new connections by making another.
#pragma once
#include "hs_loop.h"
#ifdef __cplusplus
extern "C" {
#endif

typedef struct hs_tls hs_tls;

// PEM by its text or by the path of a file; both NULL: none.
typedef struct hs_pem {
  const char *_Nullable text;
  const char *_Nullable path;
} hs_pem;

typedef enum hs_client_certificate {
  HS_CERTIFICATE_NONE,
  HS_CERTIFICATE_OPTIONAL,
  HS_CERTIFICATE_REQUIRED
} hs_client_certificate;

// THREAD-SAFE. `chain` begins with the server's own certificate; it should end with its root, for clients to pin.
// `ca` is whom client certificates must come from; needed unless `wanted` is NONE.
hs_tls *_Nullable hs_tls_server(
    hs_pem chain, hs_pem key, hs_pem ca, hs_client_certificate wanted, char *_Nonnull why, size_t why_size);

// THREAD-SAFE. Trust: `pin` (SHA-256 of the root's DER, in hex) if given, else `ca`, else the system's store.
// `chain` and `key` are the client's own, if it has any.
hs_tls *_Nullable hs_tls_client(
    hs_pem chain, hs_pem key, hs_pem ca, const char *_Nullable pin, char *_Nonnull why, size_t why_size);

// THREAD-SAFE, both; a listener or client keeps a reference of its own.
void hs_tls_retain(hs_tls *_Nonnull);
void hs_tls_release(hs_tls *_Nonnull);

// THREAD-SAFE. 32 bytes into `digest`.
void hs_sha256(const void *_Nullable bytes, size_t count, uint8_t *_Nonnull digest);

#ifdef __cplusplus
}
#endif
