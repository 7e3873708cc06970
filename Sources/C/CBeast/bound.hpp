// SPDX-License-Identifier: Apache-2.0
// A bound socket, shared by the loops that accept from it, and the counting of who may come in.
#pragma once
#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "hs_server.h"

struct hs_bound {
  using address_key = std::array<uint8_t, 16>;

  std::atomic<unsigned> refs{1};
  int fd = -1;
  uint16_t port = 0;
  bool is_unix = false;
  std::string path;  // of a UNIX socket, once it is there
  hs_admission limits{};

  ~hs_bound();
  // Whether the rate allows one more now; otherwise how many milliseconds to wait.
  int wait_for_turn(int64_t now);
  void return_turn();
  bool enter(address_key const &);
  void leave(address_key const &);
  // Each listener has a duplicate; the address is free again when the last of them has gone.
  int listener_came();
  void listener_left();

 private:
  void stop_listening();

  std::mutex mutex;
  int open = 0, listeners = 0;
  std::map<address_key, int> by_address;
  double turns = 0;
  int64_t refilled = 0;
};

namespace engine {

// The place that a connection takes up, from accept to its end, through an upgrade too.
class admission {
  hs_bound *bound = nullptr;
  hs_bound::address_key key{};

 public:
  admission() = default;
  admission(hs_bound *bound, hs_bound::address_key const &key) : bound(bound), key(key) {
    bound->refs.fetch_add(1, std::memory_order_relaxed);
  }
  admission(admission &&other) noexcept : bound(std::exchange(other.bound, nullptr)), key(other.key) {}
  admission &operator=(admission &&) = delete;
  ~admission() {
    if (!bound) return;
    bound->leave(key);
    hs_bound_release(bound);
  }
};

}  // namespace engine
