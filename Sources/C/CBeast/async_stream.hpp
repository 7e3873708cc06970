// SPDX-License-Identifier: Apache-2.0
// The stream as Beast's WebSocket wants it: asynchronous, and closable by its timers.
#pragma once
#include <boost/asio/buffer.hpp>
#include <boost/asio/compose.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/core/buffer_traits.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/beast/core/stream_traits.hpp>
#include <sys/uio.h>

#include <vector>

#include "stream.hpp"

namespace engine {

namespace beast = boost::beast;

struct async_stream : net_stream {
  using executor_type = executor;
  using next_layer_type = socket_type;
  using lowest_layer_type = socket_type;

  explicit async_stream(net_stream &&other) : net_stream(std::move(other)) {}
  executor_type get_executor() noexcept { return socket.get_executor(); }

  template <class Buffers, class Handler>
  auto async_read_some(Buffers const &buffers, Handler &&handler) {
    return asio::async_compose<Handler, void(error_code, size_t)>(
        transfer<Buffers, true>{*this, buffers}, handler, socket);
  }
  template <class Buffers, class Handler>
  auto async_write_some(Buffers const &buffers, Handler &&handler) {
    return asio::async_compose<Handler, void(error_code, size_t)>(
        transfer<Buffers, false>{*this, buffers}, handler, socket);
  }
  template <class Buffers>
  size_t read_some(Buffers const &, error_code &ec) {
    ec = asio::error::operation_not_supported;
    return 0;
  }
  template <class Buffers>
  size_t write_some(Buffers const &, error_code &ec) {
    ec = asio::error::operation_not_supported;
    return 0;
  }

 private:
  template <class Buffers>
  ssize_t read_first(Buffers const &buffers) {
    for (auto it = asio::buffer_sequence_begin(buffers); it != asio::buffer_sequence_end(buffers); ++it) {
      asio::mutable_buffer one = *it;
      if (one.size()) return read((char *)one.data(), one.size());
    }
    return 0;
  }

  // One system call for all buffers; with TLS one copy, for each buffer would become a record of its own.
  template <class Buffers>
  ssize_t write_all(Buffers const &buffers) {
    static thread_local std::vector<char> flat(16'384);
    if (ssl) {
      size_t count = asio::buffer_copy(asio::buffer(flat), buffers, flat.size());
      return count ? write(flat.data(), count) : 0;
    }
    iovec parts[16];
    size_t count = 0;
    for (auto it = asio::buffer_sequence_begin(buffers); it != asio::buffer_sequence_end(buffers) && count < 16; ++it) {
      asio::const_buffer one = *it;
      if (one.size()) parts[count++] = {(void *)one.data(), one.size()};
    }
    msghdr message{};
    message.msg_iov = parts;
    message.msg_iovlen = count;
    ssize_t result;
    do result = ::sendmsg(socket.native_handle(), &message, MSG_NOSIGNAL);
    while (result < 0 && errno == EINTR);
    return result >= 0 ? result : errno == EAGAIN ? ssize_t(wait_writable) : ssize_t(broken);
  }

  // Tries first, waits if it must, and completes through the loop in either case.
  template <class Buffers, bool is_read>
  struct transfer {
    async_stream &stream;
    Buffers buffers;
    bool waited = false, posted = false;
    ssize_t result = 0;

    template <class Self>
    void operator()(Self &self, error_code ec = {}) {
      if (posted) return finish(self);
      if (ec) return self.complete(ec, 0);
      if (beast::buffer_bytes(buffers) == 0) return self.complete({}, 0);
      if constexpr (is_read) {
        result = stream.read_first(buffers);
      } else {
        result = stream.write_all(buffers);
      }
      if (result == wait_readable || result == wait_writable) {
        waited = true;
        auto what = result == wait_readable ? socket_type::wait_read : socket_type::wait_write;
        return stream.socket.async_wait(what, std::move(self));
      }
      if (waited) return finish(self);
      posted = true;
      auto where = stream.get_executor();
      asio::post(where, std::move(self));
    }
    template <class Self>
    void finish(Self &self) {
      if (result > 0 || (!is_read && result == 0)) return self.complete({}, size_t(result));
      self.complete(result == at_end ? error_code(asio::error::eof) : error_code(asio::error::connection_reset), 0);
    }
  };
};

// Found by Beast through argument-dependent lookup.
inline void beast_close_socket(async_stream &stream) { stream.close(); }
inline void teardown(beast::role_type, async_stream &stream, error_code &ec) {
  stream.shut();
  ec = {};
}
template <class Handler>
void async_teardown(beast::role_type, async_stream &stream, Handler &&handler) {
  stream.shut();
  asio::post(stream.get_executor(), beast::bind_front_handler(std::forward<Handler>(handler), error_code{}));
}

}  // namespace engine
