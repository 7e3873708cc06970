// SPDX-License-Identifier: Apache-2.0
// Trust and identity from within: one context, shared by loops, and what a client checks before it believes a server.
#pragma once
#include <openssl/ssl.h>

#include <atomic>
#include <list>
#include <mutex>
#include <string>
#include <utility>

#include "hs_tls.h"

struct hs_tls {
  std::atomic<unsigned> refs{1};
  SSL_CTX *context = nullptr;
  std::string pin;  // lower-case hex; client only

  // The newest ticket of each server, for a handshake at a third less: taken when used, for TLS 1.3 allows one use.
  std::mutex mutex;
  std::list<std::pair<std::string, SSL_SESSION *>> tickets;
  static constexpr size_t most_tickets = 16;

  ~hs_tls();
  void keep_ticket(std::string const &server, SSL_SESSION *);
  SSL_SESSION *take_ticket(std::string const &server);
};

namespace engine {

// Before a client's handshake: name to send and to insist on, ticket of last time. `server` must outlive the handshake.
void expect_server(hs_tls *, SSL *, std::string const &host, std::string const *server);
// After a failed one: one sentence.
std::string explain_refusal(hs_tls *, SSL *, const char *fault);
// After a good one: the root that the chain led to, as PEM.
std::string server_root(SSL *);
// The peer's certificate as DER if it was verified, else empty.
std::string verified_certificate(SSL *);

}  // namespace engine
