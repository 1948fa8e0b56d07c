// SPDX-License-Identifier: MIT
#include "checker/handover.h"

#include <algorithm>
#include <cstring>

#include "checker/machine.h"

namespace epcheck {

namespace {

std::uint64_t bit(unsigned n) { return std::uint64_t{1} << n; }
std::uint64_t low_bits(std::size_t n) {
  return n >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << n) - 1;
}

/// The bits of a lock: what exclusive holders knew, what any holder knew.
std::uint64_t exclusive_bit(int lock) { return bit(2 * static_cast<unsigned>(lock)); }
std::uint64_t any_bit(int lock) { return bit(2 * static_cast<unsigned>(lock) + 1); }

}  // namespace

void Handover::restart(const std::vector<std::uint32_t>& words,
                       const std::vector<Remembered>& remembered,
                       const std::vector<std::uint32_t>& locks,
                       const std::vector<std::uint32_t>& objects, bool fences, bool buffers) {
  words_ = words;
  marks_.clear();
  locks_ = locks;
  objects_ = objects;
  overflows_ = locks_.size() > kMaxLocks || objects_.size() > kMaxObjects;
  if (locks_.size() > kMaxLocks) locks_.resize(kMaxLocks);
  if (objects_.size() > kMaxObjects) objects_.resize(kMaxObjects);
  kept_.clear();
  for (std::size_t i = 0; i < words_.size(); ++i) {
    std::uintptr_t address = Words::address_of(words_[i]);
    int lock = lock_index(remembered[i].lock);
    std::uint64_t bits = lock < 0 ? 0 : exclusive_bit(lock) | any_bit(lock);
    if (remembered[i].history != History::one_lock) bits = ~std::uint64_t{0};
    kept_.push_back(
        {remembered[i].history, bits, in_heap(address) ? kMaxThreads : region_of(address)});
  }
  buffers_ = buffers && !objects_.empty();
  width_ = objects_.empty() ? 2 : fences ? kWidest : buffers ? 4 : 3;
  std::memset(reinterpret_cast<void*>(base()), 0,
              kMaxSlots * sizeof(Slot) + kMaxMembers * (sizeof(std::uint64_t) + sizeof(NotAfter)));
}

Handover::Slot Handover::slot(unsigned index) const {
  Slot value{};
  const std::uint64_t* from = stored(index);
  std::memcpy(&value.write, from, width_ * sizeof *from);
  std::memcpy(&value.accesses, from + width_, width_ * sizeof *from);
  return value;
}

int Handover::lock_index(std::uint32_t lock) const {
  auto found = std::lower_bound(locks_.begin(), locks_.end(), lock);
  return found != locks_.end() && *found == lock ? static_cast<int>(found - locks_.begin()) : -1;
}

/// Nobody comes after what `thread` does now but itself. Finished threads count where threads are
/// joined: who joins one comes after what that thread came after, and no more.
NotAfter Handover::all_but(unsigned thread) const {
  std::uint64_t live = machine_.live_threads();
  std::uint64_t threads = machine_.words().joins() ? low_bits(machine_.threads()) : live;
  NotAfter all{threads & ~bit(thread), low_bits(2 * locks_.size()), 0, 0, 0, 0};
  if (width_ > 2) all.objects = low_bits(objects_.size());
  if (buffers_) all.buffered = buffered_now();
  if (width_ == kWidest) all.fenced = live;
  if (width_ == kWidest) all.pending = live & ~bit(thread);
  return all;
}

/// Adds an access to a set. If it comes after all that are in it, it stands for them.
void Handover::add(NotAfter& to, unsigned set, unsigned thread) {
  NotAfter access = all_but(thread);
  bool several = find_members(set);
  if (!(to.threads & bit(thread))) {
    to = access;
    members_.clear();
    if (several) store_members(set);
    return;
  }
  if (!several) members_.assign(1, to);
  members_.push_back(access);
  to = store_members(set);
}

/// What comes before all threads is forgotten: no access can conflict with it any more. What a
/// finished thread knew counts only if somebody may join it, and its fences never.
void Handover::normalize(NotAfter& value, unsigned slot) const {
  std::uint64_t live = machine_.live_threads();
  if (!machine_.words().joins()) value.threads &= live;
  if ((value.threads & live) == 0) value = {};
  value.fenced &= live;
  value.pending &= value.threads & live;  // who comes after it now does so after a fence
  if (kept_[slot].history != History::whole) value = {value.threads, value.locks, 0, 0, 0, 0};
}

