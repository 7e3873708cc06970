// SPDX-License-Identifier: Apache-2.0
// One loop's share of a bound socket: its connections, their deadlines, its limits and callbacks.
#pragma once
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <memory>
#include <vector>

#include "bound.hpp"
#include "hs_server.h"
#include "loop.hpp"
#include "parser.hpp"
#include "stream.hpp"
#include "tls.hpp"

struct hs_listener final : engine::part {
  hs_loop &loop;
  hs_bound *bound;
  hs_tls *tls;
  hs_limits limits;
  hs_callbacks callbacks;
  engine::asio::posix::basic_stream_descriptor<engine::executor> acceptor;
  engine::timer_type pause;
  engine::deadlines<hs_ex> handshake, head, idle, parting, body, write, linger;
  engine::list<hs_ex> connections;
  engine::list<hs_ws> sockets;
  hs_stats stats{};
  std::vector<std::unique_ptr<engine::request_parser>> spare_parsers;
  bool draining = false;
  int64_t drain_until = 0;
  hs_call closed = nullptr;
  void *closed_ctx = nullptr;

  // Who lingers reads what the peer still sends, so that the peer gets to read our answer.
  static constexpr int linger_ms = 10'000;
  static constexpr size_t linger_bytes = 64 << 20;

  hs_listener(hs_loop &, hs_bound *, hs_tls *, hs_limits const &, hs_callbacks const &);
  ~hs_listener() override;

  bool start();
  void accept();
  void tick() override;
  void drain(int64_t until) override;
  bool is_drained() const override { return draining && stats.open == 0; }
  // To be called when a connection has gone.
  void left();

  std::unique_ptr<engine::request_parser> parser();
  void recycle(std::unique_ptr<engine::request_parser>);

 private:
  void accept_after(int ms);
  bool accept_one();
  void accept_rest();
  void expire(engine::deadlines<hs_ex> &);
  void end_all();
};

namespace engine {

// The seam to websocket.cpp, which alone knows Beast's WebSocket.
hs_ws *accept_websocket(hs_listener &, net_stream &&, admission &&, request_parser const &, void *user);

}  // namespace engine
