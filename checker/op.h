// SPDX-License-Identifier: MIT
// The words between a program under test and the engine: one Op is one operation that the engine
// can see. A thread announces an Op, the engine decides whether another thread may run first, and
// then the Op is carried out. Plain data; used by hooks.h and by every search.
#pragma once

#include <cstdint>

namespace epcheck {

/// What an operation does. The order is part of no format; do not store the numbers.
enum class OpKind : std::uint8_t {
  none,         // nothing announced
  begin,        // first step of a thread
  load,         // read of a shared word
  store,        // write of a shared word
  exchange,     // rmw: swap
  cas,          // rmw: compare and swap
  fetch_add,    // rmw
  fetch_and,    // rmw
  fetch_or,     // rmw
  fetch_xor,    // rmw
  fence,        // memory fence
  lock,         // acquire a lock for oneself
  lock_shared,  // acquire a lock beside other readers
  try_lock,     // acquire if free, never blocks
  try_lock_shared,
  unlock,
  unlock_shared,
  wait,    // block until one of several conditions holds; the index is the result
  choose,  // nondeterministic choice among n values
  spawn,   // start a thread
  ghost,   // orders updates of ghost state, see ghost.h
  alloc,
  free,
  touch,    // ghost memory is about to change; never a scheduling point
  report,   // a property is violated; never a scheduling point
  outcome,  // values for Result::outcomes; never a scheduling point
  finish,   // last step of a thread
  drain,    // a buffered store becomes visible; only ever recorded, see kDrain in check.h
};

/// Reads and writes in one.
constexpr bool is_rmw(OpKind kind) { return kind >= OpKind::exchange && kind <= OpKind::fetch_xor; }
/// Accesses memory, of the size that OpCode says.
constexpr bool is_access(OpKind kind) { return kind >= OpKind::load && kind <= OpKind::fetch_xor; }
/// Takes a lock, or tries to.
constexpr bool takes_lock(OpKind kind) {
  return kind >= OpKind::lock && kind <= OpKind::try_lock_shared;
}
/// Is about a lock.
constexpr bool is_lock(OpKind kind) {
  return kind >= OpKind::lock && kind <= OpKind::unlock_shared;
}
/// Whether other threads may come before it in some search. The rest of what a thread does belongs
/// to what it has done before.
constexpr bool may_be_point(OpKind kind) {
  switch (kind) {
    case OpKind::fence:
    case OpKind::alloc:
    case OpKind::touch:
    case OpKind::report:
    case OpKind::outcome:
    case OpKind::spawn:
    case OpKind::finish:
      return false;
    default:
      return true;
  }
}

/// Which other operations an access may be reordered with. Kernel barriers map onto these.
enum class Order : std::uint8_t { relaxed, acquire, release, acq_rel, seq_cst };

/// Bits of OpCode::flags.
inline constexpr std::uint8_t kPlain = 1;  // not marked: a conflicting unordered access is a race
inline constexpr std::uint8_t kEnds = 2;   // report: the execution ends here
inline constexpr std::uint8_t kCut = 4;    // announced because the step had become too long
/// A load or store that the program itself makes, right after the hook. For a store, the operands
/// are the address and the bytes of all that it will write, of which the operation may be a part.
inline constexpr std::uint8_t kNative = 8;
/// A native access that is a part of a copy, or of an access to more than eight bytes. A load in a
/// copy has the place that it is copied to as its first operand.
inline constexpr std::uint8_t kRange = 16;
inline constexpr std::uint8_t kRaw = 32;      // alloc: nobody has written there yet
inline constexpr std::uint8_t kAwaited = 64;  // touch: conditions of waits look at it

/// Everything about an operation but its operands, packed so that it travels in one register.
struct OpCode {
  OpKind kind;
  std::uint8_t size;  // bytes accessed: 1, 2, 4 or 8; 0 where there is no access
  Order order;
  std::uint8_t flags;
};

/// One condition of OpKind::wait. `holds` must be a pure function of shared memory that reads it
/// only through peek(); a null `holds` is a condition that always holds.
struct Condition {
  bool (*holds)(const void* argument);
  const void* argument;
};

}  // namespace epcheck
