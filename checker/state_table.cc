// SPDX-License-Identifier: MIT
#include "checker/state_table.h"

#include <sched.h>
#include <sys/mman.h>

#include <cstring>
#include <new>

#include "checker/bug.h"

namespace epcheck {

namespace {

/// A table that is cheaper to clear than to give back.
constexpr unsigned kSmallLog2 = 14;
/// From here on a table is worth huge pages: 4 MiB.
constexpr unsigned kHugeLog2 = 18;

void* reserve(std::size_t bytes, int kind) {
  void* memory =
      mmap(nullptr, bytes, PROT_READ | PROT_WRITE, kind | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  CHECK(memory != MAP_FAILED, "no address space for the table of states");
  return memory;
}

}  // namespace

StateTable::StateTable()
    : shared_(new (reserve(sizeof(Shared), MAP_SHARED)) Shared{}),
      own_(static_cast<Slot*>(reserve(kBytes, MAP_PRIVATE))),
      common_(static_cast<Slot*>(reserve(kBytes, MAP_SHARED))),
      slots_(own_) {
  shared_->log2 = kFirstLog2;
  shared_->workers = 1;
}

StateTable::~StateTable() {
  munmap(own_, kBytes);
  munmap(common_, kBytes);
  munmap(shared_, sizeof(Shared));
}

void StateTable::clear() {
  wipe();
  slots_ = own_;
  shared_->size = 0;
  shared_->log2 = kFirstLog2;
  shared_->growing = 0;
  shared_->parked = 0;
}

/// All tables that there have been.
void StateTable::wipe() const {
  for (unsigned log2 = kFirstLog2; log2 <= shared_->log2; ++log2) {
    if (log2 <= kSmallLog2)
      std::memset(static_cast<void*>(slots(log2)), 0, sizeof(Slot) << log2);
    else
      release(slots(log2), log2);
  }
}

void StateTable::release(Slot* slots, unsigned log2) const {
  madvise(slots, sizeof(Slot) << log2, slots_ == own_ ? MADV_DONTNEED : MADV_REMOVE);
}

void StateTable::set_workers(unsigned workers) {
  shared_->workers = workers;
  if (workers == 1 || slots_ == common_) return;
  unsigned log2 = shared_->log2;
  Slot* to = common_ + (std::uint64_t{1} << log2);
  std::memcpy(static_cast<void*>(to), slots(log2), sizeof(Slot) << log2);
  wipe();
  slots_ = common_;
}

bool StateTable::insert(Key key) {
  park_if_growing();
  if (key.low == 0) key.low = 1;
  if (key.high == 0) key.high = 1;
  unsigned log2 = shared_->log2.load(std::memory_order_relaxed);
  if (!insert_into(slots(log2), log2, key)) return false;
  std::uint64_t size = shared_->size.fetch_add(1, std::memory_order_relaxed) + 1;
  if (is_full(size, log2)) grow();
  return true;
}

bool StateTable::insert_into(Slot* slots, unsigned log2, Key key) {
  std::uint64_t mask = (std::uint64_t{1} << log2) - 1;
  for (std::uint64_t i = key.low & mask;; i = (i + 1) & mask) {
    Slot& slot = slots[i];
    std::uint64_t low = slot.low.load(std::memory_order_acquire);
    if (low == 0 && slot.low.compare_exchange_strong(low, key.low, std::memory_order_acq_rel)) {
      slot.high.store(key.high, std::memory_order_release);
      return true;
    }
    if (low != key.low) continue;
    std::uint64_t high;
    while ((high = slot.high.load(std::memory_order_acquire)) == 0) sched_yield();
    if (high == key.high) return false;
  }
}

/// Who has been counted as parked must not go on while the next growth counts on that.
void StateTable::park() {
  do {
    shared_->parked.fetch_add(1);
    while (shared_->growing.load(std::memory_order_acquire) != 0) sched_yield();
    shared_->parked.fetch_sub(1);
  } while (shared_->growing.load() != 0);
}

void StateTable::grow() {
  std::uint32_t nobody = 0;
  if (!shared_->growing.compare_exchange_strong(nobody, 1)) return;  // the winner does it
  while (shared_->parked.load() + 1 < shared_->workers) sched_yield();
  unsigned log2 = shared_->log2;
  if (is_full(shared_->size, log2)) {
    CHECK(log2 < kLastLog2, "more states than the table can ever hold");
    Slot* old = slots(log2);
    if (slots_ == own_ && log2 + 1 >= kHugeLog2)
      madvise(slots(log2 + 1), sizeof(Slot) << (log2 + 1), MADV_HUGEPAGE);
    for (std::uint64_t i = 0; i < std::uint64_t{1} << log2; ++i)
      if (old[i].low != 0) insert_into(slots(log2 + 1), log2 + 1, {old[i].low, old[i].high});
    shared_->log2 = log2 + 1;
    if (log2 > kSmallLog2) release(old, log2);
  }
  shared_->growing.store(0, std::memory_order_release);
}

}  // namespace epcheck
