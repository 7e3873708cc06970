// SPDX-License-Identifier: Apache-2.0
// A non-blocking connection, plain or TLS.
//
// OpenSSL works straight on the descriptor: asio::ssl::stream would add two 17 KB buffers and a BIO pair to each.
#pragma once
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

#include "basics.hpp"

namespace engine {

// What a call on the stream came to, if not to a number of bytes.
enum : ssize_t { at_end = 0, wait_readable = -1, wait_writable = -2, broken = -3 };

struct net_stream {
  socket_type socket;
  SSL *ssl = nullptr;
  const char *fault = nullptr;  // OpenSSL's words for why it broke; static text
  std::string ahead;            // read already, on behalf of whoever reads next
  size_t ahead_offset = 0;

  explicit net_stream(socket_type &&socket) : socket(std::move(socket)) {}
  net_stream(net_stream &&other) noexcept
      : socket(std::move(other.socket)), ssl(other.ssl), fault(other.fault), ahead(std::move(other.ahead)),
        ahead_offset(other.ahead_offset) {
    other.ssl = nullptr;
  }
  net_stream &operator=(net_stream &&) = delete;
  ~net_stream() {
    if (ssl) SSL_free(ssl);
  }

  void secure(SSL_CTX *context) {
    ssl = SSL_new(context);
    SSL_set_fd(ssl, socket.native_handle());
  }

  // Bytes that OpenSSL holds already: the descriptor will not become readable for them.
  bool has_pending() const { return ssl && SSL_has_pending(ssl); }

  // One step of the handshake: 1 when done.
  ssize_t handshake(bool as_server) {
    prepare();
    int result = as_server ? SSL_accept(ssl) : SSL_connect(ssl);
    return result == 1 ? 1 : judge(result);
  }

  ssize_t read(char *bytes, size_t count) {
    if (ahead_offset < ahead.size()) return read_ahead(bytes, count);
    if (ssl) {
      prepare();
      int result = SSL_read(ssl, bytes, clamp(count));
      return result > 0 ? result : judge(result);
    }
    ssize_t result;
    do result = ::recv(socket.native_handle(), bytes, count, 0);
    while (result < 0 && errno == EINTR);
    return result >= 0 ? result : errno == EAGAIN ? ssize_t(wait_readable) : ssize_t(broken);
  }

  ssize_t write(const char *bytes, size_t count) {
    if (ssl) {
      prepare();
      int result = SSL_write(ssl, bytes, clamp(count));
      if (result > 0) return result;
      ssize_t verdict = judge(result);
      return verdict == at_end ? ssize_t(broken) : verdict;
    }
    ssize_t result;
    do result = ::send(socket.native_handle(), bytes, count, MSG_NOSIGNAL);
    while (result < 0 && errno == EINTR);
    return result >= 0 ? result : errno == EAGAIN ? ssize_t(wait_writable) : ssize_t(broken);
  }

  // Says goodbye in our direction; the peer may still speak.
  void shut() {
    if (ssl && SSL_is_init_finished(ssl)) {
      ERR_clear_error();
      SSL_shutdown(ssl);
      ERR_clear_error();
    }
    error_code ec;
    socket.shutdown(socket_type::shutdown_send, ec);
  }
  void close() {
    error_code ec;
    socket.close(ec);
  }

 private:
  static int clamp(size_t count) { return int(std::min<size_t>(count, 1 << 30)); }
  static void prepare() {
    errno = 0;
    ERR_clear_error();
  }
  ssize_t judge(int result) {
    switch (SSL_get_error(ssl, result)) {
      case SSL_ERROR_WANT_READ: return wait_readable;
      case SSL_ERROR_WANT_WRITE: return wait_writable;
      case SSL_ERROR_ZERO_RETURN: return at_end;
      case SSL_ERROR_SYSCALL:
        if (errno == 0) return at_end;
        fault = strerrordesc_np(errno);
        return broken;
      default:
        fault = ERR_reason_error_string(ERR_peek_error());
        ERR_clear_error();
        return broken;
    }
  }
  ssize_t read_ahead(char *bytes, size_t count) {
    size_t taken = std::min(count, ahead.size() - ahead_offset);
    memcpy(bytes, ahead.data() + ahead_offset, taken);
    ahead_offset += taken;
    if (ahead_offset == ahead.size()) {
      std::string().swap(ahead);
      ahead_offset = 0;
    }
    return ssize_t(taken);
  }
};

}  // namespace engine
