// SPDX-License-Identifier: MIT
// Protocol: which of the kernels of history the model is. Each switch is named after what one
// commit changed and holds one side of that change; a kernel version is a row of switches (a
// preset), never a branch of the code on a version number. A Protocol is constant during a check:
// boot() copies it into the kernel.
//
// The default of every switch is the newest preset, so `Protocol{.wake_at_scan_end = false}` reads
// "v7.1 without the wake-up at the end of a scan".
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace epcheck {

/// What protects rdllist and ovflist.
enum class ReadyLock : std::uint8_t {
  spin,         // a spinlock; the callback holds it alone
  rwlock_xchg,  // a218cc491420 (5.1): callbacks share it and add by xchg; the scan excludes them.
                // Undone by 0c43094f8cc9 (6.17).
};

/// For how long the entry of a waiter stays on ep->wq.
enum class WaitEntry : std::uint8_t {
  per_call,  // 86c051793b4c (5.0): armed once, until epoll_wait returns
  per_wait,  // 412895f03cbf (5.7): armed for each sleep, removed by the wake-up
};

/// When a wake-up removes the entry (WaitEntry::per_wait).
enum class Autoremove : std::uint8_t {
  if_woken,  // 412895f03cbf (5.7): only if the task really was asleep
  always,    // a16ceb139610 (6.0): even if the task was running already
};

/// What keeps an eventpoll, its items and their files alive against a concurrent close.
enum class Lifetime : std::uint8_t {
  epmutex,  // one global mutex around every close
  pinned,   // 58c9b016e128 (6.4) reference count, a6dc643c6931 (7.1) ep_remove pins the file
};

struct Protocol {
  ReadyLock ready_lock = ReadyLock::spin;
  /// The end of a scan wakes one waiter if events are left. Removed by 339ddb53d373 (5.5), restored
  /// by 7fab29e35632 (5.13).
  bool wake_at_scan_end = true;
  /// The end of a scan also tells those who poll the instance. Removed by 339ddb53d373 (5.5).
  bool wake_pollers_at_scan_end = false;
  /// An event that arrives during a scan wakes a waiter. 0c54a6a44bf3 (5.7).
  bool wake_on_ovflist = true;
  WaitEntry wait_entry = WaitEntry::per_wait;
  Autoremove autoremove = Autoremove::always;
  /// The last look before sleeping is taken under ep->lock, with the arming. 65759097d804 (5.7).
  bool final_check_under_lock = true;
  /// A waiter is put on ep->wq under ep->lock, not under the queue's own lock. 1b53734bd0b2 (5.6).
  bool arm_under_ready_lock = true;
  /// A waiter that timed out, but is off ep->wq, was woken and collects. 289caf5d8f6c (5.11).
  bool recheck_after_timeout = true;
  /// A call with timeout 0 looks under ep->lock. Removed by e59d3c64cba6 (5.11).
  bool zero_timeout_locked = false;
  /// ep_events_available notices that it ran beside the start or end of a scan. 0c4aefe3c2d0 (7.2,
  /// and 7.1.y from 7.1.5 on; the preset v7.1 is 7.1.0).
  bool seqcount = false;
  /// ADD links an item to its file and tree before the callback can reach it. f8d4f44df056 (5.9).
  bool link_before_poll = true;
  /// A scan polls only a file that it can still pin. 4efaa5acf0a1 (6.9).
  bool pin_in_poll = true;
  Lifetime lifetime = Lifetime::pinned;
  /// ADD of an instance counts how deep others lie above it, too. f2e467a48287 (6.17).
  bool check_depth_upwards = true;
  /// An instance is freed after an RCU grace period. 07712db80857 (7.0).
  bool rcu_free_ep = true;
};

/// A named row of switches.
struct Preset {
  std::string_view name;  // "v7.1"
  std::string_view summary;
  Protocol protocol;
};

/// All presets, oldest first.
std::span<const Preset> presets();

/// The protocol of the preset `kernel` ("v5.1", "v5.5", "v7.1"), or null.
const Protocol* find_protocol(std::string_view kernel);

/// The preset a scenario gets that names none.
std::string_view newest_kernel();

}  // namespace epcheck
