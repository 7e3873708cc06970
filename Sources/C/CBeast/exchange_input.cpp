// SPDX-License-Identifier: Apache-2.0
// From bytes to requests: the handshake, the head, the body, and what comes too early.
#include "exchange.hpp"

using namespace engine;

namespace {
// One for all connections of a loop: what is not consumed at once is copied to the connection.
thread_local std::vector<char> scratch(65'536);
}  // namespace

// Takes no byte more than the header has: what follows may be TLS, which reads for itself.
void hs_ex::read_proxy() {
  char bytes[proxy_header::longest];
  int fd = stream.socket.native_handle();
  ssize_t count = ::recv(fd, bytes, sizeof bytes - in.size(), MSG_PEEK);
  if (count > 0) {
    size_t had = in.size();
    in.append(bytes, size_t(count));
    proxy_header header;
    auto state = header.read(in);
    if (state == proxy_header::state::wrong) {
      ++listener.stats.malformed;
      return close();
    }
    bool is_done = state == proxy_header::state::done;
    if (::recv(fd, bytes, is_done ? header.size - had : size_t(count), 0) < 0) return close();
    if (is_done) {
      std::string().swap(in);
      if (!admission.name(header.source)) {
        ++listener.stats.refused;
        return close();
      }
      if (header.source.ss_family != AF_UNSPEC) name_peer(header.source);
      return open();
    }
  } else if (count == 0 || (errno != EAGAIN && errno != EINTR)) {
    return close();
  }
  ptr<hs_ex> keep_alive(this);
  stream.socket.async_wait(socket_type::wait_read, [keep_alive](error_code ec) {
    if (!ec && keep_alive->phase == phase::proxy) keep_alive->read_proxy();
  });
}

void hs_ex::shake_hands() {
  ssize_t result = stream.handshake(true);
  if (result == 1) {
    phase = phase::idle;
    await_request(listener.head);
    readable();
    return;
  }
  if (result == at_end || result == broken) {
    ++listener.stats.tls_failed;
    return close();
  }
  ptr<hs_ex> keep_alive(this);
  stream.socket.async_wait(
      result == wait_readable ? socket_type::wait_read : socket_type::wait_write, [keep_alive](error_code ec) {
        if (!ec && keep_alive->phase == phase::handshake) keep_alive->shake_hands();
      });
}

// Keeps one read armed, even while a handler runs: else a peer that leaves would not be noticed.
void hs_ex::read() {
  if (reading || phase == phase::closed) return;
  if (!stream.has_pending()) return await_readable();
  reading = true;
  ptr<hs_ex> keep_alive(this);
  asio::post(loop.io, [keep_alive] {
    keep_alive->reading = false;
    if (keep_alive->phase != phase::closed) keep_alive->readable();
  });
}

void hs_ex::await_readable() {
  if (reading || phase == phase::closed) return;
  reading = true;
  ptr<hs_ex> keep_alive(this);
  stream.socket.async_wait(socket_type::wait_read, [keep_alive](error_code ec) {
    keep_alive->reading = false;
    if (!ec && keep_alive->phase != phase::closed) keep_alive->readable();
  });
}

void hs_ex::readable() {
  if (phase == phase::handler && !wants_body && in.size() >= pipelined_bytes) return;
  char *bytes = scratch.data();
  ssize_t count = stream.read(bytes, scratch.size());
  if (count == wait_readable) return await_readable();
  if (count == wait_writable) {
    ptr<hs_ex> keep_alive(this);
    stream.socket.async_wait(socket_type::wait_write, [keep_alive](error_code ec) {
      if (!ec && keep_alive->phase != phase::closed) keep_alive->readable();
    });
    return;
  }
  if (count <= 0) return close();
  if (phase == phase::linger) {
    lingered += size_t(count);
    return lingered > hs_listener::linger_bytes ? close() : read();
  }
  received(bytes, size_t(count));
}

// Parses straight from the scratch where it can; what is left is kept.
void hs_ex::received(const char *bytes, size_t count) {
  ptr<hs_ex> keep_alive(this);
  if (in.empty() && (phase == phase::idle || phase == phase::head || wants_body)) {
    size_t used = consume(bytes, count);
    if (phase == phase::closed) return;
    if (used < count) in.assign(bytes + used, count - used);
  } else {
    in.append(bytes, count);
    // A chunk extension or trailer without end: Beast waits for it for ever.
    if (wants_body && in.size() > pipelined_bytes + scratch.size()) return refuse_body(HS_BODY_MALFORMED);
  }
  process();
}

// Parses what waits until something blocks. Never nested: a response given inside a callback only sets flags.
void hs_ex::process() {
  if (processing) return;
  processing = true;
  ptr<hs_ex> keep_alive(this);
  while (phase != phase::closed && phase != phase::linger && !in.empty()) {
    if (phase == phase::handler && !wants_body) break;
    size_t used = consume(in.data(), in.size());
    if (phase == phase::closed) break;
    in.erase(0, used);
    if (used == 0) break;
  }
  processing = false;
  if (in.empty() && in.capacity() > 1024) std::string().swap(in);
  if (phase == phase::closed || phase == phase::handshake) return;
  if (phase == phase::handler && !wants_body && in.size() >= pipelined_bytes) return;
  read();
}

size_t hs_ex::consume(const char *bytes, size_t count) {
  if (phase == phase::idle || phase == phase::head) return consume_head(bytes, count);
  return wants_body ? consume_body(bytes, count) : 0;
}

size_t hs_ex::consume_head(const char *bytes, size_t count) {
  error_code ec;
  if (!parser) parser = listener.parser();
  size_t used = parser->put(asio::const_buffer(bytes, count), ec);
  if (ec == http::error::need_more) {
    if (phase == phase::idle) {
      phase = phase::head;
      listener.head.add(&deadline, loop.now);  // for the whole head: a trickle does not renew it
    }
    return used;
  }
  if (!ec && !parser->is_header_done()) return used;
  if (!ec && parser->has_wrong_host()) ec = http::error::bad_field;
  if (!ec && parser->has_wrong_coding()) ec = http::error::bad_transfer_encoding;
  if (ec) {
    malformed(ec);
    return count;
  }
  if (parser->is_encoded && parser->has_body()) {
    ++listener.stats.malformed;
    refuse(415);
    return count;
  }
  deadline.unlink();
  ++listener.stats.requests;
  phase = phase::handler;
  keep = parser->keep_alive() && !listener.draining;
  responded = streaming = chunked = ended = wants_body = continued = wants_drain = false;
  is_head = parser->is_head_request();
  if (!parser->is_done() && !parser->has_body()) parser->put(asio::const_buffer(bytes + used, 0), ec);
  body_is_over = parser->is_done();
  is_open = in_callback = true;
  hold = this;
  user = nullptr;
  listener.callbacks.on_request(listener.callbacks.ctx, this);
  in_callback = false;
  return used;
}

size_t hs_ex::consume_body(const char *bytes, size_t count) {
  error_code ec;
  size_t used = 0;
  while (used < count && !parser->is_done() && parser->body.size() < part_bytes) {
    size_t before = parser->body.size();
    size_t step = parser->put(asio::const_buffer(bytes + used, count - used), ec);
    used += step;
    parser->framing += step - (parser->body.size() - before);
    if (ec || step == 0) break;
  }
  if (parser->framing > framing_bytes + framing_factor * (parser->taken + parser->body.size()))
    ec = http::error::bad_chunk_extension;
  if (ec && ec != http::error::need_more) {
    refuse_body(ec == http::error::body_limit ? HS_BODY_TOO_LARGE : HS_BODY_MALFORMED);
    return count;
  }
  deliver();
  return used;
}

void hs_ex::deliver() {
  bool last = parser->is_done();
  if (parser->body.empty() && !last) return;
  wants_body = false;
  body_is_over = last;
  deadline.unlink();
  std::string part;
  part.swap(parser->body);
  parser->taken += part.size();
  listener.callbacks.on_body(user, this, part.data(), part.size(), last ? HS_BODY_END : HS_BODY_MORE);
}

// The handler is told and answers what it likes; the connection ends with that.
void hs_ex::refuse_body(hs_body why) {
  ++listener.stats.malformed;
  keep = wants_body = false;
  in.clear();
  deadline.unlink();
  ptr<hs_ex> keep_alive(this);
  listener.callbacks.on_body(user, this, nullptr, 0, why);
}

void hs_ex::read_body() {
  if (!is_open || wants_body) return;
  if (body_is_over) return listener.callbacks.on_body(user, this, nullptr, 0, HS_BODY_END);
  if (parser->expects_continue && !continued && in.empty()) {
    continued = true;
    raw("HTTP/1.1 100 Continue\r\n\r\n", 25);
    if (phase == phase::closed) return;
  }
  wants_body = true;
  if (!parser->armed || parser->taken - parser->armed >= progress) {
    parser->armed = parser->taken + 1;
    body_since = loop.now;
  }
  listener.body.add(&deadline, body_since);
  if (processing || in_callback) return;
  if (in.empty()) return read();
  ptr<hs_ex> keep_alive(this);
  asio::post(loop.io, [keep_alive] {
    if (keep_alive->phase != phase::closed) keep_alive->process();
  });
}

void hs_ex::malformed(error_code ec) {
  ++listener.stats.malformed;
  refuse(ec == http::error::header_limit ? 431 : ec == http::error::body_limit ? 413 : 400);
}
