// SPDX-License-Identifier: MIT
#include "model/rcu.h"

#include "checker/report.h"
#include "model/kernel.h"

namespace epcheck {
namespace {

std::uint64_t self() { return std::uint64_t{1} << current_task()->id; }

/// The value stays what it is: a number of grace periods would make every state a new one.
void see_others(RcuState& rcu) {
  if (!kernel().sequential) rcu.grace_period.fetch_add(0, Order::acq_rel);
}

}  // namespace

void rcu_read_lock() {
  RcuState& rcu = kernel().rcu;
  auto& nesting = rcu.nesting[current_task()->id];
  if (nesting == 0) {
    see_others(rcu);
    rcu.readers = rcu.readers | self();
  }
  nesting = static_cast<std::uint8_t>(nesting + 1);
}

[[gnu::noinline]] void rcu_read_unlock() {
  RcuState& rcu = kernel().rcu;
  auto& nesting = rcu.nesting[current_task()->id];
  nesting = static_cast<std::uint8_t>(nesting - 1);
  if (nesting != 0) return;
  rcu.readers = rcu.readers & ~self();
  for (auto& slot : rcu.waiting) {
    RcuState::Waiting waiting = slot;
    if (waiting.object == nullptr) continue;
    waiting.readers &= ~self();
    if (waiting.readers != 0) {
      slot = waiting;
      continue;
    }
    slot = RcuState::Waiting{};
    epc_free(waiting.object);
  }
}

[[gnu::noinline]] void kfree_rcu(void* object) {
  RcuState& rcu = kernel().rcu;
  see_others(rcu);
  if (rcu.readers == 0) {
    epc_free(object);
    return;
  }
  for (auto& slot : rcu.waiting) {
    if (static_cast<RcuState::Waiting>(slot).object != nullptr) continue;
    slot = RcuState::Waiting{object, rcu.readers};
    return;
  }
  require(false, "the model has room for no more objects that wait for a grace period");
}

}  // namespace epcheck
