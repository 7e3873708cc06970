// SPDX-License-Identifier: Apache-2.0
// Heads and bodies by Beast's strict incremental parser, without an allocation per field.
#pragma once
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/field.hpp>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "basics.hpp"

namespace engine {

namespace beast = boost::beast;
namespace http = beast::http;
using beast::string_view;

// What both directions have alike: the body is gathered until somebody takes it.
template <bool is_request>
struct message_parser : http::basic_parser<is_request> {
  std::string body;

  void on_request_impl(http::verb, string_view, string_view, int, error_code &) override {}
  void on_response_impl(int, string_view, int, error_code &) override {}
  void on_header_impl(error_code &) override {}
  void on_body_init_impl(boost::optional<std::uint64_t> const &, error_code &) override {}
  void on_chunk_header_impl(std::uint64_t, string_view, error_code &) override {}
  void on_finish_impl(error_code &) override {}
  size_t on_body_impl(string_view part, error_code &) override {
    body.append(part.data(), part.size());
    return part.size();
  }
  size_t on_chunk_body_impl(std::uint64_t, string_view part, error_code &) override {
    body.append(part.data(), part.size());
    return part.size();
  }
};

// A request's head in one arena. Beast is strict about lengths and bytes; these are ours: the number of fields,
// one Host that could be one, no transfer coding but chunked, and none in HTTP/1.0.
struct request_parser final : message_parser<true> {
  static constexpr size_t websocket_key_size = 24;  // of 16 bytes in base64
  struct field {
    uint32_t name, name_size, value, value_size;
  };
  std::vector<char> arena;
  std::vector<field> fields;
  uint32_t method_size = 0, target_size = 0;
  int version = 11, hosts = 0, most_fields = 0;
  bool expects_continue = false, asks_websocket = false, is_encoded = false, has_strange_host = false;
  bool has_websocket_key = false;
  size_t taken = 0, armed = 0;  // of the body, for its deadline
  size_t framing = 0;           // what chunks cost beside it

  string_view method() const { return {arena.data(), method_size}; }
  string_view target() const { return {arena.data() + method_size, target_size}; }
  string_view name(field const &one) const { return {arena.data() + one.name, one.name_size}; }
  string_view value(field const &one) const { return {arena.data() + one.value, one.value_size}; }
  bool is_head_request() const { return method() == "HEAD"; }
  bool has_wrong_host() const { return hosts > 1 || has_strange_host || (version >= 11 && hosts == 0); }
  bool has_wrong_coding() const { return version < 11 && chunked(); }
  bool is_upgrade() const { return asks_websocket && has_websocket_key && upgrade(); }
  bool has_body() const {
    auto remaining = content_length_remaining();
    return chunked() || (remaining && *remaining > 0);
  }

  void on_request_impl(http::verb, string_view method, string_view target, int given, error_code &) override {
    version = given;
    put_text(method);
    method_size = uint32_t(method.size());
    put_text(target);
    target_size = uint32_t(target.size());
  }
  void on_field_impl(http::field kind, string_view name, string_view value, error_code &ec) override {
    if (fields.size() >= size_t(most_fields)) {
      ec = http::error::header_limit;
      return;
    }
    uint32_t name_at = put_text(name), value_at = put_text(value);
    fields.push_back({name_at, uint32_t(name.size()), value_at, uint32_t(value.size())});
    if (kind == http::field::expect) {
      expects_continue = beast::iequals(value, "100-continue");
    } else if (kind == http::field::upgrade) {
      asks_websocket = beast::iequals(value, "websocket");
    } else if (kind == http::field::host) {
      ++hosts;
      has_strange_host = std::any_of(value.begin(), value.end(), is_strange_in_host);
    } else if (kind == http::field::sec_websocket_key) {
      has_websocket_key = value.size() == websocket_key_size;
    } else if (kind == http::field::content_encoding) {
      is_encoded = !beast::iequals(value, "identity");
    } else if (kind == http::field::transfer_encoding && !beast::iequals(value, "chunked")) {
      ec = http::error::bad_transfer_encoding;
    }
  }

 private:
  static bool is_strange_in_host(unsigned char byte) {
    return byte <= 0x20 || byte >= 0x7f || std::strchr("/?#@\\\"<>^`{|}", byte);
  }
  uint32_t put_text(string_view text) {
    auto at = uint32_t(arena.size());
    arena.insert(arena.end(), text.begin(), text.end());
    return at;
  }
};

// A response's head as lines, as it crosses the ABI.
struct response_parser final : message_parser<false> {
  std::string lines;
  int status = 0;

  void on_response_impl(int given, string_view, int, error_code &) override { status = given; }
  void on_field_impl(http::field, string_view name, string_view value, error_code &) override {
    lines.append(name.data(), name.size()).append(": ").append(value.data(), value.size()).append("\r\n");
  }
};

}  // namespace engine
