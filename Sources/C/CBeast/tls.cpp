// SPDX-License-Identifier: Apache-2.0
// OpenSSL contexts for both roles, and the pinned root.
#include "tls.hpp"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/x509v3.h>

#include <cctype>
#include <cstdio>
#include <functional>
#include <memory>

namespace {

template <auto release>
struct releasing {
  template <class T>
  void operator()(T *object) const { release(object); }
};
using bio = std::unique_ptr<BIO, releasing<BIO_free_all>>;
using certificate = std::unique_ptr<X509, releasing<X509_free>>;
using private_key = std::unique_ptr<EVP_PKEY, releasing<EVP_PKEY_free>>;

struct failure {
  std::string text;
};

std::string openssl_reason() {
  const char *reason = ERR_reason_error_string(ERR_peek_last_error());
  ERR_clear_error();
  return reason ? reason : "unknown reason";
}

std::string name(hs_pem pem, const char *what) {
  return pem.path ? std::string(what) + " " + pem.path : std::string("the given ") + what;
}

bio open(hs_pem pem, const char *what) {
  bio source(pem.text ? BIO_new_mem_buf(pem.text, -1) : BIO_new_file(pem.path, "r"));
  if (!source) throw failure{name(pem, what) + ": cannot be read: " + openssl_reason()};
  return source;
}

bool is_given(hs_pem pem) { return pem.text || pem.path; }

// Each certificate of the text, the first with index 0.
void each_certificate(hs_pem pem, const char *what, std::function<bool(X509 *, int)> take) {
  bio source = open(pem, what);
  int count = 0;
  while (certificate one{PEM_read_bio_X509_AUX(source.get(), nullptr, nullptr, nullptr)})
    if (!take(one.get(), count++)) throw failure{name(pem, what) + ": cannot be used: " + openssl_reason()};
  ERR_clear_error();  // the end of the text is an error to OpenSSL
  if (count == 0) throw failure{name(pem, what) + ": holds no certificate in PEM"};
}

void use_identity(SSL_CTX *context, hs_pem chain, hs_pem key) {
  each_certificate(chain, "certificate", [context](X509 *one, int index) {
    return (index == 0 ? SSL_CTX_use_certificate(context, one) : SSL_CTX_add1_chain_cert(context, one)) == 1;
  });
  if (!is_given(key)) throw failure{"a certificate needs its private key"};
  bio source = open(key, "private key");
  private_key secret(PEM_read_bio_PrivateKey(source.get(), nullptr, nullptr, nullptr));
  if (!secret) throw failure{name(key, "private key") + ": holds no private key in PEM: " + openssl_reason()};
  if (SSL_CTX_use_PrivateKey(context, secret.get()) != 1)
    throw failure{name(key, "private key") + ": does not fit the certificate: " + openssl_reason()};
}

void trust(SSL_CTX *context, hs_pem ca, bool announce) {
  each_certificate(ca, "CA", [context, announce](X509 *one, int) {
    if (announce && SSL_CTX_add_client_CA(context, one) != 1) return false;
    return X509_STORE_add_cert(SSL_CTX_get_cert_store(context), one) == 1;
  });
}

SSL_CTX *new_context(const SSL_METHOD *method) {
  SSL_CTX *context = SSL_CTX_new(method);
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_mode(
      context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_read_ahead(context, 1);
  return context;
}

std::string fingerprint(X509 *one) {
  uint8_t digest[32];
  unsigned size = sizeof digest;
  char hex[65] = "";
  if (X509_digest(one, EVP_sha256(), digest, &size) != 1) return hex;
  for (unsigned index = 0; index < size; ++index) snprintf(hex + 2 * index, 3, "%02x", digest[index]);
  return hex;
}

std::string normal_pin(const char *pin) {
  std::string hex;
  for (; *pin; ++pin) {
    if (*pin == ':') continue;
    if (!isxdigit((unsigned char)*pin)) throw failure{"the pin is not hexadecimal"};
    hex += char(tolower(*pin));
  }
  if (hex.size() != 64) throw failure{"the pin must be a SHA-256 of 64 hexadecimal digits"};
  return hex;
}

// What the last pin check of this thread found instead; read right after the handshake step that failed.
thread_local std::string presented_root;

// Trusts the pinned root if it is presented, and then lets OpenSSL do everything it always does, the name included.
int verify_pinned(X509_STORE_CTX *store, void *argument) {
  auto tls = (hs_tls *)argument;
  presented_root.clear();
  STACK_OF(X509) *presented = X509_STORE_CTX_get0_untrusted(store);
  X509 *root = nullptr;
  for (int index = 0; index < sk_X509_num(presented) && !root; ++index) {
    X509 *one = sk_X509_value(presented, index);
    if (X509_check_issued(one, one) != X509_V_OK) continue;
    presented_root = fingerprint(one);
    if (presented_root == tls->pin) root = one;
  }
  if (!root) {
    X509_STORE_CTX_set_error(store, X509_V_ERR_APPLICATION_VERIFICATION);
    return 0;
  }
  STACK_OF(X509) *trusted = sk_X509_new_null();
  sk_X509_push(trusted, root);
  X509_STORE_CTX_set0_trusted_stack(store, trusted);
  int verdict = X509_verify_cert(store);
  X509_STORE_CTX_set0_trusted_stack(store, nullptr);
  sk_X509_free(trusted);
  return verdict;
}

int server_slot() {
  static const int slot = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return slot;
}

// The ticket's key travels with the SSL; without one (a server's side) nothing is kept.
int received_ticket(SSL *ssl, SSL_SESSION *ticket) {
  auto server = (std::string const *)SSL_get_ex_data(ssl, server_slot());
  auto tls = (hs_tls *)SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));
  if (!server || !tls) return 0;
  tls->keep_ticket(*server, ticket);
  return 1;
}

