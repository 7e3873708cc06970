// SPDX-License-Identifier: Apache-2.0
// WebSockets of both roles: Beast frames them, this queues, bounds and closes them.
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <list>
#include <optional>

#include "async_stream.hpp"
#include "client.hpp"
#include "listener.hpp"

using namespace engine;
namespace websocket = beast::websocket;

namespace {

constexpr size_t high_water = 65'536, low_water = 32'768;

struct outgoing {
  std::string bytes;
  bool binary;
};

int code_of(error_code ec, websocket::close_reason const &reason) {
  if (ec == websocket::error::closed) return reason.code == websocket::close_code::none ? 1005 : int(reason.code);
  if (ec == websocket::error::message_too_big || ec == websocket::error::buffer_overflow) return 1009;
  if (ec == websocket::error::bad_frame_payload || ec == websocket::error::bad_close_payload) return 1007;
  if (ec == websocket::condition::protocol_violation) return 1002;
  return 1006;
}

}  // namespace

struct hs_ws final : live {
  ptr<hs_client> client;             // of the client role
  hs_listener *listener = nullptr;   // of the server role
  hs_ws_callbacks const &callbacks;
  hs_ws_limits limits;
  node<hs_ws> link{this};
  admission place;
  ptr<hs_ws> hold;  // until closed
  ptr<dialing> dial;
  std::optional<websocket::stream<async_stream>> socket;
  beast::flat_buffer incoming;
  std::list<outgoing> queue;  // a deque would cost every idle socket half a kilobyte
  size_t queued = 0;
  void *user;
  std::string target, host, headers, root;
  int code = 1006;
  bool open = false, done = false, closing = false, paused = false, reading = false, writing = false, above = false;

  hs_ws(hs_listener &, admission &&, void *user);
  hs_ws(hs_client &, void *user);
  ~hs_ws() override;

  void prepare(net_stream &&);
  void accept(request_parser const &);
  void connect(destination const &);
  void handshake(net_stream &&);
  void opened();
  void read();
  void deliver();
  size_t send(bool binary, std::string_view bytes);
  void write();
  void wrote(error_code);
  void close(int with);
  void begin_close();
  void finish(int with, const char *why);
  void abandon(const char *why) override;
};

hs_ws::hs_ws(hs_listener &listener, admission &&place, void *user)
    : listener(&listener), callbacks(listener.callbacks.ws), limits(listener.limits.ws), place(std::move(place)),
      user(user) {
  ++listener.stats.open;
  ++listener.stats.sockets;
  listener.sockets.append(&link);
}

hs_ws::hs_ws(hs_client &client, void *user)
    : client(&client), callbacks(client.callbacks.ws), limits(client.limits.ws), user(user) {
  client.loop.begun.append(&on_loop);
}

hs_ws::~hs_ws() {
  if (!listener) return;
  --listener->stats.open;
  --listener->stats.sockets;
  listener->left();
}

void hs_ws::prepare(net_stream &&stream) {
  socket.emplace(async_stream(std::move(stream)));
  websocket::stream_base::timeout times;
  times.handshake_timeout = std::chrono::milliseconds(limits.handshake_ms);
  times.idle_timeout = std::chrono::milliseconds(limits.idle_ms);
  times.keep_alive_pings = true;
  socket->set_option(times);
  socket->read_message_max(limits.message_bytes);
  socket->auto_fragment(false);
  if (!limits.deflate) return;
  websocket::permessage_deflate deflate;  // small windows: an idle socket must stay small
  deflate.server_enable = listener != nullptr;
  deflate.client_enable = listener == nullptr;
  deflate.server_no_context_takeover = deflate.client_no_context_takeover = true;
  deflate.server_max_window_bits = deflate.client_max_window_bits = 11;
  deflate.memLevel = 4;
  deflate.msg_size_threshold = 256;
  socket->set_option(deflate);
}

void hs_ws::accept(request_parser const &head) {
  websocket::request_type request;
  request.method_string(head.method());
  request.target(head.target());
  request.version(11);
  for (auto &field : head.fields) request.insert(head.name(field), head.value(field));
  hold = this;
  // Else Beast would say what we are made of, to the version.
  socket->set_option(websocket::stream_base::decorator(
      [](websocket::response_type &response) { response.set(beast::http::field::server, "breeze"); }));
  ptr<hs_ws> keep_alive(this);
  socket->async_accept(request, [keep_alive](error_code ec) {
    if (ec) return keep_alive->finish(1006, ec.message().c_str());
    keep_alive->opened();
  });
}

void hs_ws::connect(destination const &to) {
  hold = this;
  host = to.host_header();
  ptr<hs_ws> keep_alive(this);
  dial = new dialing(*client, to, [keep_alive](const char *why, net_stream *stream) {
    keep_alive->dial.reset();
    if (keep_alive->done) return;
    if (!why) return keep_alive->handshake(std::move(*stream));
    keep_alive->callbacks.on_open(keep_alive->user, keep_alive.get(), 0, why);
    keep_alive->finish(1006, why);
  });
  dial->start();
}

