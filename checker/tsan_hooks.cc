// SPDX-License-Identifier: MIT
#include "checker/tsan_hooks.h"

#include <algorithm>

#include "checker/bug.h"
#include "checker/globals.h"
#include "checker/hooks.h"
#include "checker/machine.h"

extern "C" void* epc_engine_context;

#define CALLER __builtin_return_address(0)

namespace epcheck {

namespace {

constexpr unsigned kMarked = 0;

/// Whether this is no thread of the program: the engine looks at a condition, perhaps in the middle
/// of a step, or there is no check. Told by the stack.
[[gnu::always_inline]] inline bool outside() {
  std::uintptr_t sp;
  asm("movq %%rsp, %0" : "=r"(sp));
  return !in_program(sp);
}

bool looks_at_condition() { return epc_engine_context != nullptr || Machine::get().peeking(); }

/// The words of a condition are what it waits for.
void read_outside(const void* address, unsigned size) {
  Machine& machine = Machine::get();
  std::uintptr_t place = reinterpret_cast<std::uintptr_t>(Globals::canonical(address));
  if (looks_at_condition() && in_program(place)) machine.peek(place, size);
}
void write_outside() {
  CHECK(!looks_at_condition(), "a condition that a C program waits for changes memory");
}

bool reads_constant(OpKind kind, const void* canonical) {
  return kind == OpKind::load && !in_program(reinterpret_cast<std::uintptr_t>(canonical)) &&
         Globals::is_constant(canonical);
}

[[gnu::always_inline]] inline void access(OpKind kind, unsigned size, unsigned flags,
                                          const void* address, const void* pc) {
  if (outside()) return kind == OpKind::load ? read_outside(address, size) : write_outside();
  const void* place = Globals::canonical(address);
  if (reads_constant(kind, place)) return;
  bool store = kind == OpKind::store;
  epc_hook_from(pack(kind, size, Order::relaxed, kNative | flags), place,
                store ? reinterpret_cast<std::uint64_t>(place) : 0, store ? size : 0, pc);
}

/// Of the memory orders of C11, by their numbers; consume is acquire.
constexpr Order kOrders[] = {Order::relaxed, Order::acquire, Order::acquire,
                             Order::release, Order::acq_rel, Order::seq_cst};
[[gnu::always_inline]] inline Order order(int number) { return kOrders[(number & 7) % 6]; }

template <class T>
[[gnu::always_inline]] inline T atomic(OpKind kind, const volatile T* address, T a, T b,
                                       int memory_order, const void* pc) {
  const void* place = Globals::canonical(const_cast<const T*>(address));
  return static_cast<T>(epc_hook_from(pack(kind, sizeof(T), order(memory_order)), place, a, b, pc));
}

template <class T>
[[gnu::always_inline]] inline T load(const volatile T* address, int memory_order, const void* pc) {
  if (!outside()) return atomic(OpKind::load, address, T{0}, T{0}, memory_order, pc);
  read_outside(const_cast<const T*>(address), sizeof(T));
  return *address;
}

/// What is expected is an ordinary variable.
template <class T>
[[gnu::always_inline]] inline int compare_exchange(volatile T* address, T* expected, T value,
                                                   int memory_order, const void* pc) {
  access(OpKind::load, sizeof(T), kPlain, expected, pc);
  T wanted = *expected;
  T found = atomic(OpKind::cas, address, wanted, value, memory_order, pc);
  if (found == wanted) return 1;
  access(OpKind::store, sizeof(T), kPlain, expected, pc);
  *expected = found;
  return 0;
}

}  // namespace

void announce_range(OpKind kind, const void* address, std::uint64_t bytes, const void* pc,
                    const void* to) {
  if (bytes == 0) return;
  const void* place = Globals::canonical(address);
  if (outside()) return kind == OpKind::load ? read_outside(address, 1) : write_outside();
  if (reads_constant(kind, place)) return;
  std::uint64_t begin = reinterpret_cast<std::uint64_t>(place);
  std::uint64_t target = reinterpret_cast<std::uint64_t>(Globals::canonical(to));
  for (std::uint64_t at = begin; at < begin + bytes;) {
    unsigned size = 8;
    while (at % size != 0 || size > begin + bytes - at) size /= 2;
    bool store = kind == OpKind::store;
    std::uint64_t copied_to = to != nullptr ? target + (at - begin) : 0;
    epc_hook_from(pack(kind, size, Order::relaxed, kNative | kPlain | kRange),
                  reinterpret_cast<const void*>(at), store ? begin : copied_to, store ? bytes : 0,
                  pc);
    at += size;
  }
}

}  // namespace epcheck