hs_tls *attempt(std::function<void(hs_tls *)> make, char *why, size_t why_size) {
  auto tls = new hs_tls;
  try {
    make(tls);
    return tls;
  } catch (failure const &failed) {
    snprintf(why, why_size, "%s", failed.text.c_str());
  } catch (std::exception const &failed) {
    snprintf(why, why_size, "%s", failed.what());
  }
  delete tls;
  return nullptr;
}

}  // namespace

hs_tls::~hs_tls() {
  for (auto &[server, ticket] : tickets) SSL_SESSION_free(ticket);
  if (context) SSL_CTX_free(context);
}

void hs_tls::keep_ticket(std::string const &server, SSL_SESSION *ticket) {
  std::lock_guard lock(mutex);
  tickets.emplace_front(server, ticket);
  if (tickets.size() <= most_tickets) return;
  SSL_SESSION_free(tickets.back().second);
  tickets.pop_back();
}

SSL_SESSION *hs_tls::take_ticket(std::string const &server) {
  std::lock_guard lock(mutex);
  for (auto it = tickets.begin(); it != tickets.end(); ++it) {
    if (it->first != server) continue;
    SSL_SESSION *ticket = it->second;
    tickets.erase(it);
    return ticket;
  }
  return nullptr;
}

namespace engine {

void expect_server(hs_tls *tls, SSL *ssl, std::string const &host, std::string const *server) {
  unsigned char address[16];
  bool is_address = inet_pton(AF_INET, host.c_str(), address) == 1 || inet_pton(AF_INET6, host.c_str(), address) == 1;
  X509_VERIFY_PARAM *rules = SSL_get0_param(ssl);
  X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  if (is_address) {
    X509_VERIFY_PARAM_set1_ip_asc(rules, host.c_str());
  } else {
    SSL_set_tlsext_host_name(ssl, host.c_str());
    X509_VERIFY_PARAM_set1_host(rules, host.c_str(), 0);
  }
  if (!tls->pin.empty()) return;  // who pins wants to see the chain each time
  SSL_set_ex_data(ssl, server_slot(), (void *)server);
  if (SSL_SESSION *ticket = tls->take_ticket(*server)) {
    SSL_set_session(ssl, ticket);
    SSL_SESSION_free(ticket);
  }
}

std::string explain_refusal(hs_tls *tls, SSL *ssl, const char *fault) {
  long verdict = SSL_get_verify_result(ssl);
  if (verdict == X509_V_ERR_APPLICATION_VERIFICATION) {
    std::string found = presented_root.empty() ? "it presents no root at all" : "it presents " + presented_root;
    return "the server's certificate does not lead to the pinned root " + tls->pin + ": " + found;
  }
  if (verdict == X509_V_ERR_HOSTNAME_MISMATCH || verdict == X509_V_ERR_IP_ADDRESS_MISMATCH)
    return "the server's certificate is for another host";
  if (verdict != X509_V_OK) {
    std::string why = X509_verify_cert_error_string(verdict);
    if (verdict == X509_V_ERR_CERT_NOT_YET_VALID || verdict == X509_V_ERR_CERT_HAS_EXPIRED)
      why += " by this machine's clock; if that is wrong, set it";
    return "the server's certificate is not trusted: " + why;
  }
  return std::string("TLS handshake failed: ") + (fault ? fault : "the server closed the connection");
}

std::string server_root(SSL *ssl) {
  STACK_OF(X509) *chain = SSL_get0_verified_chain(ssl);
  if (!chain || sk_X509_num(chain) == 0) return {};
  bio text(BIO_new(BIO_s_mem()));
  if (!text || PEM_write_bio_X509(text.get(), sk_X509_value(chain, sk_X509_num(chain) - 1)) != 1) return {};
  char *bytes = nullptr;
  long count = BIO_get_mem_data(text.get(), &bytes);
  return std::string(bytes, size_t(count));
}

std::string verified_certificate(SSL *ssl) {
  X509 *one = SSL_get0_peer_certificate(ssl);
  if (!one || SSL_get_verify_result(ssl) != X509_V_OK) return {};
  unsigned char *bytes = nullptr;
  int count = i2d_X509(one, &bytes);
  if (count <= 0) return {};
  std::string der((char *)bytes, size_t(count));
  OPENSSL_free(bytes);
  return der;
}

}  // namespace engine

