// SPDX-License-Identifier: Apache-2.0
// From responses to bytes: written at once where the kernel has room, queued and counted where not.
#include <boost/beast/http/status.hpp>

#include "exchange.hpp"

using namespace engine;

namespace {

std::string_view reason(int status) {
  auto text = http::obsolete_reason(http::int_to_status(unsigned(status)));
  return {text.data(), text.size()};
}

struct problem {
  const char *code, *title;
};
problem problem_of(int status) {
  switch (status) {
    case 408: return {"request_timeout", "The request did not arrive in time."};
    case 415: return {"unsupported_encoding", "Send the body as it is: this server takes none that is compressed."};
    case 413: return {"body_too_large", "The body is larger than this server accepts."};
    case 431: return {"headers_too_large", "The request's headers are larger or more than this server accepts."};
    default: return {"malformed_request", "The request is not valid HTTP/1.1."};
  }
}

bool has_no_body(int status) { return status < 200 || status == 204 || status == 304; }

}  // namespace

void hs_ex::raw(const char *bytes, size_t count) {
  if (phase == phase::closed) return;
  if (out_offset == out.size() && !writing) {
    ssize_t written = stream.write(bytes, count);
    if (written == broken) return close();
    if (written > 0) {
      bytes += written;
      count -= size_t(written);
    }
  }
  if (count == 0) return;
  if (out_offset && out_offset == out.size()) {
    out.clear();
    out_offset = 0;
  }
  out.append(bytes, count);
  await_writable();
}

void hs_ex::await_writable() {
  if (writing || phase == phase::closed) return;
  writing = true;
  if (!write_deadline.is_linked() || moved >= progress) {
    listener.write.add(&write_deadline, loop.now);
    moved = 0;
  }
  ptr<hs_ex> keep_alive(this);
  stream.socket.async_wait(socket_type::wait_write, [keep_alive](error_code ec) {
    keep_alive->writing = false;
    if (!ec && keep_alive->phase != phase::closed) keep_alive->flush();
  });
}

void hs_ex::flush() {
  ptr<hs_ex> keep_alive(this);
  while (out_offset < out.size()) {
    ssize_t written = stream.write(out.data() + out_offset, out.size() - out_offset);
    if (written == broken) return close();
    if (written < 0) return await_writable();
    out_offset += size_t(written);
    moved += size_t(written);
  }
  out.clear();
  out_offset = 0;
  if (out.capacity() > released_buffer) std::string().swap(out);
  write_deadline.unlink();
  if (wants_drain && is_open && !ended) {
    wants_drain = false;
    listener.callbacks.on_drain(user, this);
    if (phase == phase::closed) return;
  }
  after_write();
}

void hs_ex::append_head(std::string &head, int status, string_view headers, int64_t length) {
  char line[64];
  auto words = status == 200 ? std::string_view("OK") : reason(status);
  head.append(line, size_t(snprintf(line, sizeof line, "HTTP/1.1 %d ", status)));
  head.append(words).append("\r\n").append(loop.date, loop.date_size);
  if (length >= 0) {
    if (!has_no_body(status))
      head.append(line, size_t(snprintf(line, sizeof line, "Content-Length: %lld\r\n", (long long)length)));
  } else if (chunked) {
    head += "Transfer-Encoding: chunked\r\n";
  } else {
    keep = false;  // HTTP/1.0: the end of the connection is the end of the body
  }
  if (!body_is_over) keep = false;
  if (!keep) head += "Connection: close\r\n";
  head.append(headers.data(), headers.size());
  head += "\r\n";
}

void hs_ex::respond(int status, string_view headers, string_view body) {
  if (!is_open || responded) return;
  responded = ended = true;
  static thread_local std::string head;
  head.clear();
  append_head(head, status, headers, int64_t(body.size()));
  bool has_body = !is_head && !has_no_body(status) && !body.empty();
  bool together = has_body && body.size() <= released_buffer;
  if (together) head.append(body.data(), body.size());
  ptr<hs_ex> keep_alive(this);
  raw(head.data(), head.size());
  if (has_body && !together && phase != phase::closed) raw(body.data(), body.size());
  if (head.capacity() > 2 * released_buffer) std::string().swap(head);
  if (phase != phase::closed) after_write();
}

void hs_ex::begin(int status, string_view headers) {
  if (!is_open || responded) return;
  responded = streaming = true;
  chunked = parser->version >= 11;
  std::string head;
  append_head(head, status, headers, -1);
  ptr<hs_ex> keep_alive(this);
  raw(head.data(), head.size());
}

size_t hs_ex::write_part(string_view part) {
  if (!is_open || !streaming || ended || is_head || part.empty()) return 0;
  ptr<hs_ex> keep_alive(this);
  if (chunked) {
    static thread_local std::string chunk;
    char size[24];
    chunk.assign(size, size_t(snprintf(size, sizeof size, "%zx\r\n", part.size())));
    chunk.append(part.data(), part.size()).append("\r\n");
    raw(chunk.data(), chunk.size());
    if (chunk.capacity() > 2 * released_buffer) std::string().swap(chunk);
  } else {
    raw(part.data(), part.size());
  }
  size_t queued = out.size() - out_offset;
  if (queued) wants_drain = true;
  return queued;
}

void hs_ex::end(bool abort) {
  if (!is_open || ended) return;
  ptr<hs_ex> keep_alive(this);
  if (abort || !responded) return close();
  ended = true;
  if (chunked && !is_head) raw("0\r\n\r\n", 5);
  if (phase != phase::closed) after_write();
}

void hs_ex::refuse(int status) {
  problem said = problem_of(status);
  char body[192], text[512];
  int body_size = snprintf(body, sizeof body, "{\"code\":\"%s\",\"title\":\"%s\"}", said.code, said.title);
  int size = snprintf(text, sizeof text,
                      "HTTP/1.1 %d %.*s\r\n%.*sContent-Type: application/problem+json\r\nContent-Length: %d\r\n"
                      "Connection: close\r\n\r\n%s",
                      status, int(reason(status).size()), reason(status).data(), int(loop.date_size), loop.date,
                      body_size, body);
  ptr<hs_ex> keep_alive(this);
  deadline.unlink();
  phase = phase::handler;
  keep = is_open = false;
  ended = responded = true;
  raw(text, size_t(size));
  if (phase != phase::closed) after_write();
}

// When all of a response is with the kernel: the next request, or the end.
void hs_ex::after_write() {
  if (out_offset < out.size() || !ended) return;
  ptr<hs_ex> keep_alive(this);
  if (is_open) {
    is_open = false;
    hold.reset();
    listener.recycle(std::move(parser));
    listener.callbacks.on_done(user, this, false);
  } else {
    parser.reset();
  }
  if (phase == phase::closed) return;
  if (!keep) {
    stream.shut();
    phase = phase::linger;
    lingered = 0;
    await_request(listener.linger);
    in.clear();
    return read();
  }
  phase = phase::idle;
  await_request(listener.idle);
  if (in_callback || processing) return;
  if (in.empty()) return read();
  process();
}
