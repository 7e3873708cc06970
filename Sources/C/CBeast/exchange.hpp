// SPDX-License-Identifier: Apache-2.0
// A server's connection, which is also the exchange that runs on it: one at a time, requests behind it wait.
#pragma once
#include <memory>
#include <string>

#include "listener.hpp"

namespace engine {

enum class phase : uint8_t {
  proxy,    // a proxy says for whom it speaks
  handshake,
  idle,     // between requests
  head,     // a request has begun
  handler,  // the exchange is open; bytes behind it wait
  linger,   // answered and shut; reading the peer's rest away
  closed
};

// Bytes behind an open exchange, and body parts: the most that is held for a slow handler.
inline constexpr size_t pipelined_bytes = 16'384, part_bytes = 65'536;
// Output above this makes a streaming handler wait.
inline constexpr size_t released_buffer = 65'536;
// What has to move for a deadline of bodies and output to be renewed: a trickle does not.
inline constexpr size_t progress = 8192;
// What chunks may cost beside what they carry: some, and as much again as tiny chunks need.
inline constexpr size_t framing_bytes = 65'536, framing_factor = 8;

}  // namespace engine

struct hs_ex final : engine::counted {
  hs_listener &listener;
  hs_loop &loop;
  // The exchange owns its connection while it is open: under backpressure no operation of Asio's does.
  engine::ptr<hs_ex> hold;
  engine::node<hs_ex> deadline{this}, write_deadline{this}, link{this};
  engine::net_stream stream;
  engine::admission admission;
  std::unique_ptr<engine::request_parser> parser;
  std::string in, out;
  size_t out_offset = 0, lingered = 0;
  size_t moved = 0;           // of the output, since its deadline began
  void *user = nullptr;
  std::string certificate, address;
  int64_t body_since = 0;
  engine::phase phase = engine::phase::idle;
  bool is_open = false;       // between on_request and on_done
  bool in_callback = false, processing = false;
  bool reading = false, writing = false;
  bool keep = true;           // the connection, after this exchange
  bool responded = false, streaming = false, chunked = false, ended = false, is_head = false;
  bool wants_body = false, body_is_over = false, continued = false;
  bool wants_drain = false;

  hs_ex(hs_listener &, engine::socket_type &&, engine::admission &&);
  ~hs_ex() override;
  void start(bool by_proxy);
  void close();
  // For the peer's next move; `which` is its deadline unless the listener drains.
  void await_request(engine::deadlines<hs_ex> &which);
  void name_peer(sockaddr_storage const &);
  void expire(engine::deadlines<hs_ex> const &which);

  // exchange_input.cpp
  void read_proxy();
  void shake_hands();
  void read();
  void await_readable();
  void process();
  void read_body();
  void refuse_body(hs_body why);

  // exchange_output.cpp
  void raw(const char *bytes, size_t count);
  void respond(int status, engine::string_view headers, engine::string_view body);
  void begin(int status, engine::string_view headers);
  size_t write_part(engine::string_view part);
  void end(bool abort);
  // An answer of the engine's own: a small problem, and the end of the connection.
  void refuse(int status);
  void after_write();

 private:
  void open();
  void readable();
  void received(const char *bytes, size_t count);
  size_t consume(const char *bytes, size_t count);
  size_t consume_head(const char *bytes, size_t count);
  size_t consume_body(const char *bytes, size_t count);
  void deliver();
  void malformed(engine::error_code);
  void await_writable();
  void flush();
  void append_head(std::string &, int status, engine::string_view headers, int64_t length);
};
