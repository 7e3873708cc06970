// SPDX-License-Identifier: Apache-2.0
// The client role from within: where to, how to get there, and connections kept for the next time.
#pragma once
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hs_client.h"
#include "loop.hpp"
#include "stream.hpp"
#include "tls.hpp"

namespace engine {

struct destination {
  bool tls = false;
  std::string host;
  uint16_t port = 0;
  std::string path;  // of a UNIX socket

  destination(hs_peer const &);
  std::string host_header() const;
  std::string text() const;
};

struct idle_connection {
  net_stream stream;
  int64_t until;
};

// A server that was spoken to: its name outlives every SSL that refers to it.
struct known_server {
  std::list<idle_connection> idle;
};

}  // namespace engine

struct hs_client final : engine::counted {
  hs_loop &loop;
  hs_tls *tls;
  hs_client_limits limits;
  hs_client_callbacks callbacks;
  std::map<std::string, engine::known_server> servers;
  engine::timer_type sweeper;
  bool sweeping = false, freed = false;

  static constexpr size_t most_idle = 8;
  static constexpr int idle_ms = 20'000;  // shorter than what servers grant

  hs_client(hs_loop &, hs_tls *, hs_client_limits const &, hs_client_callbacks const &);
  ~hs_client() override;
  void keep(std::string const &server, engine::net_stream &&);
  std::optional<engine::net_stream> take(std::string const &server);

 private:
  void sweep();
};

namespace engine {

// From a name to a connection that may be written to: look up, connect, TLS. Tells exactly once, never inside `start`.
struct dialing final : live {
  using outcome = std::function<void(const char *why, net_stream *stream)>;

  ptr<hs_client> client;
  destination to;
  outcome done;
  asio::ip::basic_resolver<asio::ip::tcp, executor> resolver;
  socket_type socket;
  timer_type timer;
  std::optional<net_stream> stream;
  std::vector<stream_protocol::endpoint> candidates;
  size_t next = 0;
  std::string problem;

  dialing(hs_client &, destination const &, outcome);
  void start();
  void abandon(const char *why) override { finish(why); }

 private:
  static constexpr size_t most_candidates = 8;
  void limit(int ms, const char *why);
  void connect_next();
  void connected();
  void shake_hands();
  void finish(std::string const &why);
};

}  // namespace engine
