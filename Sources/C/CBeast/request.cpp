// SPDX-License-Identifier: Apache-2.0
// One request of the client role, from its first byte to the last of its response.
#include <boost/asio/post.hpp>

#include "client.hpp"
#include "parser.hpp"

using namespace engine;

namespace {
thread_local std::vector<char> scratch(65'536);
constexpr size_t part_bytes = 65'536;

bool may_repeat(std::string_view method) { return method == "GET" || method == "HEAD" || method == "OPTIONS"; }
}  // namespace

struct hs_req final : live {
  ptr<hs_client> client;
  hs_loop &loop;
  destination to;
  void *user;
  ptr<hs_req> hold;  // until closed
  ptr<dialing> dial;
  std::optional<net_stream> stream;
  std::optional<response_parser> parser;
  timer_type timer;
  std::string method, out, in, root;
  size_t out_offset = 0;
  bool is_reused = false, has_answer = false, has_head = false, wanted = false, closed = false;
  bool reading = false, writing = false, at_eof = false, is_pumping = false;

  hs_req(hs_client &, destination const &, void *user);
  void start(bool may_reuse);
  void connected();
  void send();
  void read();
  void await(socket_type::wait_type, bool hs_req::*flag, void (hs_req::*then)());
  void readable();
  void received(const char *bytes, size_t count);
  void parse();
  bool head_is_complete();
  void pump();
  void broke(std::string const &why);
  void complete();
  void limit(int ms, const char *why);
  void finish(const char *why);
  void abandon(const char *why) override { finish(why); }

