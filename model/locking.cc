// SPDX-License-Identifier: MIT
#include "model/locking.h"

#include <string>

#include "checker/choice.h"
#include "checker/report.h"
#include "model/kernel.h"

namespace epcheck {
namespace {

constexpr const char* kClassNames[] = {"freed",      "epnested_mutex", "ep->mtx",     "pipe mutex",
                                       "f_lock",     "file_lock",      "socket lock", "siglock",
                                       "queue lock", "ep->lock",       "ep->wq.lock"};

bool is_mutex(const LockClass& lock) { return lock <= LockClass::pipe; }

/// Whether interrupts take locks of the class, so that they must be off for others.
bool irq_safe(const LockClass& lock) { return lock >= LockClass::siglock; }

/// Says in the trace which locks are held.
void note_held(const LockGhost& locks, const LockClass& taken) {
  std::string chain;
  for (const auto& held : locks.held)
    if (const LockClass* lock = held)
      chain += std::string(kClassNames[static_cast<unsigned>(*lock)]) + " > ";
  note("property", "takes {}{}", chain, kClassNames[static_cast<unsigned>(taken)]);
}

bool may_nest(const LockClass& held, const LockClass& taken) {
  if (held != taken) return held < taken;
  return held == LockClass::mtx || held == LockClass::queue;
}

[[gnu::noinline]] void check_taken(const LockGhost& locks, const LockClass& lock) {
  if (lock == LockClass::gone) return;
  if (locks.user_access)
    report("user-access", "a lock is taken while access to user memory is open");
  if (irq_safe(lock) && !locks.irqs_off) {
    if (recording()) note_held(locks, lock);
    report("irqs-on", "a lock that interrupts take is taken with interrupts on");
  }
  for (const auto& held : locks.held) {
    const LockClass* outer = held;
    if (outer == nullptr) break;
    if (may_nest(*outer, lock)) continue;
    if (recording()) note_held(locks, lock);
    report(
        "lock-order",
        "a lock is taken inside another that others take inside of it; the order is "
        "epnested_mutex, ep->mtx, pipe mutex, f_lock, file_lock, socket lock, siglock, queue lock, "
        "ep->lock, ep->wq.lock");
    break;
  }
}

[[gnu::noinline]] void push(LockGhost& locks, const LockClass& lock) {
  for (auto& held : locks.held) {
    if (held != nullptr) continue;
    held = &lock;
    return;
  }
}

/// Locks are not always released in the opposite order.
[[gnu::noinline]] void pop(LockGhost& locks, const LockClass& lock) {
  unsigned at = 0;
  while (at < LockGhost::kHeld && locks.held[at] != &lock) ++at;
  if (at == LockGhost::kHeld) return;  // not held: the engine reports lock-misuse
  for (; at + 1 < LockGhost::kHeld && locks.held[at] != nullptr; ++at)
    locks.held[at] = static_cast<const LockClass*>(locks.held[at + 1]);
  if (locks.held[at] != nullptr) locks.held[at] = nullptr;
}

LockGhost& ghosts() { return current_task()->locks; }

bool cpu_is_ours(const void* argument) {
  const Task* task = static_cast<const Task*>(argument);
  unsigned above = 0;
  if (task->context != Context::hardirq) above |= Cpu::kHardirq;
  if (task->context == Context::process) above |= Cpu::kSoftirq;
  return (task->cpu->state.peek() & above) == 0;
}

/// No interrupt runs on the CPU instead of us.
void have_cpu() {
  Task* task = current_task();
  if (task->cpu != nullptr) wait_until(&cpu_is_ours, task);
}

bool cpu_takes_interrupt(const void* argument) {
  const Task* task = static_cast<const Task*>(argument);
  unsigned masked = Cpu::kIrqsOff | Cpu::kHardirq;
  if (task->context == Context::softirq) masked |= Cpu::kSoftirq;
  return (task->cpu->state.peek() & masked) == 0;
}

unsigned own_bit(const Task* task) {
  return task->context == Context::hardirq ? Cpu::kHardirq : Cpu::kSoftirq;
}

/// Interrupts of this CPU go off or on. Hardware has them off in a hardirq, which nobody counts.
[[gnu::noinline]] void set_irqs_off(bool off) {
  Task* task = current_task();
  if (task->locks.irqs_off == off) return;
  if (task->cpu != nullptr && task->context != Context::hardirq) {
    have_cpu();
    if (off)
      task->cpu->state.fetch_or(Cpu::kIrqsOff);
    else
      task->cpu->state.fetch_and(~Cpu::kIrqsOff);
  }
  task->locks.irqs_off = off;
}

}  // namespace

namespace lockdep {

[[gnu::noinline]] void take(const LockClass& lock) {
  have_cpu();
  check_taken(ghosts(), lock);
  require(ghosts().held[LockGhost::kHeld - 1] == nullptr,
          "a task holds more locks than the model has room for");
}

[[gnu::noinline]] void taken(const LockClass& lock) { push(ghosts(), lock); }

[[gnu::noinline]] void release(const LockClass& lock) {
  have_cpu();
  pop(ghosts(), lock);
}

[[gnu::noinline]] bool irqs_off() {
  bool were_off = ghosts().irqs_off;
  set_irqs_off(true);
  return were_off;
}

[[gnu::noinline]] void irqs_restore(bool off) { set_irqs_off(off); }

[[gnu::noinline]] void irqs_on() {
  bool were_off = in_hardirq(current_task());
  for (const auto& held : ghosts().held) {
    const LockClass* outer = held;
    if (outer == nullptr) break;
    were_off |= irq_safe(*outer);
  }
  if (were_off)
    report("irqs-reenabled",
           "interrupts go on with an unlock, where they were off before the lock");
  set_irqs_off(false);
}

bool is_atomic(const Task* task) {
  const LockGhost& locks = task->locks;
  bool result = task->context != Context::process || locks.irqs_off ||
                (kernel().rcu.readers >> task->id & 1) != 0;
  for (const auto& held : locks.held) {
    const LockClass* lock = held;
    if (lock == nullptr) break;
    result |= !is_mutex(*lock);
  }
  return result;
}

void shared(bool yes) { ghosts().reads = yes; }

}  // namespace lockdep

[[gnu::noinline]] void might_sleep() {
  const Task* task = current_task();
  if (lockdep::is_atomic(task) || task->locks.user_access)
    report("sleep-in-atomic",
           "what may sleep is called in an interrupt, with a spinlock held, with interrupts off or "
           "beside an access to user memory");
}

bool lockdep_is_held(const LockClass& lock) {
  for (const auto& held : ghosts().held)
    if (held == &lock) return true;
  return false;
}

bool lockdep_is_held_write(const Spinlock& lock) {
  return lockdep_is_held(lock.lock_class) && !ghosts().reads;
}

void irq_enter(Task* task) {
  task->locks.irqs_off = in_hardirq(task);
  if (task->cpu == nullptr) return;
  for (;;) {
    wait_until(&cpu_takes_interrupt, task);
    unsigned state = task->cpu->state.load();
    if (!cpu_takes_interrupt(task)) continue;
    if (task->cpu->state.compare_exchange_strong(state, state | own_bit(task))) return;
  }
}

void irq_exit(Task* task) {
  if (task->cpu != nullptr) task->cpu->state.fetch_and(~own_bit(task));
}

}  // namespace epcheck
