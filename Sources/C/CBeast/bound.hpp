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
#include <vector>

#include "hs_server.h"
#include "proxy.hpp"

struct hs_bound {
  using address_key = std::array<uint8_t, 16>;

  std::atomic<unsigned> refs{1};
  int fd = -1;
  uint16_t port = 0;
  bool is_unix = false;
  std::string path;  // of a UNIX socket, once it is there
  hs_admission limits{};
  std::vector<engine::network> proxies;  // who may speak for others; complete before anybody listens

  ~hs_bound();
  bool is_proxy(sockaddr_storage const &) const;
  // Whether the rate allows one more now; otherwise how many milliseconds to wait.
  int wait_for_turn(int64_t now);
  void return_turn();
  // A place among all, and one among those of an address.
  bool enter();
  bool enter(address_key const &);
  void leave();
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
  bool is_named = false;

 public:
  admission() = default;
  explicit admission(hs_bound &of) {
    if (!of.enter()) return;
    bound = &of;
    bound->refs.fetch_add(1, std::memory_order_relaxed);
  }
  admission(admission &&other) noexcept
      : bound(std::exchange(other.bound, nullptr)), key(other.key), is_named(other.is_named) {}
  admission &operator=(admission &&) = delete;
  ~admission() {
    if (!bound) return;
    if (is_named) bound->leave(key);
    bound->leave();
    hs_bound_release(bound);
  }
  bool is_granted() const { return bound; }
  // Counts it among those of its address; false if these are too many already.
  bool name(sockaddr_storage const &);
};

}  // namespace engine
