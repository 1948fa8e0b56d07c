// SPDX-License-Identifier: MIT
#include "model/protocol.h"

namespace epcheck {
namespace {

constexpr Protocol kV51{
    .ready_lock = ReadyLock::rwlock_xchg,
    .wake_at_scan_end = true,
    .wake_pollers_at_scan_end = true,
    .wake_on_ovflist = false,
    .wait_entry = WaitEntry::per_call,
    .autoremove = Autoremove::if_woken,
    .final_check_under_lock = false,
    .arm_under_ready_lock = false,
    .recheck_after_timeout = false,
    .zero_timeout_locked = true,
    .seqcount = false,
    .link_before_poll = false,
    .pin_in_poll = false,
    .lifetime = Lifetime::epmutex,
    .check_depth_upwards = false,
    .rcu_free_ep = false,
};

constexpr Protocol without_wake_at_scan_end(Protocol protocol) {
  protocol.wake_at_scan_end = false;
  protocol.wake_pollers_at_scan_end = false;
  return protocol;
}

constexpr Preset kPresets[] = {
    {"v5.1", "rwlock, lockless list adds, wait entry armed once per call", kV51},
    {"v5.5", "v5.1 without the wake-up at the end of a scan (339ddb53d373)",
     without_wake_at_scan_end(kV51)},
    {"v7.1", "spinlock, wait entry removed by the wake-up, file pinned in ep_remove", Protocol{}},
};

}  // namespace

std::span<const Preset> presets() { return kPresets; }

const Protocol* find_protocol(std::string_view kernel) {
  for (const Preset& preset : kPresets)
    if (preset.name == kernel) return &preset.protocol;
  return nullptr;
}

std::string_view newest_kernel() { return kPresets[std::size(kPresets) - 1].name; }

}  // namespace epcheck