 private:
  void renew_parser();
};

hs_req::hs_req(hs_client &client, destination const &to, void *user)
    : client(&client), loop(client.loop), to(to), user(user), timer(client.loop.io) {
  loop.begun.append(&on_loop);
  renew_parser();
}

void hs_req::renew_parser() {
  parser.emplace();
  parser->eager(false);
  parser->body_limit(boost::none);  // the reader sets the bound: parts come only when asked for
  parser->header_limit(uint32_t(client->limits.header_bytes));
  if (method == "HEAD") parser->skip(true);
}

void hs_req::start(bool may_reuse) {
  hold = this;
  renew_parser();
  stream.reset();
  is_reused = false;
  if (may_reuse) {
    if (auto kept = client->take(to.text())) {
      is_reused = true;
      stream.emplace(std::move(*kept));
      ptr<hs_req> keep_alive(this);
      return asio::post(loop.io, [keep_alive] {
        if (!keep_alive->closed) keep_alive->connected();
      });
    }
  }
  ptr<hs_req> keep_alive(this);
  dial = new dialing(*client, to, [keep_alive](const char *why, net_stream *stream) {
    keep_alive->dial.reset();
    if (keep_alive->closed) return;
    if (why) return keep_alive->finish(why);
    keep_alive->stream.emplace(std::move(*stream));
    keep_alive->connected();
  });
  dial->start();
}

void hs_req::connected() {
  if (stream->ssl) root = server_root(stream->ssl);
  limit(client->limits.answer_ms, "no answer in time");
  out_offset = 0;
  ptr<hs_req> keep_alive(this);
  send();
  if (!closed) read();  // at once: a server may refuse a long body before it has read it
}

void hs_req::limit(int ms, const char *why) {
  ptr<hs_req> keep_alive(this);
  timer.expires_after(std::chrono::milliseconds(ms));
  timer.async_wait([keep_alive, why](error_code ec) {
    if (!ec) keep_alive->broke(why);
  });
}

void hs_req::await(socket_type::wait_type what, bool hs_req::*flag, void (hs_req::*then)()) {
  ptr<hs_req> keep_alive(this);
  (*this).*flag = true;
  stream->socket.async_wait(what, [keep_alive, flag, then](error_code ec) {
    if (ec) return;
    (*keep_alive).*flag = false;
    if (!keep_alive->closed) ((*keep_alive).*then)();
  });
}

void hs_req::send() {
  if (writing) return;
  while (out_offset < out.size()) {
    ssize_t written = stream->write(out.data() + out_offset, out.size() - out_offset);
    if (written == wait_readable) return;  // TLS wants to read first, and reading is armed
    if (written == wait_writable) return await(socket_type::wait_write, &hs_req::writing, &hs_req::send);
    if (written < 0) return;  // the server listens no more; what it said instead may be there to read
    out_offset += size_t(written);
  }
}

void hs_req::read() {
  if (reading || closed) return;
  if (!stream->has_pending()) return await(socket_type::wait_read, &hs_req::reading, &hs_req::readable);
  reading = true;
  ptr<hs_req> keep_alive(this);
  asio::post(loop.io, [keep_alive] {
    keep_alive->reading = false;
    if (!keep_alive->closed) keep_alive->readable();
  });
}

void hs_req::readable() {
  ssize_t count = stream->read(scratch.data(), scratch.size());
  if (count == wait_readable || count == wait_writable) {
    if (reading) return;
    auto what = count == wait_readable ? socket_type::wait_read : socket_type::wait_write;
    return await(what, &hs_req::reading, &hs_req::readable);
  }
  if (count == broken) return broke(stream->fault ? stream->fault : "the connection broke");
  if (count > 0) return received(scratch.data(), size_t(count));
  at_eof = true;
  error_code ec;
  if (has_head) parser->put_eof(ec);
  if (!has_head || ec) return broke("the server closed the connection before its answer was complete");
  pump();
}

void hs_req::received(const char *bytes, size_t count) {
  has_answer = true;
  in.append(bytes, count);
  parse();
}

void hs_req::parse() {
  ptr<hs_req> keep_alive(this);
  while (!closed && !parser->is_done() && !in.empty()) {
    error_code ec;
    size_t used = parser->put(asio::const_buffer(in.data(), in.size()), ec);
    in.erase(0, used);
    if (ec == http::error::need_more) break;
    if (ec) return broke("the answer is not valid HTTP: " + ec.message());
    if (!has_head && parser->is_header_done() && !head_is_complete()) continue;
    if (parser->body.size() >= part_bytes || used == 0) break;
  }
  if (closed) return;
  if (has_head && wanted) return pump();
  if (!has_head) read();
}

// False after an interim answer, which only announces another.
bool hs_req::head_is_complete() {
  if (parser->status / 100 == 1 && parser->status != 101) {
    renew_parser();
    return false;
  }
  has_head = true;
  timer.cancel();
  error_code ec;
  bool has_body = parser->chunked() || parser->need_eof() || parser->content_length_remaining().value_or(0) > 0;
  if (!parser->is_done() && !has_body) parser->put(asio::const_buffer(in.data(), 0), ec);
  std::string lines = parser->lines;
  client->callbacks.on_head(user, this, parser->status, {lines.data(), lines.size()});
  return true;
}

// Hands over what there is, if it is wanted, and reads more if there is nothing.
void hs_req::pump() {
  if (closed || !wanted || !has_head) return;
  ptr<hs_req> keep_alive(this);
  if (!parser->body.empty()) {
    wanted = false;
    timer.cancel();
    std::string part;
    part.swap(parser->body);
    return client->callbacks.on_body(user, this, part.data(), part.size(), false);
  }
  if (parser->is_done()) return complete();
  if (at_eof) return broke("the server closed the connection before its answer was complete");
  if (!in.empty() && !is_pumping) {
    is_pumping = true;
    parse();
    is_pumping = false;
    if (closed || !wanted) return;
  }
  limit(client->limits.idle_ms, "the answer stopped half-way");
  read();
}

// A kept connection may have ended just when it was taken up again: then once more, on a fresh one.
void hs_req::broke(std::string const &why) {
  if (closed) return;
  if (is_reused && !has_answer && may_repeat(method)) {
    stream->close();
    reading = writing = false;
    return start(false);
  }
  finish((to.text() + ": " + why).c_str());
}

void hs_req::complete() {
  ptr<hs_req> keep_alive(this);
  wanted = false;
  timer.cancel();
  bool may_keep = parser->keep_alive() && !at_eof && out_offset == out.size() && in.empty() && !reading && !writing;
  if (may_keep) {
    client->keep(to.text(), std::move(*stream));
    stream.reset();
  }
  client->callbacks.on_body(user, this, nullptr, 0, true);
  finish(nullptr);
}

void hs_req::finish(const char *why) {
  if (closed) return;
  closed = true;
  ptr<hs_req> keep_alive(this);
  std::string text = why ? why : "";
  hold.reset();
  on_loop.unlink();
  timer.cancel();
  if (dial) dial->abandon("given up");
  if (stream) stream->close();
  client->callbacks.on_closed(user, this, why ? text.c_str() : nullptr);
}

extern "C" {

hs_req *hs_request(
    hs_client *client, const hs_peer *peer, const char *method, const char *target, const char *headers,
    const void *body, size_t body_size, void *user) {
  ptr<hs_req> request(new hs_req(*client, destination(*peer), user));
  request->method = method;
  std::string &out = request->out;
  out = request->method + " " + target + " HTTP/1.1\r\nHost: " + request->to.host_header() + "\r\n";
  if (headers) out += headers;
  if (body_size || request->method == "POST" || request->method == "PUT" || request->method == "PATCH")
    out += "Content-Length: " + std::to_string(body_size) + "\r\n";
  out += "\r\n";
  if (body_size) out.append((const char *)body, body_size);
  request->start(true);
  return request.get();
}
void hs_req_read(hs_req *request) {
  request->wanted = true;
  request->pump();
}
void hs_req_cancel(hs_req *request) { request->finish("cancelled"); }
hs_str hs_req_server_root(hs_req *request) { return {request->root.data(), request->root.size()}; }
}
