// SPDX-License-Identifier: Apache-2.0
// The parsers by themselves, without a socket: fed whole and in pieces, and compared.
#include "hs_proof.h"

#include <optional>

#include "parser.hpp"
#include "proxy.hpp"

using namespace engine;

namespace {

// What a connection would come to know.
struct reading {
  request_parser parser;
  std::string kept;
  bool failed = false;

  explicit reading(size_t most) {
    parser.header_limit(uint32_t(most + 1));  // limits depend on how bytes are cut; the rest must not
    parser.body_limit(most);
    parser.most_fields = 128;
    parser.eager(false);
  }

  // As `hs_ex` does: what is not consumed is kept, and offered again with what follows.
  void feed(string_view bytes) {
    kept.append(bytes.data(), bytes.size());
    while (!failed && !parser.is_done() && !kept.empty()) {
      error_code ec;
      size_t used = parser.put(asio::const_buffer(kept.data(), kept.size()), ec);
      kept.erase(0, used);
      if (ec == http::error::need_more) return;
      failed = bool(ec);
      if (!ec && used == 0) return;
    }
  }

  bool is_refused() const {
    return failed || (parser.is_header_done() && (parser.has_wrong_host() || parser.has_wrong_coding()));
  }
  // Cut short, one may still wait for what the other could do without.
  bool is_decided() const { return is_refused() || parser.is_done(); }
  bool is_like(reading const &other) const {
    if (!is_decided() || !other.is_decided()) return true;
    if (is_refused() || other.is_refused()) return is_refused() == other.is_refused();
    return parser.arena == other.parser.arena
           && parser.fields.size() == other.parser.fields.size() && parser.body == other.parser.body;
  }
};

bool ends_a_line(string_view text) { return text.find_first_of(string_view("\r\n\0", 3)) != string_view::npos; }

}  // namespace

extern "C" {

const char *hs_prove_request(const void *bytes, size_t count) {
  string_view text((const char *)bytes, count);
  reading whole(count), pieces(count);
  whole.feed(text);
  for (char const &byte : text) pieces.feed({&byte, 1});
  if (!whole.is_like(pieces)) return "a request means something else when it comes in pieces";
  if (whole.is_refused() || !whole.parser.is_header_done()) return nullptr;
  if (ends_a_line(whole.parser.method()) || ends_a_line(whole.parser.target())) return "a first line within itself";
  for (auto &field : whole.parser.fields)
    if (ends_a_line(whole.parser.name(field)) || ends_a_line(whole.parser.value(field))) return "a line within a field";
  return whole.parser.hosts > 1 ? "two hosts" : nullptr;
}

const char *hs_prove_proxy(const void *bytes, size_t count) {
  std::string_view text((const char *)bytes, count);
  auto whole_state = proxy_header().read(text);
  std::optional<size_t> decided;
  for (size_t size = 1; size <= count && !decided; ++size) {
    proxy_header header;
    auto state = header.read(text.substr(0, size));
    if (state == proxy_header::state::more) continue;
    decided = size;
    if (state != whole_state) return "a header means something else when it comes in pieces";
    if (state == proxy_header::state::done && header.size != size) return "a header that is not as long as it says";
  }
  return !decided && count > proxy_header::longest ? "a header without end" : nullptr;
}
}