void Handover::set(unsigned index, const Slot& value) {
  Slot wanted = value;
  normalize(wanted.write, index);
  normalize(wanted.accesses, index);
  std::uint64_t bytes[2 * kWidest];
  std::memcpy(bytes, &wanted.write, width_ * sizeof *bytes);
  std::memcpy(bytes + width_, &wanted.accesses, width_ * sizeof *bytes);
  std::uint64_t* current = stored(index);
  std::size_t size = 2 * width_ * sizeof *bytes;
  if (std::memcmp(current, bytes, size) == 0) return;
  machine_.touch(reinterpret_cast<std::uintptr_t>(current), size);
  std::memcpy(current, bytes, size);
}

bool Handover::ordered(const ThreadState& task, unsigned index, bool write) const {
  bool all = write || kept_[index].history == History::one_lock;
  bool ordered = !(*(stored(index) + (all ? width_ : 0)) & bit(task.id));
  note(HandoverCall::Kind::ordered, index, write, ordered);
  return ordered;
}

void Handover::access(const ThreadState& task, unsigned index, bool write) {
  note(HandoverCall::Kind::access, index, write);
  Slot value = slot(index);
  if (write && kept_[index].history != History::one_lock) add(value.write, 2 * index, task.id);
  add(value.accesses, 2 * index + 1, task.id);
  set(index, value);
}

void Handover::forget(std::uint32_t word) {
  note(HandoverCall::Kind::forget, word);
  int slot = slot_of(word);
  for (; slot >= 0 && static_cast<std::size_t>(slot) < words_.size() &&
         words_[static_cast<unsigned>(slot)] == word;
       ++slot)
    clear(static_cast<unsigned>(slot));
}

void Handover::clear(unsigned slot) {
  set(slot, {});
  for (unsigned number : {2 * slot, 2 * slot + 1})
    if (find_members(number)) {
      members_.clear();
      store_members(number);
    }
}

void Handover::acquire(const ThreadState& task, std::uint32_t lock, bool shared) {
  note(HandoverCall::Kind::acquire, lock, shared);
  int index = words_.empty() ? -1 : lock_index(lock);
  if (index < 0) return;
  std::uint64_t known = shared ? exclusive_bit(index) : any_bit(index);
  change_those(kThreads, bit(task.id), [&](NotAfter& value) {
    if (!(value.locks & known)) value.threads &= ~bit(task.id);
  });
}

void Handover::release(const ThreadState& task, std::uint32_t lock, bool shared) {
  note(HandoverCall::Kind::release, lock, shared, false, task.held_count);
  int index = words_.empty() ? -1 : lock_index(lock);
  if (index < 0) return;
  std::uint64_t known = shared ? any_bit(index) : any_bit(index) | exclusive_bit(index);
  for (unsigned i = 0; i < words_.size(); ++i)
    if (stored(i)[width_ + kLocks] & known & kept_[i].locks)
      change(i, [&](NotAfter& value) {
        if (!(value.threads & bit(task.id))) value.locks &= ~known;
      });
  if (task.held_count == 0) forget_others(task.id);
}

void Handover::forget_others(unsigned thread) {
  for (unsigned i = 0; i < words_.size(); ++i)
    if (kept_[i].history != History::whole && kept_[i].stack != thread &&
        ~stored(i)[width_ + kThreads] & bit(thread))
      change(i, [&](NotAfter& value) { value.threads |= bit(thread); });
}

void Handover::spawn(const ThreadState& parent, unsigned child) {
  change_all([&](NotAfter& value) {
    if (value.threads & bit(parent.id)) {
      value.threads |= bit(child);
      value.pending |= bit(child);
    }
    value.fenced |= bit(child);
  });
}

void Handover::join(const ThreadState& task, unsigned other) {
  change_all([&](NotAfter& value) {
    if (!(value.threads & bit(other))) value.threads &= ~bit(task.id);
  });
}

void Handover::finish(const ThreadState&) {
  note(HandoverCall::Kind::finish, 0);
  change_all([](NotAfter&) {});
}

bool Handover::repeat(const ThreadState& task, const HandoverCall& call) {
  switch (call.kind) {
    case HandoverCall::Kind::ordered:
      return ordered(task, call.n, call.a) == call.b;
    case HandoverCall::Kind::access:
      access(task, call.n, call.a);
      break;
    case HandoverCall::Kind::forget:
      forget(call.n);
      break;
    case HandoverCall::Kind::acquire:
      acquire(task, call.n, call.a);
      break;
    case HandoverCall::Kind::release:
      release(task, call.n, call.a);
      break;
    case HandoverCall::Kind::finish:
      finish(task);
      break;
    case HandoverCall::Kind::load_from:
      load_from(task, call.n, call.a);
      break;
    case HandoverCall::Kind::store_to:
      store_to(task, call.n, call.a, call.b);
      break;
    case HandoverCall::Kind::fence:
      fence(task, call.a, call.b);
  }
  return true;
}

}  // namespace epcheck
