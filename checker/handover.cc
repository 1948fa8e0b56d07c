// SPDX-License-Identifier: MIT
#include "checker/handover.h"

#include <algorithm>
#include <cstring>

#include "checker/machine.h"

namespace epcheck {

namespace {

std::uint64_t bit(unsigned n) { return std::uint64_t{1} << n; }
std::uint64_t low_bits(unsigned n) { return n >= 64 ? ~std::uint64_t{0} : bit(n) - 1; }

/// The bits of a lock: what exclusive holders knew, what any holder knew.
std::uint64_t exclusive_bit(int lock) { return bit(2 * static_cast<unsigned>(lock)); }
std::uint64_t any_bit(int lock) { return bit(2 * static_cast<unsigned>(lock) + 1); }

}  // namespace

void Handover::restart(const std::vector<std::uint32_t>& words,
                       const std::vector<std::uint32_t>& locks) {
  words_ = words;
  locks_ = locks;
  if (words_.size() > kMaxSlots) words_.resize(kMaxSlots);
  if (locks_.size() > kMaxLocks) locks_.resize(kMaxLocks);
  std::memset(reinterpret_cast<void*>(base()), 0, kMaxSlots * sizeof(Slot));
}

int Handover::lock_index(std::uint32_t lock) const {
  auto found = std::lower_bound(locks_.begin(), locks_.end(), lock);
  return found != locks_.end() && *found == lock ? static_cast<int>(found - locks_.begin()) : -1;
}

bool Handover::knows(std::uint32_t lock) const { return lock_index(lock) >= 0; }

/// Nobody comes after what `thread` does now but itself. Finished threads count where threads are
/// joined: who joins one comes after what that thread came after, and no more.
NotAfter Handover::all_but(unsigned thread) const {
  std::uint64_t threads =
      machine_.words().joins() ? low_bits(machine_.threads()) : machine_.live_threads();
  return {threads & ~bit(thread), low_bits(2 * static_cast<unsigned>(locks_.size()))};
}

/// What comes before all threads is forgotten: no access can conflict with it any more. What a
/// finished thread knew counts only if somebody may join it.
Handover::Slot Handover::normal(Slot value) const {
  std::uint64_t live = machine_.live_threads();
  if (!machine_.words().joins()) {
    value.write.threads &= live;
    value.accesses.threads &= live;
  }
  if ((value.write.threads & live) == 0) value.write = {};
  if ((value.accesses.threads & live) == 0) value.accesses = {};
  return value;
}

void Handover::set(unsigned index, const Slot& value) {
  Slot wanted = normal(value);
  Slot& current = slot(index);
  if (std::memcmp(&current, &wanted, sizeof wanted) == 0) return;
  machine_.touch(reinterpret_cast<std::uintptr_t>(&current), sizeof current);
  current = wanted;
}

bool Handover::access(const ThreadState& task, unsigned index, bool write) {
  Slot value = slot(index);
  NotAfter& before = write ? value.accesses : value.write;
  if (before.threads & bit(task.id)) return false;
  if (write) {
    value.write = value.accesses = all_but(task.id);
  } else {
    // Only this thread comes after this read; and not even it, if it is not after another.
    std::uint64_t self = value.accesses.threads & bit(task.id);
    value.accesses = all_but(task.id);
    value.accesses.threads |= self;
  }
  set(index, value);
  return true;
}

void Handover::forget(unsigned index) { set(index, {}); }

void Handover::forget_stack(const ThreadState& task, std::uintptr_t sp) {
  auto word = [](std::uintptr_t address) {
    return static_cast<std::uint32_t>((address - kBase) / 4);
  };
  auto from = std::lower_bound(words_.begin(), words_.end(), word(region(task.id)));
  for (; from != words_.end() && *from < word(sp); ++from)
    forget(static_cast<unsigned>(from - words_.begin()));
}

void Handover::acquire(const ThreadState& task, std::uint32_t lock, bool shared) {
  int index = words_.empty() ? -1 : lock_index(lock);
  if (index < 0) return;
  std::uint64_t known = shared ? exclusive_bit(index) : any_bit(index);
  for (unsigned i = 0; i < words_.size(); ++i) {
    Slot value = slot(i);
    if (!((value.accesses.threads | value.write.threads) & bit(task.id))) continue;
    if (!(value.write.locks & known)) value.write.threads &= ~bit(task.id);
    if (!(value.accesses.locks & known)) value.accesses.threads &= ~bit(task.id);
    set(i, value);
  }
}

void Handover::release(const ThreadState& task, std::uint32_t lock, bool shared) {
  int index = words_.empty() ? -1 : lock_index(lock);
  if (index < 0) return;
  std::uint64_t known = shared ? any_bit(index) : any_bit(index) | exclusive_bit(index);
  for (unsigned i = 0; i < words_.size(); ++i) {
    Slot value = slot(i);
    if (!((value.accesses.locks | value.write.locks) & known)) continue;
    if (!(value.write.threads & bit(task.id))) value.write.locks &= ~known;
    if (!(value.accesses.threads & bit(task.id))) value.accesses.locks &= ~known;
    set(i, value);
  }
}

void Handover::spawn(const ThreadState& parent, unsigned child) {
  for (unsigned i = 0; i < words_.size(); ++i) {
    Slot value = slot(i);
    if (value.write.threads & bit(parent.id)) value.write.threads |= bit(child);
    if (value.accesses.threads & bit(parent.id)) value.accesses.threads |= bit(child);
    set(i, value);
  }
}

void Handover::join(const ThreadState& task, unsigned other) {
  for (unsigned i = 0; i < words_.size(); ++i) {
    Slot value = slot(i);
    if (!(value.write.threads & bit(other))) value.write.threads &= ~bit(task.id);
    if (!(value.accesses.threads & bit(other))) value.accesses.threads &= ~bit(task.id);
    set(i, value);
  }
}

void Handover::finish(const ThreadState&) {
  for (unsigned i = 0; i < words_.size(); ++i) set(i, slot(i));
}

}  // namespace epcheck
