// SPDX-License-Identifier: MIT
// Locks of the kernel, and the rules about them, checked as rules: a violation is reported where a
// rule is broken, whether or not anything comes of it in this schedule. docs/properties.md lists
// them with their sources. The functions have the kernel's names; what they remember is a list of
// held locks and whether interrupts are off, for each task, which only the rules read.
//
// The order of the classes below is the order in which locks are nested (fs/eventpoll.c, banner):
// who holds one takes later ones only, or of `mtx` and `queue` another of the same class: instances
// that watch each other nest both.
#pragma once

#include <cstdint>

#include "checker/atomic.h"
#include "checker/ghost.h"
#include "checker/mutex.h"
#include "model/steps.h"

namespace epcheck {

struct Task;

enum class LockClass : std::uint8_t {
  gone,      // of a lock in memory that was freed: the operation on it is reported, no rule
  epnested,  // the global mutex of checks, and of closes up to 6.3
  mtx,       // Eventpoll::mtx
  pipe,      // Pipe::mtx
  f_lock,    // File::f_lock
  files,     // Process::file_lock
  socket,    // of a stream or listener
  siglock,   // Sighand::siglock
  queue,     // of a wait queue
  ready,     // Eventpoll::lock
  wq,        // of Eventpoll::wq
};

/// spinlock_t, or rwlock_t, which only Eventpoll::lock is, and not in every kernel.
struct Spinlock {
  explicit Spinlock(LockClass its_class) : lock_class(its_class) {}
  rwlock word;
  const LockClass lock_class;
};

/// struct mutex, which may sleep. Unlocking it where others wait takes two steps: the owner goes,
/// from when on another may have the mutex; then its list of waiters is looked at. So who has got
/// a mutex must not free it while the one before may still be in mutex_unlock(). This one looks at
/// the list always, which finds the same: whoever gets the mutex next could have been waiting.
struct Mutex {
  explicit Mutex(LockClass its_class) : lock_class(its_class) {}
  mutex owner;
  atomic<unsigned> wait_list{0};
  const LockClass lock_class;
};

/// A CPU that tasks and interrupts are bound to. An interrupt begins when it may, and while it runs
/// the tasks of the CPU take and release no lock.
struct Cpu {
  static constexpr unsigned kIrqsOff = 1;
  static constexpr unsigned kHardirq = 2;
  static constexpr unsigned kSoftirq = 4;
  atomic<unsigned> state{0};
};

/// Part of Task.
struct LockGhost {
  static constexpr unsigned kHeld = 8;  // what the engine has room for, too
  ghost<const LockClass*> held[kHeld];  // Spinlock or Mutex; innermost last; null behind it
  ghost<bool> reads;                    // the innermost ready lock is shared
  ghost<bool> irqs_off;
  ghost<bool> user_access;  // between user_access_begin() and _end()
};

/// Rule `sleep-in-atomic`: process context, no spinlock, interrupts on, no RCU reader.
void might_sleep();

// What the functions below do beside the lock's own operation.
namespace lockdep {
void take(const LockClass& lock);     // the rules, before it
void taken(const LockClass& lock);    // after it
void release(const LockClass& lock);  // before it
/// Returns whether interrupts were off before.
bool irqs_off();
void irqs_restore(bool off);
void irqs_on();
void shared(bool yes);
/// Whether the task may not sleep.
bool is_atomic(const Task* task);
}  // namespace lockdep

// All of it stands in the caller, for the sake of the places that traces name.

[[gnu::always_inline]] inline void mutex_lock(Mutex& lock) {
  might_sleep();
  lockdep::take(lock.lock_class);
  lock.owner.lock();
  lockdep::taken(lock.lock_class);
}
/// Does not sleep, and cannot deadlock in whatever order.
[[gnu::always_inline]] inline bool mutex_trylock(Mutex& lock) {
  if (!lock.owner.try_lock()) return false;
  lockdep::taken(lock.lock_class);
  return true;
}
[[gnu::always_inline]] inline void mutex_unlock(Mutex& lock) {
  lockdep::release(lock.lock_class);
  lock.owner.unlock();
  lock.wait_list.load(Order::relaxed);
}

[[gnu::always_inline]] inline void spin_lock(Spinlock& lock) {
  lockdep::take(lock.lock_class);
  lock.word.lock();
  lockdep::taken(lock.lock_class);
}
[[gnu::always_inline]] inline void spin_unlock(Spinlock& lock) {
  lockdep::release(lock.lock_class);
  lock.word.unlock();
}

/// Interrupts are on before, and again afterwards.
[[gnu::always_inline]] inline void spin_lock_irq(Spinlock& lock) {
  lockdep::irqs_off();
  spin_lock(lock);
}
[[gnu::always_inline]] inline void spin_unlock_irq(Spinlock& lock) {
  spin_unlock(lock);
  lockdep::irqs_on();
}

/// Returns whether interrupts were off, and the unlock restores that.
[[nodiscard, gnu::always_inline]] inline bool spin_lock_irqsave(Spinlock& lock) {
  bool irqs_were_off = lockdep::irqs_off();
  spin_lock(lock);
  return irqs_were_off;
}
[[gnu::always_inline]] inline void spin_unlock_irqrestore(Spinlock& lock, bool irqs_were_off) {
  spin_unlock(lock);
  lockdep::irqs_restore(irqs_were_off);
}

[[nodiscard, gnu::always_inline]] inline bool read_lock_irqsave(Spinlock& lock) {
  bool irqs_were_off = lockdep::irqs_off();
  lockdep::take(lock.lock_class);
  lock.word.lock_shared();
  lockdep::taken(lock.lock_class);
  lockdep::shared(true);
  return irqs_were_off;
}
[[gnu::always_inline]] inline void read_unlock_irqrestore(Spinlock& lock, bool irqs_were_off) {
  lockdep::shared(false);
  lockdep::release(lock.lock_class);
  lock.word.unlock_shared();
  lockdep::irqs_restore(irqs_were_off);
}

// The same as a step that the kernel may be without.

[[gnu::always_inline]] inline void mutex_lock(Mutex& lock, Step step) {
  if (does(step)) mutex_lock(lock);
}
[[gnu::always_inline]] inline void mutex_unlock(Mutex& lock, Step step) {
  if (does(step)) mutex_unlock(lock);
}
[[gnu::always_inline]] inline void spin_lock(Spinlock& lock, Step step) {
  if (does(step)) spin_lock(lock);
}
[[gnu::always_inline]] inline void spin_unlock(Spinlock& lock, Step step) {
  if (does(step)) spin_unlock(lock);
}
[[gnu::always_inline]] inline void spin_lock_irq(Spinlock& lock, Step step) {
  if (does(step)) spin_lock_irq(lock);
}
[[gnu::always_inline]] inline void spin_unlock_irq(Spinlock& lock, Step step) {
  if (does(step)) spin_unlock_irq(lock);
}
[[nodiscard, gnu::always_inline]] inline bool spin_lock_irqsave(Spinlock& lock, Step step) {
  return does(step) && spin_lock_irqsave(lock);
}
[[gnu::always_inline]] inline void spin_unlock_irqrestore(Spinlock& lock, bool irqs_were_off,
                                                          Step step) {
  if (does(step)) spin_unlock_irqrestore(lock, irqs_were_off);
}
[[nodiscard, gnu::always_inline]] inline bool read_lock_irqsave(Spinlock& lock, Step step) {
  return does(step) && read_lock_irqsave(lock);
}
[[gnu::always_inline]] inline void read_unlock_irqrestore(Spinlock& lock, bool irqs_were_off,
                                                          Step step) {
  if (does(step)) read_unlock_irqrestore(lock, irqs_were_off);
}

/// Whether the current task holds the lock whose `lock_class` this is, shared or not.
bool lockdep_is_held(const LockClass& lock_class);

/// Whether it holds it alone.
bool lockdep_is_held_write(const Spinlock& lock);

/// Interrupt context begins on its CPU, as soon as it may; and ends.
void irq_enter(Task* task);
void irq_exit(Task* task);

}  // namespace epcheck
