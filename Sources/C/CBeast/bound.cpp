// SPDX-License-Identifier: Apache-2.0
// Binding, with errors that name the address, and admission: connections in all, per address, and per second.
#include "bound.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

hs_bound::~hs_bound() { stop_listening(); }

void hs_bound::stop_listening() {
  if (fd < 0) return;
  ::close(fd);
  fd = -1;
  if (!path.empty()) ::unlink(path.c_str());
}

int hs_bound::listener_came() {
  std::lock_guard lock(mutex);
  int copy = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 0);
  if (copy >= 0) ++listeners;
  return copy;
}

void hs_bound::listener_left() {
  std::lock_guard lock(mutex);
  if (--listeners == 0) stop_listening();
}

int hs_bound::wait_for_turn(int64_t now) {
  if (limits.accepts_per_second <= 0) return 0;
  std::lock_guard lock(mutex);
  double rate = limits.accepts_per_second;
  if (refilled == 0) turns = rate;
  if (refilled != 0 && now > refilled) turns = std::min(rate, turns + rate * double(now - refilled) / 1000);
  refilled = std::max(now, refilled);
  if (turns < 1) return std::max(1, int(1000 / rate));
  turns -= 1;
  return 0;
}

void hs_bound::return_turn() {
  if (limits.accepts_per_second <= 0) return;
  std::lock_guard lock(mutex);
  turns += 1;
}

bool hs_bound::is_proxy(sockaddr_storage const &address) const {
  return std::any_of(proxies.begin(), proxies.end(), [&](auto &one) { return one.contains(address); });
}

bool hs_bound::enter() {
  std::lock_guard lock(mutex);
  if (limits.connections > 0 && open >= limits.connections) return false;
  ++open;
  return true;
}

void hs_bound::leave() {
  std::lock_guard lock(mutex);
  --open;
}

bool hs_bound::enter(address_key const &key) {
  std::lock_guard lock(mutex);
  int &count = by_address[key];
  if (count >= limits.per_address) return false;
  ++count;
  return true;
}

bool engine::admission::name(sockaddr_storage const &address) {
  if (bound->limits.per_address <= 0) return true;
  if (address.ss_family == AF_INET) {
    memcpy(key.data(), &((sockaddr_in &)address).sin_addr, 4);
  } else if (address.ss_family == AF_INET6) {
    memcpy(key.data(), &((sockaddr_in6 &)address).sin6_addr, 8);  // a /64 is one household
    key[15] = 6;
  } else {
    return true;
  }
  is_named = bound->enter(key);
  return is_named;
}

void hs_bound::leave(address_key const &key) {
  std::lock_guard lock(mutex);
  auto found = by_address.find(key);
  if (found != by_address.end() && --found->second == 0) by_address.erase(found);
}

namespace {

// Closes what was begun unless it was finished.
using unfinished = std::unique_ptr<hs_bound>;

hs_bound *refuse(char *why, size_t why_size, std::string const &where) {
  int code = errno;
  const char *advice = code == EADDRINUSE  ? ": another program listens there; stop it or choose another port"
                       : code == EACCES    ? ": not allowed; ports below 1024 need a privilege"
                       : code == EADDRNOTAVAIL ? ": this machine has no such address"
                                               : "";
  snprintf(why, why_size, "cannot listen on %s: %s%s", where.c_str(), strerror(code), advice);
  return nullptr;
}

bool bind_and_listen(hs_bound &bound, sockaddr const *address, socklen_t size) {
  return ::bind(bound.fd, address, size) == 0 && ::listen(bound.fd, std::max(1, bound.limits.backlog)) == 0;
}

bool is_answered(sockaddr_un const &address) {
  int probe = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (probe < 0) return false;
  bool answered = ::connect(probe, (sockaddr const *)&address, sizeof address) == 0;
  ::close(probe);
  return answered;
}

}  // namespace

extern "C" {

hs_bound *hs_bind_tcp(const char *host, uint16_t port, const hs_admission *limits, char *why, size_t why_size) {
  sockaddr_storage address{};
  auto v4 = (sockaddr_in *)&address;
  auto v6 = (sockaddr_in6 *)&address;
  bool is_v6 = strchr(host, ':');
  std::string where = (is_v6 ? "[" + std::string(host) + "]" : std::string(host)) + ":" + std::to_string(port);
  address.ss_family = is_v6 ? AF_INET6 : AF_INET;
  if (inet_pton(address.ss_family, host, is_v6 ? (void *)&v6->sin6_addr : (void *)&v4->sin_addr) != 1) {
    snprintf(why, why_size, "cannot listen on %s: not an IP address", where.c_str());
    return nullptr;
  }
  (is_v6 ? v6->sin6_port : v4->sin_port) = htons(port);
  unfinished bound(new hs_bound);
  bound->limits = *limits;
  bound->fd = ::socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  int one = 1;
  if (bound->fd < 0) return refuse(why, why_size, where);
  // No SO_REUSEPORT: with it a second server would share the port in silence. The loops share this one socket instead.
  setsockopt(bound->fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (is_v6) setsockopt(bound->fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof one);
  socklen_t size = is_v6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
  if (!bind_and_listen(*bound, (sockaddr *)&address, size)) return refuse(why, why_size, where);
  size = sizeof address;
  getsockname(bound->fd, (sockaddr *)&address, &size);
  bound->port = ntohs(is_v6 ? v6->sin6_port : v4->sin_port);
  return bound.release();
}

hs_bound *hs_bind_unix(const char *path, unsigned mode, const hs_admission *limits, char *why, size_t why_size) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (strlen(path) >= sizeof address.sun_path) {
    snprintf(why, why_size, "cannot listen on %s: a socket's path may have at most %zu bytes", path,
             sizeof address.sun_path - 1);
    return nullptr;
  }
  strcpy(address.sun_path, path);
  struct stat found;
  if (::lstat(path, &found) == 0) {
    errno = EADDRINUSE;
    if (!S_ISSOCK(found.st_mode) || is_answered(address)) return refuse(why, why_size, path);
    ::unlink(path);
  }
  unfinished bound(new hs_bound);
  bound->limits = *limits;
  bound->is_unix = true;
  bound->fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (bound->fd < 0) return refuse(why, why_size, path);
  ::fchmod(bound->fd, mode);  // before bind: the file then never has another mode
  if (!bind_and_listen(*bound, (sockaddr *)&address, sizeof address)) return refuse(why, why_size, path);
  bound->path = path;
  return bound.release();
}

bool hs_bound_trust(hs_bound *bound, const char *network) {
  engine::network one;
  if (!one.read(network)) return false;
  bound->proxies.push_back(one);
  return true;
}

uint16_t hs_bound_port(hs_bound *bound) { return bound->port; }
void hs_bound_release(hs_bound *bound) {
  if (bound->refs.fetch_sub(1, std::memory_order_acq_rel) == 1) delete bound;
}
}
