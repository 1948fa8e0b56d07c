// SPDX-License-Identifier: MIT
// epcheck::thread: a thread of the program under test. Looks like std::thread, but it may be left
// unjoined: an execution ends when no thread can go on. Threads are numbered from 0 (the body given
// to check()) in the order in which they are started; at most kMaxThreads of them.
#pragma once

#include <type_traits>

#include "checker/hooks.h"

namespace epcheck {

inline constexpr unsigned kMaxThreads = 64;

namespace detail {
bool thread_finished(const void* handle);
bool children_finished(const void* handle);
void* current_handle();
void set_daemon(void* handle);
unsigned thread_id(const void* handle);
}  // namespace detail

class thread {
 public:
  /// `body` is copied into the new thread; it must be trivially copyable (capture references,
  /// pointers and numbers). `name` appears in reports and must outlive the check.
  template <class F>
  explicit thread(F body, const char* name = nullptr) {
    static_assert(std::is_trivially_copyable_v<F>, "capture only references, pointers and numbers");
    handle_ = epc_spawn([](void* copy) { (*static_cast<F*>(copy))(); }, &body, sizeof body, name);
    scrub_registers();
  }
  /// Blocks until the thread has finished.
  void join() {
    Condition finished{&detail::thread_finished, handle_};
    hook(pack(OpKind::wait, 0, Order::acquire), &finished, 1);
  }
  /// It may stay blocked for ever without this being a deadlock.
  thread& daemon() {
    detail::set_daemon(handle_);
    return *this;
  }
  unsigned id() const { return detail::thread_id(handle_); }

 private:
  void* handle_;
};

namespace this_thread {
unsigned id();
/// Blocks until all threads that this one has started have finished. Joining them one after the
/// other tells them apart: with this, threads that are alike stay so (docs/internals.md,
/// "Symmetry").
inline void join_all() {
  Condition finished{&detail::children_finished, detail::current_handle()};
  hook(pack(OpKind::wait, 0, Order::acquire), &finished, 1);
}
/// A pointer that the program may keep for each thread, such as the kernel's `current`.
void* data();
void set_data(void* data);
}  // namespace this_thread

}  // namespace epcheck