void hs_ws::handshake(net_stream &&stream) {
  if (stream.ssl) root = server_root(stream.ssl);
  prepare(std::move(stream));
  socket->set_option(websocket::stream_base::decorator([this](websocket::request_type &request) {
    for (size_t at = 0; at < headers.size();) {
      size_t end = headers.find("\r\n", at), colon = headers.find(": ", at);
      if (end == std::string::npos || colon == std::string::npos || colon > end) return;
      request.set(headers.substr(at, colon - at), headers.substr(colon + 2, end - colon - 2));
      at = end + 2;
    }
  }));
  ptr<hs_ws> keep_alive(this);
  auto response = std::make_shared<websocket::response_type>();
  socket->async_handshake(*response, host, target, [keep_alive, response](error_code ec) {
    hs_ws &self = *keep_alive;
    if (self.done) return;
    if (!ec) {
      std::string().swap(self.headers);
      self.callbacks.on_open(self.user, &self, 101, nullptr);
      return self.opened();
    }
    int status = ec == websocket::error::upgrade_declined ? int(response->result_int()) : 0;
    const char *fault = self.socket->next_layer().fault;
    std::string why = status ? "the server declined the WebSocket with " + std::to_string(status)
                             : "no WebSocket: " + (fault ? std::string(fault) : ec.message());
    self.callbacks.on_open(self.user, &self, status, why.c_str());
    self.finish(1006, why.c_str());
  });
}

void hs_ws::opened() {
  if (done) return;
  open = true;
  if (listener && listener->draining && !closing) {
    closing = true;
    code = 1001;
  }
  read();
  if (queue.empty() && closing) return begin_close();
  write();
}

void hs_ws::read() {
  if (!open || reading || paused || done) return;
  reading = true;
  ptr<hs_ws> keep_alive(this);
  socket->async_read(incoming, [keep_alive](error_code ec, size_t) {
    hs_ws &self = *keep_alive;
    self.reading = false;
    if (!ec) return self.deliver();
    const char *fault = self.socket->next_layer().fault;
    self.finish(code_of(ec, self.socket->reason()), fault ? fault : ec.message().c_str());
  });
}

void hs_ws::deliver() {
  auto bytes = incoming.data();
  bool go_on = done || closing
               || callbacks.on_message(user, this, socket->got_binary(), bytes.data(), bytes.size());
  incoming.consume(incoming.size());
  incoming.shrink_to_fit();  // idle sockets keep no buffer
  paused = !go_on;
  read();
}

size_t hs_ws::send(bool binary, std::string_view bytes) {
  if (done || closing) return 0;
  if (queued + bytes.size() > limits.queued_bytes) {
    finish(1013, "the peer reads too slowly");
    return 0;
  }
  queue.push_back({std::string(bytes), binary});
  queued += bytes.size();
  if (queued > high_water) above = true;
  write();
  return queued;
}

void hs_ws::write() {
  if (!open || writing || queue.empty() || done) return;
  writing = true;
  socket->binary(queue.front().binary);
  ptr<hs_ws> keep_alive(this);
  auto bytes = asio::buffer(queue.front().bytes);
  socket->async_write(bytes, [keep_alive](error_code ec, size_t) { keep_alive->wrote(ec); });
}

void hs_ws::wrote(error_code ec) {
  writing = false;
  queued -= queue.front().bytes.size();
  queue.pop_front();
  if (ec) return finish(1006, ec.message().c_str());
  if (above && queued < low_water) {
    above = false;
    if (!done) callbacks.on_drain(user, this);
  }
  if (!queue.empty()) return write();
  if (closing && !done) begin_close();
}

void hs_ws::close(int with) {
  if (closing || done) return;
  closing = true;
  code = with;
  if (!open && client) return finish(with, "closed before it was open");
  if (open && !writing) begin_close();
}

// Reads on, past a pause: the peer's half of the closing handshake lies behind what it has sent.
void hs_ws::begin_close() {
  ptr<hs_ws> keep_alive(this);
  auto reason = websocket::close_reason(websocket::close_code(code));
  socket->async_close(
      reason, [keep_alive](error_code) { keep_alive->finish(keep_alive->code, "closed by this side"); });
  paused = false;
  read();
}

void hs_ws::finish(int with, const char *why) {
  if (done) return;
  done = true;
  ptr<hs_ws> keep_alive(this);
  std::string text(why);  // it may lie in something that goes now
  hold.reset();
  on_loop.unlink();
  if (dial) dial->abandon("given up");
  if (socket) socket->next_layer().close();
  callbacks.on_closed(user, this, with, text.c_str());
}

void hs_ws::abandon(const char *why) {
  if (!open && client && !done) callbacks.on_open(user, this, 0, why);
  finish(1006, why);
}

hs_ws *engine::accept_websocket(
    hs_listener &listener, net_stream &&stream, admission &&place, request_parser const &head, void *user) {
  ptr<hs_ws> ws(new hs_ws(listener, std::move(place), user));
  ws->prepare(std::move(stream));
  ws->accept(head);
  return ws.get();
}

extern "C" {

hs_ws *hs_ws_connect(hs_client *client, const hs_peer *peer, const char *target, const char *headers, void *user) {
  ptr<hs_ws> ws(new hs_ws(*client, user));
  ws->target = target;
  ws->headers = headers ? headers : "";
  ws->connect(destination(*peer));
  return ws.get();
}
size_t hs_ws_send(hs_ws *ws, bool binary, const void *p, size_t n) { return ws->send(binary, {(const char *)p, n}); }
size_t hs_ws_queued(hs_ws *ws) { return ws->queued; }
void hs_ws_resume(hs_ws *ws) {
  ws->paused = false;
  ws->read();
}
void hs_ws_close(hs_ws *ws, int code) { ws->close(code); }
void hs_ws_drop(hs_ws *ws, int code, const char *why) { ws->finish(code, why); }
hs_str hs_ws_server_root(hs_ws *ws) { return {ws->root.data(), ws->root.size()}; }
}
