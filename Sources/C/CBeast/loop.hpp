// SPDX-License-Identifier: Apache-2.0
// The loop from within: what listeners and clients may lean on. It knows no HTTP.
#pragma once
#include <boost/asio/post.hpp>
#include <memory>
#include <vector>

#include "basics.hpp"
#include "hs_loop.h"

namespace engine {

// Something on a loop that has deadlines and must be drained before the loop ends.
struct part {
  virtual ~part() = default;
  virtual void tick() = 0;
  virtual void drain(int64_t until) = 0;
  virtual bool is_drained() const = 0;
};

// Something that was begun on a loop and is told when the loop ends.
struct live : counted {
  node<live> on_loop{this};
  virtual void abandon(const char *why) = 0;
};

}  // namespace engine

struct hs_loop {
  hs_hooks hooks{};
  engine::asio::io_context io{BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO};  // the reactor needs no locks; posting has them
  // Its existence alone keeps `run` going.
  decltype(engine::asio::require(io.get_executor(), engine::asio::execution::outstanding_work.tracked)) work =
      engine::asio::require(io.get_executor(), engine::asio::execution::outstanding_work.tracked);
  engine::timer_type ticker{io};
  std::vector<void *> jobs, running;
  std::vector<std::unique_ptr<engine::part>> parts;
  engine::list<engine::live> begun;
  int64_t now = 0;  // milliseconds, as of the last tick
  char date[64] = "";
  size_t date_size = 0;
  bool drain_due = false, end_due = false, ticking = false, stopping = false;

  // Half a second: fine enough for time limits, coarse enough to cost nothing.
  static constexpr std::chrono::milliseconds tick_span{500};

  void add(std::unique_ptr<engine::part>);
  void read_clock();
  void tick();
  // Ends the loop if it is stopping and nothing is left to drain.
  void finish_if_drained();
};
