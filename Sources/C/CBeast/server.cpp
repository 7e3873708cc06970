// SPDX-License-Identifier: Apache-2.0
// Listeners and the lives of their connections, and the server's half of the ABI.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/un.h>
#include <unistd.h>

#include "exchange.hpp"

using namespace engine;

hs_listener::hs_listener(
    hs_loop &loop, hs_bound *bound, hs_tls *tls, hs_limits const &limits, hs_callbacks const &callbacks)
    : loop(loop), bound(bound), tls(tls), limits(limits), callbacks(callbacks), acceptor(loop.io), pause(loop.io) {
  bound->refs.fetch_add(1, std::memory_order_relaxed);
  if (tls) hs_tls_retain(tls);
  handshake.span = limits.handshake_ms;
  head.span = limits.header_ms;
  idle.span = limits.idle_ms;
  parting.span = limits.parting_ms;
  body.span = limits.body_ms;
  write.span = limits.write_ms;
  linger.span = linger_ms;
}

hs_listener::~hs_listener() {
  if (acceptor.is_open()) bound->listener_left();
  hs_bound_release(bound);
  if (tls) hs_tls_release(tls);
}

bool hs_listener::start() {
  error_code ec;
  int fd = bound->listener_came();
  if (fd < 0) return false;
  acceptor.assign(fd, ec);
  if (ec) {
    ::close(fd);
    bound->listener_left();
    return false;
  }
  accept();
  return true;
}

// As many as are there, but not so many that the loop's others starve.
void hs_listener::accept() {
  for (int count = 0; count < 32; ++count) {
    if (!acceptor.is_open()) return;
    timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    if (int ms = bound->wait_for_turn(int64_t(t.tv_sec) * 1000 + t.tv_nsec / 1'000'000)) return accept_after(ms);
    if (accept_one()) continue;
    bound->return_turn();
    if (errno == EINTR || errno == ECONNABORTED) continue;
    if (errno != EAGAIN) return accept_after(50);  // out of descriptors: those that end make room
    break;
  }
  acceptor.async_wait(acceptor.wait_read, [this](error_code ec) {
    if (!ec) accept();
  });
}

void hs_listener::accept_after(int ms) {
  pause.expires_after(std::chrono::milliseconds(ms));
  pause.async_wait([this](error_code ec) {
    if (!ec) accept();
  });
}

bool hs_listener::accept_one() {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  int fd = ::accept4(acceptor.native_handle(), (sockaddr *)&address, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd < 0) return false;
  bool is_proxy = bound->is_proxy(address);
  engine::admission place(*bound);
  if (!place.is_granted() || (!is_proxy && !place.name(address))) {
    ++stats.refused;
    ::close(fd);
    return true;
  }
  ++stats.accepted;
  int one = 1;
  if (address.ss_family != AF_UNIX) setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  socket_type socket(loop.io);
  error_code ec;
  socket.assign(stream_protocol(address.ss_family, 0), fd, ec);
  if (ec) {
    ::close(fd);
    return true;
  }
  socket.native_non_blocking(true, ec);
  ptr<hs_ex> connection(new hs_ex(*this, std::move(socket), std::move(place)));
  connection->start(is_proxy);
  return true;
}

// Those whose connection the kernel has made already may have sent their request: closing now would reset them.
void hs_listener::accept_rest() {
  for (int count = 0; count < std::max(1, bound->limits.backlog); ++count)
    if (!accept_one() && errno != EINTR && errno != ECONNABORTED) return;
}

void hs_listener::tick() {
  for (auto *which : {&handshake, &head, &idle, &parting, &body, &write, &linger}) expire(*which);
  if (draining && loop.now >= drain_until) end_all();
  left();
}

// All of them, for the order is not always that of expiry: a body's deadline began before it was put here.
void hs_listener::expire(deadlines<hs_ex> &which) {
  std::vector<ptr<hs_ex>> late;
  for (auto *one = which.end.next; one != &which.end; one = one->next) {
    if (one->due <= loop.now) late.emplace_back(one->owner);
    else if (&which != &body) break;
  }
  for (auto &one : late) {
    auto &node = &which == &write ? one->write_deadline : one->deadline;
    if (!node.is_linked() || node.due > loop.now) continue;  // somebody before it had its effect on this one
    node.unlink();
    ++stats.timeouts;
    one->expire(which);
  }
}

