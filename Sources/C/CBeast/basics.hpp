// SPDX-License-Identifier: Apache-2.0
// What all parts of the engine stand on: Asio's types, counted objects, lists whose nodes know their owner.
#pragma once
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>

namespace engine {

namespace asio = boost::asio;
using error_code = boost::system::error_code;
using executor = asio::io_context::executor_type;
// Generic, so that TCP and UNIX sockets make one type of connection and one instantiation of Beast.
using stream_protocol = asio::generic::stream_protocol;
using socket_type = asio::basic_stream_socket<stream_protocol, executor>;
using timer_type =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, executor>;

// Owned by its loop and by whoever waits for it there; so the count needs no atomics.
struct counted {
  unsigned refs = 0;
  counted() = default;
  counted(counted const &) = delete;
  virtual ~counted() = default;
};
inline void intrusive_ptr_add_ref(counted *object) { ++object->refs; }
inline void intrusive_ptr_release(counted *object) {
  if (--object->refs == 0) delete object;
}
template <class T>
using ptr = boost::intrusive_ptr<T>;

template <class T>
struct node {
  node *previous = nullptr, *next = nullptr;
  T *owner;
  int64_t due = 0;
  explicit node(T *owner) : owner(owner) {}
  ~node() { unlink(); }
  bool is_linked() const { return next; }
  void unlink() {
    if (!next) return;
    previous->next = next;
    next->previous = previous;
    previous = next = nullptr;
  }
};

template <class T>
struct list {
  node<T> end{nullptr};
  list() { end.previous = end.next = &end; }
  ~list() {
    while (end.next != &end) end.next->unlink();
    end.previous = end.next = nullptr;
  }
  bool empty() const { return end.next == &end; }
  T *first() const { return end.next->owner; }
  void append(node<T> *item) {
    item->unlink();
    item->previous = end.previous;
    item->next = &end;
    end.previous->next = item;
    end.previous = item;
  }
};

// Deadlines of one span: the order of arrival is the order of expiry, so that 100,000 idle connections cost nothing.
template <class T>
struct deadlines : list<T> {
  int64_t span = 0;
  void add(node<T> *item, int64_t since) {
    item->due = since + span;
    this->append(item);
  }
  T *expired(int64_t now) const { return !this->empty() && this->end.next->due <= now ? this->first() : nullptr; }
};

inline void explain(char *why, size_t size, std::string const &text) { snprintf(why, size, "%s", text.c_str()); }

}  // namespace engine