extern "C" {

hs_tls *hs_tls_server(
    hs_pem chain, hs_pem key, hs_pem ca, hs_client_certificate wanted, char *why, size_t why_size) {
  return attempt(
      [&](hs_tls *tls) {
        SSL_CTX *context = tls->context = new_context(TLS_server_method());
        SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);  // tickets only: the client keeps the state
        SSL_CTX_set_num_tickets(context, 1);
        SSL_CTX_set_session_id_context(context, (const unsigned char *)"breeze", 6);
        if (!is_given(chain)) throw failure{"a TLS server needs a certificate"};
        use_identity(context, chain, key);
        if (wanted == HS_CERTIFICATE_NONE) return;
        if (!is_given(ca)) throw failure{"client certificates need a CA to come from"};
        trust(context, ca, true);
        int mode = wanted == HS_CERTIFICATE_REQUIRED ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0;
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER | mode, nullptr);
      },
      why, why_size);
}

hs_tls *hs_tls_client(hs_pem chain, hs_pem key, hs_pem ca, const char *pin, char *why, size_t why_size) {
  return attempt(
      [&](hs_tls *tls) {
        SSL_CTX *context = tls->context = new_context(TLS_client_method());
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
        if (is_given(chain)) use_identity(context, chain, key);
        if (pin) {
          tls->pin = normal_pin(pin);
          SSL_CTX_set_cert_verify_callback(context, verify_pinned, tls);
          return;
        }
        if (is_given(ca)) {
          trust(context, ca, false);
        } else if (SSL_CTX_set_default_verify_paths(context) != 1) {
          throw failure{"the system has no certificates to trust: install ca-certificates"};
        }
        SSL_CTX_set_app_data(context, tls);
        SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
        SSL_CTX_sess_set_new_cb(context, received_ticket);
      },
      why, why_size);
}

void hs_tls_retain(hs_tls *tls) { tls->refs.fetch_add(1, std::memory_order_relaxed); }
void hs_tls_release(hs_tls *tls) {
  if (tls->refs.fetch_sub(1, std::memory_order_acq_rel) == 1) delete tls;
}

void hs_sha256(const void *bytes, size_t count, uint8_t *digest) {
  SHA256((const unsigned char *)bytes, count, digest);
}
}