void hs_listener::drain(int64_t until) {
  if (draining) {
    drain_until = std::min(until, drain_until);
    return;
  }
  draining = true;
  drain_until = until;
  if (acceptor.is_open()) {
    accept_rest();
    error_code ec;
    acceptor.close(ec);
    bound->listener_left();
  }
  pause.cancel();
  std::vector<ptr<hs_ex>> now;
  for (auto *one = connections.end.next; one != &connections.end; one = one->next) now.emplace_back(one->owner);
  for (auto &one : now) {
    if (one->phase == phase::handler) one->keep = false;
    if (one->phase == phase::idle) one->await_request(idle);
  }
  std::vector<hs_ws *> open;
  for (auto *one = sockets.end.next; one != &sockets.end; one = one->next) open.push_back(one->owner);
  for (auto *one : open) hs_ws_close(one, 1001);
  now.clear();
  if (until <= loop.now) end_all();
  left();
}

void hs_listener::end_all() {
  while (!connections.empty()) {
    ptr<hs_ex> one(connections.first());
    one->link.unlink();
    one->close();
  }
  while (!sockets.empty()) {
    hs_ws *one = sockets.first();
    sockets.end.next->unlink();
    hs_ws_drop(one, 1001, "the server is going down");
  }
}

void hs_listener::left() {
  if (!is_drained()) return;
  if (auto call = std::exchange(closed, nullptr)) call(closed_ctx);
  loop.finish_if_drained();
}

std::unique_ptr<request_parser> hs_listener::parser() {
  auto fresh = std::make_unique<request_parser>();
  if (!spare_parsers.empty()) {
    auto &spare = spare_parsers.back();
    spare->arena.clear();
    spare->fields.clear();
    fresh->arena.swap(spare->arena);
    fresh->fields.swap(spare->fields);
    spare_parsers.pop_back();
  }
  fresh->header_limit(uint32_t(limits.header_bytes));
  fresh->body_limit(limits.body_bytes);
  fresh->most_fields = limits.header_count;
  fresh->eager(false);
  return fresh;
}

