// SPDX-License-Identifier: Apache-2.0
// Jobs, posts, turns, timers and descriptors of others: everything of the loop that is not HTTP.
#include "loop.hpp"

#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <csignal>
#include <ctime>

using namespace engine;

namespace {
thread_local hs_loop *current = nullptr;

void run_jobs(hs_loop *loop) {
  loop->drain_due = false;
  loop->running.swap(loop->jobs);
  for (void *job : loop->running) loop->hooks.run_job(loop->hooks.ctx, job);
  loop->running.clear();
}
}  // namespace

void hs_loop::add(std::unique_ptr<part> addition) {
  parts.push_back(std::move(addition));
  if (ticking) return;
  ticking = true;
  tick();
}

void hs_loop::read_clock() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
  now = int64_t(t.tv_sec) * 1000 + t.tv_nsec / 1'000'000;
  time_t wall = time(nullptr);
  tm utc;
  gmtime_r(&wall, &utc);
  date_size = strftime(date, sizeof date, "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &utc);
}

void hs_loop::tick() {
  read_clock();
  for (size_t index = 0; index < parts.size(); ++index) parts[index]->tick();
  finish_if_drained();
  ticker.expires_after(tick_span);
  ticker.async_wait([this](error_code ec) {
    if (!ec) tick();
  });
}

void hs_loop::finish_if_drained() {
  if (!stopping) return;
  for (auto &part : parts)
    if (!part->is_drained()) return;
  io.stop();
}

// A descriptor of somebody else. Counted: a callback may free it while it is being told of readiness.
struct hs_watch final : counted {
  asio::posix::basic_stream_descriptor<executor> descriptor;
  void *ctx;
  hs_ready ready;
  bool freed = false, writing = false;

  hs_watch(hs_loop &loop, void *ctx, hs_ready ready) : descriptor(loop.io), ctx(ctx), ready(ready) {}
  void read() {
    ptr<hs_watch> keep(this);
    descriptor.async_wait(descriptor.wait_read, [keep](error_code ec) {
      if (keep->freed) return;
      keep->ready(keep->ctx, ec ? -1 : 1);
      if (!keep->freed && !ec) keep->read();
    });
  }
  void write() {
    if (writing || freed) return;
    writing = true;
    ptr<hs_watch> keep(this);
    descriptor.async_wait(descriptor.wait_write, [keep](error_code ec) {
      keep->writing = false;
      if (!keep->freed) keep->ready(keep->ctx, ec ? -1 : 2);
    });
  }
};

struct hs_timer final : counted {
  timer_type timer;
  void *ctx;
  hs_call fire;
  bool over = false;
  hs_timer(hs_loop &loop, void *ctx, hs_call fire) : timer(loop.io), ctx(ctx), fire(fire) {}
};

extern "C" {

hs_loop *hs_loop_new(void) {
  signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without MSG_NOSIGNAL
  return new hs_loop;
}
void hs_loop_bind(hs_loop *loop, const hs_hooks *hooks) { loop->hooks = *hooks; }
void hs_loop_free(hs_loop *loop) { delete loop; }
void *hs_loop_here(void) { return current ? current->hooks.ctx : nullptr; }

void hs_loop_run(hs_loop *loop) {
  current = loop;
  loop->io.run();
  // What is still under way is told that it ends, and those who waited for it get their turn.
  while (!loop->begun.empty()) {
    ptr<live> one(loop->begun.first());
    one->on_loop.unlink();
    one->abandon("the loop ends");
  }
  loop->io.restart();
  for (int round = 0; round < 1000 && loop->io.poll() > 0; ++round) continue;
  current = nullptr;
}

void hs_loop_stop(hs_loop *loop, int grace_ms) {
  asio::post(loop->io, [loop, grace_ms] {
    if (loop->stopping) return;
    loop->stopping = true;
    loop->read_clock();
    for (auto &part : loop->parts) part->drain(loop->now + grace_ms);
    loop->finish_if_drained();
  });
}

void hs_loop_post(hs_loop *loop, void *ctx, hs_call call) {
  asio::post(loop->io, [ctx, call] { call(ctx); });
}

// From the loop itself: one handler for all jobs of this moment. From elsewhere: a lock and a wake-up each.
void hs_loop_post_job(hs_loop *loop, void *job) {
  if (current != loop) {
    asio::post(loop->io, [loop, job] { loop->hooks.run_job(loop->hooks.ctx, job); });
    return;
  }
  loop->jobs.push_back(job);
  if (loop->drain_due) return;
  loop->drain_due = true;
  asio::post(loop->io, [loop] { run_jobs(loop); });
}

// Posted twice: one more poll of the sockets lets batches grow by a fifth.
void hs_loop_end_turn(hs_loop *loop) {
  if (loop->end_due) return;
  loop->end_due = true;
  asio::post(loop->io, [loop] {
    asio::post(loop->io, [loop] {
      loop->end_due = false;
      loop->hooks.end_turn(loop->hooks.ctx);
    });
  });
}

hs_timer *hs_timer_new(hs_loop *loop, int64_t ms, void *ctx, hs_call fire) {
  auto timer = new hs_timer(*loop, ctx, fire);
  intrusive_ptr_add_ref(timer);
  ptr<hs_timer> keep(timer);
  timer->timer.expires_after(std::chrono::milliseconds(ms));
  timer->timer.async_wait([keep](error_code) {
    if (keep->over) return;
    keep->over = true;
    keep->fire(keep->ctx);
  });
  return timer;
}
void hs_timer_free(hs_timer *timer) {
  timer->over = true;
  timer->timer.cancel();
  intrusive_ptr_release(timer);
}

hs_watch *hs_watch_new(hs_loop *loop, int fd, void *ctx, hs_ready ready) {
  auto watch = new hs_watch(*loop, ctx, ready);
  intrusive_ptr_add_ref(watch);
  error_code ec;
  watch->descriptor.assign(fd, ec);
  if (ec) {
    intrusive_ptr_release(watch);
    return nullptr;
  }
  watch->read();
  return watch;
}
void hs_watch_write(hs_watch *watch) { watch->write(); }
void hs_watch_free(hs_watch *watch) {
  watch->freed = true;
  watch->descriptor.release();
  intrusive_ptr_release(watch);
}
}
