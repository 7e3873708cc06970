// SPDX-License-Identifier: Apache-2.0
// Getting to a server, and keeping the way open for the next request.
#include <boost/asio/post.hpp>
#include <netinet/tcp.h>
#include <sys/un.h>

#include "client.hpp"

using namespace engine;

destination::destination(hs_peer const &peer)
    : tls(peer.tls), host(peer.host ? peer.host : "localhost"), port(peer.port), path(peer.path ? peer.path : "") {}

std::string destination::host_header() const {
  std::string name = host.find(':') == std::string::npos ? host : "[" + host + "]";
  return !path.empty() || port == (tls ? 443 : 80) ? name : name + ":" + std::to_string(port);
}

std::string destination::text() const {
  return path.empty() ? (tls ? "https://" : "http://") + host + ":" + std::to_string(port) : path;
}

hs_client::hs_client(
    hs_loop &loop, hs_tls *tls, hs_client_limits const &limits, hs_client_callbacks const &callbacks)
    : loop(loop), tls(tls), limits(limits), callbacks(callbacks), sweeper(loop.io) {
  if (tls) hs_tls_retain(tls);
}
hs_client::~hs_client() {
  if (tls) hs_tls_release(tls);
}

void hs_client::keep(std::string const &server, net_stream &&stream) {
  auto &idle = servers[server].idle;
  if (freed || idle.size() >= most_idle) return;
  loop.read_clock();
  idle.push_back({std::move(stream), loop.now + idle_ms});
  if (!sweeping) sweep();
}

// The newest first: it is the most likely to be still there.
std::optional<net_stream> hs_client::take(std::string const &server) {
  auto &idle = servers[server].idle;
  loop.read_clock();
  while (!idle.empty()) {
    idle_connection last(std::move(idle.back()));
    idle.pop_back();
    char byte;
    bool is_silent =
        ::recv(last.stream.socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
    if (last.until > loop.now && is_silent) return std::optional<net_stream>(std::move(last.stream));
  }
  return std::nullopt;
}

void hs_client::sweep() {
  sweeping = false;
  loop.read_clock();
  for (auto &[name, server] : servers) {
    server.idle.remove_if([this](idle_connection const &one) { return one.until <= loop.now; });
    if (!server.idle.empty()) sweeping = true;
  }
  if (!sweeping || freed) return;
  ptr<hs_client> keep_alive(this);
  sweeper.expires_after(std::chrono::milliseconds(idle_ms / 2));
  sweeper.async_wait([keep_alive](error_code ec) {
    if (!ec) keep_alive->sweep();
  });
}

dialing::dialing(hs_client &client, destination const &to, outcome done)
    : client(&client), to(to), done(std::move(done)), resolver(client.loop.io), socket(client.loop.io),
      timer(client.loop.io) {
  client.loop.begun.append(&on_loop);
}

void dialing::limit(int ms, const char *why) {
  ptr<dialing> keep_alive(this);
  timer.expires_after(std::chrono::milliseconds(ms));
  timer.async_wait([keep_alive, why](error_code ec) {
    if (!ec) keep_alive->finish(why);
  });
}

void dialing::start() {
  ptr<dialing> keep_alive(this);
  problem = "no address";
  limit(client->limits.connect_ms, "no connection in time");
  if (!to.path.empty()) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (to.path.size() < sizeof address.sun_path) {
      memcpy(address.sun_path, to.path.data(), to.path.size());
      candidates.emplace_back(&address, sizeof address, 0);
    }
    problem = "the path is too long for a socket";
    asio::post(client->loop.io, [keep_alive] { keep_alive->connect_next(); });
    return;
  }
  resolver.async_resolve(
      to.host, std::to_string(to.port), [keep_alive](error_code ec, asio::ip::tcp::resolver::results_type found) {
        if (!keep_alive->done) return;
        if (ec) return keep_alive->finish("the name cannot be resolved: " + ec.message());
        for (auto &one : found)
          if (keep_alive->candidates.size() < most_candidates) keep_alive->candidates.emplace_back(one.endpoint());
        keep_alive->connect_next();
      });
}

void dialing::connect_next() {
  if (!done) return;
  if (next == candidates.size()) return finish(problem);
  stream_protocol::endpoint const &candidate = candidates[next++];
  error_code ec;
  socket.close(ec);
  socket.open(candidate.protocol(), ec);
  if (ec) {
    problem = ec.message();
    return connect_next();
  }
  ptr<dialing> keep_alive(this);
  socket.async_connect(candidate, [keep_alive](error_code ec) {
    if (!keep_alive->done) return;
    if (!ec) return keep_alive->connected();
    keep_alive->problem = ec.message();
    keep_alive->connect_next();
  });
}

void dialing::connected() {
  error_code ec;
  int one = 1;
  if (to.path.empty()) setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  socket.native_non_blocking(true, ec);
  stream.emplace(std::move(socket));
  if (!to.tls) return finish("");
  if (!client->tls) return finish("https needs to know whom to trust, and nothing was given");
  limit(client->limits.ws.handshake_ms, "no TLS handshake in time");
  stream->secure(client->tls->context);
  auto known = client->servers.try_emplace(to.text()).first;
  expect_server(client->tls, stream->ssl, to.host, &known->first);
  shake_hands();
}

void dialing::shake_hands() {
  if (!done) return;
  ssize_t result = stream->handshake(false);
  if (result == 1) return finish("");
  if (result == at_end || result == broken) return finish(explain_refusal(client->tls, stream->ssl, stream->fault));
  ptr<dialing> keep_alive(this);
  stream->socket.async_wait(
      result == wait_readable ? socket_type::wait_read : socket_type::wait_write, [keep_alive](error_code ec) {
        if (!keep_alive->done) return;
        if (ec) return keep_alive->finish(ec.message());
        keep_alive->shake_hands();
      });
}

void dialing::finish(std::string const &why) {
  if (!done) return;
  ptr<dialing> keep_alive(this);
  outcome tell = std::exchange(done, nullptr);
  on_loop.unlink();
  timer.cancel();
  if (why.empty()) return tell(nullptr, &*stream);
  error_code ec;
  resolver.cancel();
  socket.close(ec);
  if (stream) stream->close();
  tell((to.text() + ": " + why).c_str(), nullptr);
}

extern "C" {

hs_client *hs_client_new(
    hs_loop *loop, hs_tls *tls, const hs_client_limits *limits, const hs_client_callbacks *callbacks) {
  auto client = new hs_client(*loop, tls, *limits, *callbacks);
  intrusive_ptr_add_ref(client);
  return client;
}
void hs_client_free(hs_client *client) {
  client->freed = true;
  client->sweeper.cancel();
  for (auto &[name, server] : client->servers) server.idle.clear();
  intrusive_ptr_release(client);
}
}