void hs_listener::recycle(std::unique_ptr<request_parser> spent) {
  if (spent && spare_parsers.size() < 64 && spent->arena.capacity() < 16'384) spare_parsers.push_back(std::move(spent));
}

hs_ex::hs_ex(hs_listener &listener, socket_type &&socket, engine::admission &&place)
    : listener(listener), loop(listener.loop), stream(std::move(socket)), admission(std::move(place)) {
  listener.connections.append(&link);
  ++listener.stats.open;
}

hs_ex::~hs_ex() {
  --listener.stats.open;
  listener.left();
}

void hs_ex::start(bool by_proxy) {
  if (!by_proxy) return open();
  phase = phase::proxy;
  listener.head.add(&deadline, loop.now);
  read_proxy();
}

void hs_ex::open() {
  if (listener.tls) {
    stream.secure(listener.tls->context);
    phase = phase::handshake;
    listener.handshake.add(&deadline, loop.now);
    return shake_hands();
  }
  phase = phase::idle;
  await_request(listener.head);
  await_readable();
}

void hs_ex::await_request(deadlines<hs_ex> &which) {
  (listener.draining ? listener.parting : which).add(&deadline, loop.now);
}

void hs_ex::expire(deadlines<hs_ex> const &which) {
  if (&which == &listener.head && phase == phase::head) return refuse(408);
  if (&which == &listener.body) return refuse_body(HS_BODY_TOO_SLOW);
  close();
}

void hs_ex::close() {
  if (phase == phase::closed) return;
  ptr<hs_ex> keep_alive(this);
  phase = phase::closed;
  deadline.unlink();
  write_deadline.unlink();
  stream.close();
  if (is_open) {
    is_open = false;
    hold.reset();
    listener.callbacks.on_done(user, this, true);
  }
  parser.reset();
}

void hs_ex::name_peer(sockaddr_storage const &peer) {
  char text[INET6_ADDRSTRLEN] = "";
  if (peer.ss_family == AF_INET) inet_ntop(AF_INET, &((sockaddr_in &)peer).sin_addr, text, sizeof text);
  if (peer.ss_family == AF_INET6) inet_ntop(AF_INET6, &((sockaddr_in6 &)peer).sin6_addr, text, sizeof text);
  address = text;
}

static hs_str borrowed(string_view text) { return {text.data(), text.size()}; }

extern "C" {

hs_listener *hs_listen(
    hs_loop *loop, hs_bound *bound, hs_tls *tls, const hs_limits *limits, const hs_callbacks *callbacks) {
  loop->read_clock();  // those who come in at once already have deadlines
  auto listener = std::make_unique<hs_listener>(*loop, bound, tls, *limits, *callbacks);
  if (!listener->start()) return nullptr;
  auto raw = listener.get();
  loop->add(std::move(listener));
  return raw;
}

void hs_listener_set_tls(hs_listener *listener, hs_tls *tls) {
  hs_tls_retain(tls);
  if (listener->tls) hs_tls_release(listener->tls);
  listener->tls = tls;
}

void hs_listener_close(hs_listener *listener, int grace_ms, void *ctx, hs_call closed) {
  listener->closed = closed;
  listener->closed_ctx = ctx;
  listener->loop.read_clock();
  listener->drain(listener->loop.now + grace_ms);
  listener->left();
}

hs_stats hs_listener_stats(hs_listener *listener) { return listener->stats; }

void hs_ex_set_user(hs_ex *ex, void *user) { ex->user = user; }
hs_str hs_ex_method(hs_ex *ex) { return borrowed(ex->parser->method()); }
hs_str hs_ex_target(hs_ex *ex) { return borrowed(ex->parser->target()); }
int hs_ex_header_count(hs_ex *ex) { return int(ex->parser->fields.size()); }
void hs_ex_header(hs_ex *ex, int index, hs_str *name, hs_str *value) {
  auto &field = ex->parser->fields[size_t(index)];
  *name = borrowed(ex->parser->name(field));
  *value = borrowed(ex->parser->value(field));
}
bool hs_ex_is_upgrade(hs_ex *ex) { return ex->parser->is_upgrade(); }
void hs_ex_read(hs_ex *ex) { ex->read_body(); }

hs_str hs_ex_peer_certificate(hs_ex *ex) {
  if (!ex->stream.ssl) return {nullptr, 0};
  if (ex->certificate.empty()) ex->certificate = verified_certificate(ex->stream.ssl);
  return borrowed(ex->certificate);
}

hs_str hs_ex_peer_address(hs_ex *ex) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (ex->address.empty() && getpeername(ex->stream.socket.native_handle(), (sockaddr *)&address, &size) == 0)
    ex->name_peer(address);
  return borrowed(ex->address);
}

int64_t hs_ex_peer_uid(hs_ex *ex) {
  ucred peer{};
  socklen_t size = sizeof peer;
  int domain = AF_INET;
  socklen_t domain_size = sizeof domain;
  int fd = ex->stream.socket.native_handle();
  if (getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &domain_size) != 0 || domain != AF_UNIX) return -1;
  return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 ? int64_t(peer.uid) : -1;
}

void hs_ex_respond(
    hs_ex *ex, int status, const char *headers, size_t headers_size, const void *body, size_t body_size) {
  ex->respond(status, {headers, headers_size}, {(const char *)body, body_size});
}
void hs_ex_start(hs_ex *ex, int status, const char *headers, size_t headers_size) {
  ex->begin(status, {headers, headers_size});
}
size_t hs_ex_write(hs_ex *ex, const void *p, size_t n) { return ex->write_part({(const char *)p, n}); }
void hs_ex_end(hs_ex *ex, bool abort) { ex->end(abort); }

hs_ws *hs_ex_upgrade(hs_ex *ex, void *user) {
  if (!ex->is_open || ex->responded || ex->write_deadline.is_linked() || !ex->parser->is_upgrade()) return nullptr;
  ptr<hs_ex> keep_alive(ex);
  error_code ec;
  ex->stream.ahead.swap(ex->in);
  ex->stream.socket.cancel(ec);
  hs_ws *ws = accept_websocket(ex->listener, std::move(ex->stream), std::move(ex->admission), *ex->parser, user);
  ex->phase = phase::closed;
  ex->is_open = false;
  ex->hold.reset();
  ex->deadline.unlink();
  ex->parser.reset();
  ex->listener.callbacks.on_done(ex->user, ex, false);
  return ws;
}
}
