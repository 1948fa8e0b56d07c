// SPDX-License-Identifier: MIT
// The functions of epcheck.h: one operation each, whose place in the source is the caller's. They
// run on the stack of a thread; those that end in a hook leave no frame of their own there.
#include <algorithm>
#include <cstring>

#include "checker/epcheck.h"
#include "checker/globals.h"
#include "checker/hooks.h"
#include "checker/report.h"
#include "checker/thread.h"
#include "checker/tsan_hooks.h"

#define CALLER __builtin_return_address(0)

namespace epcheck {

namespace {

/// What a thread of a C program runs, as its argument is copied.
struct Start {
  void (*body)(void*);
  void* argument;
};
void run(void* copy) {
  const Start& start = *static_cast<const Start*>(copy);
  start.body(start.argument);
}

[[gnu::always_inline]] inline std::uint64_t lock(OpKind kind, const void* lock, const void* pc) {
  return epc_hook_from(pack(kind, 0, Order::acq_rel), Globals::canonical(lock), 0, 0, pc);
}

[[gnu::always_inline]] inline std::uint64_t access(OpKind kind, const void* address, unsigned size,
                                                   unsigned order, std::uint64_t a, std::uint64_t b,
                                                   const void* pc) {
  unsigned flags = order & EPC_PLAIN ? kPlain : 0;
  return epc_hook_from(pack(kind, size, static_cast<Order>(order & 7), flags),
                       Globals::canonical(address), a, b, pc);
}

}  // namespace

}  // namespace epcheck

using epcheck::Condition;
using epcheck::OpKind;
using epcheck::Order;
using epcheck::pack;

extern "C" {

epc_thread epc_start(void (*body)(void*), void* argument, const char* name) {
  epcheck::Start start{body, argument};
  return epc_spawn(&epcheck::run, &start, sizeof start, name);
}
void epc_join(epc_thread thread) {
  Condition finished{&epcheck::detail::thread_finished, thread};
  epc_hook_from(pack(OpKind::wait, 0, Order::acquire), &finished, 1, 0, CALLER);
}
void epc_daemon(epc_thread thread) { epcheck::detail::set_daemon(thread); }

void epc_mutex_lock(epc_mutex* mutex) { epcheck::lock(OpKind::lock, mutex, CALLER); }
bool epc_mutex_trylock(epc_mutex* mutex) {
  return epcheck::lock(OpKind::try_lock, mutex, CALLER) != 0;
}
void epc_mutex_unlock(epc_mutex* mutex) { epcheck::lock(OpKind::unlock, mutex, CALLER); }
void epc_rwlock_rdlock(epc_rwlock* lock) { epcheck::lock(OpKind::lock_shared, lock, CALLER); }
void epc_rwlock_wrlock(epc_rwlock* lock) { epcheck::lock(OpKind::lock, lock, CALLER); }
bool epc_rwlock_tryrdlock(epc_rwlock* lock) {
  return epcheck::lock(OpKind::try_lock_shared, lock, CALLER) != 0;
}
bool epc_rwlock_trywrlock(epc_rwlock* lock) {
  return epcheck::lock(OpKind::try_lock, lock, CALLER) != 0;
}
void epc_rwlock_rdunlock(epc_rwlock* lock) { epcheck::lock(OpKind::unlock_shared, lock, CALLER); }
void epc_rwlock_wrunlock(epc_rwlock* lock) { epcheck::lock(OpKind::unlock, lock, CALLER); }

void epc_wait_until(bool (*holds)(const void*), const void* argument) {
  Condition condition{holds, argument};
  epc_hook_from(pack(OpKind::wait, 0, Order::acquire), &condition, 1, 0, CALLER);
}

void* epc_malloc(uint64_t bytes) {
  return reinterpret_cast<void*>(epc_hook_from(
      pack(OpKind::alloc, 0, Order::relaxed, epcheck::kRaw), nullptr, bytes, 0, CALLER));
}
void* epc_calloc(uint64_t count, uint64_t bytes) { return epc_alloc(count * bytes); }
void* epc_memmove(void* to, const void* from, uint64_t bytes) {
  epcheck::announce_range(OpKind::store, to, bytes, CALLER);
  epcheck::announce_range(OpKind::load, from, bytes, CALLER, to);
  return std::memmove(to, from, bytes);
}
void* epc_memcpy(void* to, const void* from, uint64_t bytes) {
  epcheck::announce_range(OpKind::store, to, bytes, CALLER);
  epcheck::announce_range(OpKind::load, from, bytes, CALLER, to);
  return std::memmove(to, from, bytes);
}
void* epc_memset(void* to, int value, uint64_t bytes) {
  epcheck::announce_range(OpKind::store, to, bytes, CALLER);
  return std::memset(to, value, bytes);
}

unsigned epc_choose(unsigned n) {
  return static_cast<unsigned>(
      epc_hook_from(pack(OpKind::choose, 0, Order::relaxed), nullptr, n, 0, CALLER));
}
void epc_report(const char* property, const char* message) { epcheck::report(property, message); }
void epc_fail(const char* property, const char* message) {
  epc_hook_from(pack(OpKind::report, 0, Order::relaxed, epcheck::kEnds), property,
                reinterpret_cast<std::uint64_t>(message), 0, CALLER);
  __builtin_unreachable();
}
void epc_outcome(int64_t value) { epcheck::outcome({value}); }

uint64_t epc_load(const void* address, unsigned size, unsigned order) {
  return epcheck::access(OpKind::load, address, size, order, 0, 0, CALLER);
}
void epc_store(void* address, unsigned size, uint64_t value, unsigned order) {
  epcheck::access(OpKind::store, address, size, order, value, 0, CALLER);
}
uint64_t epc_exchange(void* address, unsigned size, uint64_t value, unsigned order) {
  return epcheck::access(OpKind::exchange, address, size, order, value, 0, CALLER);
}
uint64_t epc_compare_exchange(void* address, unsigned size, uint64_t expected, uint64_t desired,
                              unsigned order) {
  return epcheck::access(OpKind::cas, address, size, order, expected, desired, CALLER);
}
uint64_t epc_fetch_add(void* address, unsigned size, uint64_t value, unsigned order) {
  return epcheck::access(OpKind::fetch_add, address, size, order, value, 0, CALLER);
}
void epc_fence(unsigned order) {
  epc_hook_from(pack(OpKind::fence, 0, static_cast<Order>(order & 7)), nullptr, 0, 0, CALLER);
}
}