using epcheck::access;
using epcheck::kMarked;
using epcheck::kPlain;
using epcheck::OpKind;

// The names and types are the compilers'.
extern "C" {

void __tsan_init() {}
void __tsan_func_entry(void*) {}
void __tsan_func_exit() {}
void __tsan_atomic_signal_fence(int) {}
void __tsan_atomic_thread_fence(int order) {
  if (!epcheck::outside())
    epc_hook_from(epcheck::pack(OpKind::fence, 0, epcheck::order(order)), nullptr, 0, 0, CALLER);
}

#define ACCESSES(size)                                                                         \
  void __tsan_read##size(void* p) { access(OpKind::load, size, kPlain, p, CALLER); }           \
  void __tsan_write##size(void* p) { access(OpKind::store, size, kPlain, p, CALLER); }         \
  void __tsan_volatile_read##size(void* p) { access(OpKind::load, size, kMarked, p, CALLER); } \
  void __tsan_volatile_write##size(void* p) { access(OpKind::store, size, kMarked, p, CALLER); }
ACCESSES(1)
ACCESSES(2)
ACCESSES(4)
ACCESSES(8)

void __tsan_read_range(void* p, unsigned long bytes) {
  epcheck::announce_range(OpKind::load, p, bytes, CALLER);
}
void __tsan_write_range(void* p, unsigned long bytes) {
  epcheck::announce_range(OpKind::store, p, bytes, CALLER);
}
#define RANGES(name, size)                                   \
  void __tsan_##name##read##size(void* p) {                  \
    epcheck::announce_range(OpKind::load, p, size, CALLER);  \
  }                                                          \
  void __tsan_##name##write##size(void* p) {                 \
    epcheck::announce_range(OpKind::store, p, size, CALLER); \
  }
RANGES(, 16)
RANGES(unaligned_, 2)
RANGES(unaligned_, 4)
RANGES(unaligned_, 8)
RANGES(unaligned_, 16)

// Of one size each: the functions over T, an unsigned integer of so many bits.
#define RMW(bits, name, kind)                                                           \
  std::uint##bits##_t __tsan_atomic##bits##_##name(volatile std::uint##bits##_t* p,     \
                                                   std::uint##bits##_t value, int mo) { \
    return epcheck::atomic(OpKind::kind, p, value, std::uint##bits##_t{0}, mo, CALLER); \
  }
#define CAS(bits, strength)                                                                       \
  int __tsan_atomic##bits##_compare_exchange_##strength(volatile std::uint##bits##_t* p,          \
                                                        std::uint##bits##_t* expected,            \
                                                        std::uint##bits##_t value, int mo, int) { \
    return epcheck::compare_exchange(p, expected, value, mo, CALLER);                             \
  }
#define ATOMICS(bits)                                                                             \
  std::uint##bits##_t __tsan_atomic##bits##_load(const volatile std::uint##bits##_t* p, int mo) { \
    return epcheck::load(p, mo, CALLER);                                                          \
  }                                                                                               \
  void __tsan_atomic##bits##_store(volatile std::uint##bits##_t* p, std::uint##bits##_t value,    \
                                   int mo) {                                                      \
    epcheck::atomic(OpKind::store, p, value, std::uint##bits##_t{0}, mo, CALLER);                 \
  }                                                                                               \
  std::uint##bits##_t __tsan_atomic##bits##_fetch_sub(volatile std::uint##bits##_t* p,            \
                                                      std::uint##bits##_t value, int mo) {        \
    auto minus = static_cast<std::uint##bits##_t>(-value);                                        \
    return epcheck::atomic(OpKind::fetch_add, p, minus, std::uint##bits##_t{0}, mo, CALLER);      \
  }                                                                                               \
  std::uint##bits##_t __tsan_atomic##bits##_compare_exchange_val(                                 \
      volatile std::uint##bits##_t* p, std::uint##bits##_t expected, std::uint##bits##_t value,   \
      int mo, int) {                                                                              \
    return epcheck::atomic(OpKind::cas, p, expected, value, mo, CALLER);                          \
  }                                                                                               \
  RMW(bits, exchange, exchange)                                                                   \
  RMW(bits, fetch_add, fetch_add)                                                                 \
  RMW(bits, fetch_and, fetch_and)                                                                 \
  RMW(bits, fetch_or, fetch_or)                                                                   \
  RMW(bits, fetch_xor, fetch_xor)                                                                 \
  CAS(bits, strong)                                                                               \
  CAS(bits, weak)
ATOMICS(8)
ATOMICS(16)
ATOMICS(32)
ATOMICS(64)

}  // extern "C"
