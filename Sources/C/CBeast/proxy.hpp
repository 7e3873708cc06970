// SPDX-License-Identifier: Apache-2.0
// The PROXY protocol, versions 1 and 2: for whom a proxy in front speaks. And networks, to know our proxies by.
#pragma once
#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <string_view>

namespace engine {

// `10.0.0.0/8`, `2001:db8::/32`, or one address.
struct network {
  int family = AF_UNSPEC;
  std::array<uint8_t, 16> bytes{};
  unsigned bits = 0;

  // False if the text is not one.
  bool read(std::string_view text);
  bool contains(sockaddr_storage const &) const;
};

struct proxy_header {
  enum class state { more, done, wrong };

  // The fixed part of version 2, and addresses with as many extras as a proxy may reasonably add.
  static constexpr size_t longest = 16 + 2048;

  size_t size = 0;            // of the whole header, once done
  sockaddr_storage source{};  // AF_UNSPEC: the proxy speaks for itself

  // From the beginning of the connection; `more` means that all of `bytes` belongs to the header.
  state read(std::string_view bytes);

 private:
  state read_text(std::string_view bytes);
  state read_binary(std::string_view bytes);
};

}  // namespace engine
