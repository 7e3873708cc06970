// SPDX-License-Identifier: Apache-2.0
// Reading PROXY headers: strictly, for whoever sends one is a proxy that was told to.
#include "proxy.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <string>

using namespace engine;
using std::string_view;

namespace {

constexpr string_view text_mark = "PROXY ", binary_mark("\r\n\r\n\0\r\nQUIT\n", 12);
constexpr size_t longest_text = 107;

bool begins(string_view bytes, string_view mark) {
  size_t count = std::min(bytes.size(), mark.size());
  return bytes.substr(0, count) == mark.substr(0, count);
}

template <class Number>
bool number(string_view text, Number most, Number &value) {
  auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  return failed == std::errc() && end == text.data() + text.size() && !text.empty() && value <= most;
}

bool address(int family, string_view text, void *bytes) { return inet_pton(family, std::string(text).c_str(), bytes) == 1; }

// The next word, up to one space.
string_view word(string_view &rest) {
  string_view found = rest.substr(0, rest.find(' '));
  rest.remove_prefix(std::min(rest.size(), found.size() + 1));
  return found;
}

void *bytes_of(sockaddr_storage &address) {
  return address.ss_family == AF_INET ? (void *)&((sockaddr_in &)address).sin_addr
                                      : (void *)&((sockaddr_in6 &)address).sin6_addr;
}

}  // namespace

bool network::read(string_view text) {
  size_t slash = text.find('/');
  string_view host = text.substr(0, slash);
  family = host.find(':') == string_view::npos ? AF_INET : AF_INET6;
  unsigned most = family == AF_INET ? 32 : 128;
  bits = most;
  if (slash != string_view::npos && !number(text.substr(slash + 1), most, bits)) return false;
  return address(family, host, bytes.data());
}

bool network::contains(sockaddr_storage const &one) const {
  if (one.ss_family != family) return false;
  auto theirs = (const uint8_t *)bytes_of(const_cast<sockaddr_storage &>(one));
  if (memcmp(theirs, bytes.data(), bits / 8) != 0) return false;
  return bits % 8 == 0 || (theirs[bits / 8] ^ bytes[bits / 8]) >> (8 - bits % 8) == 0;
}

proxy_header::state proxy_header::read(string_view bytes) {
  if (begins(bytes, text_mark)) return read_text(bytes);
  return begins(bytes, binary_mark) ? read_binary(bytes) : state::wrong;
}

// `PROXY TCP4 192.0.2.1 192.0.2.2 4711 443`, or `PROXY UNKNOWN` and whatever.
proxy_header::state proxy_header::read_text(string_view bytes) {
  size_t end = bytes.substr(0, longest_text).find("\r\n");
  if (end == string_view::npos) return bytes.size() < longest_text ? state::more : state::wrong;
  size = end + 2;
  string_view rest = bytes.substr(text_mark.size(), end - text_mark.size());
  string_view kind = word(rest);
  if (kind == "UNKNOWN") return state::done;
  if (kind != "TCP4" && kind != "TCP6") return state::wrong;
  source.ss_family = kind == "TCP4" ? AF_INET : AF_INET6;
  uint8_t target[16];
  unsigned port;
  bool is_whole = address(source.ss_family, word(rest), bytes_of(source)) && address(source.ss_family, word(rest), target)
                  && number(word(rest), 65'535u, port) && number(rest, 65'535u, port);
  return is_whole ? state::done : state::wrong;
}

proxy_header::state proxy_header::read_binary(string_view bytes) {
  if (bytes.size() < 16) return state::more;
  auto byte = [bytes](size_t index) { return uint8_t(bytes[index]); };
  size_t length = size_t(byte(14)) << 8 | byte(15);
  size = 16 + length;
  bool is_local = byte(12) == 0x20;
  if ((!is_local && byte(12) != 0x21) || size > longest) return state::wrong;
  if (bytes.size() < size) return state::more;
  if (is_local) return state::done;
  bool is_v4 = byte(13) == 0x11, is_v6 = byte(13) == 0x21;
  if (!is_v4 && !is_v6) return byte(13) == 0 ? state::done : state::wrong;
  size_t width = is_v4 ? 4 : 16;
  if (length < 2 * width + 4) return state::wrong;
  source.ss_family = is_v4 ? AF_INET : AF_INET6;
  memcpy(bytes_of(source), bytes.data() + 16, width);
  return state::done;
}
