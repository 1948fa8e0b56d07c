// SPDX-License-Identifier: MIT
#include "model/switches.h"

#include <array>
#include <iterator>

namespace epcheck {
namespace {

constexpr Change kLocklessCheck[] = {{release(5, 0), "5.0", true, "c5a282e9635e",
                                      "fs/epoll: reduce the scope of wq lock in epoll_wait()"}};
constexpr Change kZeroTimeoutLocked[] = {{release(5, 11), "5.11", false, "e59d3c64cba6",
                                          "epoll: eliminate unnecessary lock for zero timeout"}};
constexpr Change kSeqcount[] = {{release(7, 2), "7.2", true, "0c4aefe3c2d0",
                                 "eventpoll: Fix epoll_wait() report false negative"}};
constexpr Change kArmOnce[] = {
    {release(5, 0), "5.0", true, "86c051793b4c", "fs/epoll: deal with wait_queue only once"},
    {release(5, 7), "5.7", false, "412895f03cbf",
     "epoll: atomically remove wait entry on wake up"}};
constexpr Change kAutoremove[] = {
    {release(5, 7), "5.7", true, "412895f03cbf", "epoll: atomically remove wait entry on wake up"}};
constexpr Change kAutoremoveAlways[] = {{release(6, 0), "6.0", true, "a16ceb139610",
                                         "epoll: autoremove wakers even more aggressively"}};
constexpr Change kAutoremoveCareful[] = {
    {release(5, 9), "5.9", true, "c6fe44d96fc1",
     "list: add \"list_del_init_careful()\" to go with \"list_empty_careful()\""},
    {release(6, 0), "6.0", false, "a16ceb139610",
     "epoll: autoremove wakers even more aggressively"},
    {release(6, 4), "6.4", true, "2192bba03d80",
     "epoll: ep_autoremove_wake_function should use list_del_init_careful"}};
constexpr Change kArmUnderReadyLock[] = {
    {release(5, 1), "5.1", false, "a218cc491420",
     "epoll: use rwlock in order to reduce ep_poll_callback() contention"},
    {release(5, 6), "5.6", true, "1b53734bd0b2",
     "epoll: fix possible lost wakeup on epoll_ctl() path"}};
constexpr Change kFinalCheckUnderLock[] = {
    {release(5, 0), "5.0", false, "c5a282e9635e",
     "fs/epoll: reduce the scope of wq lock in epoll_wait()"},
    {release(5, 7), "5.7", true, "65759097d804",
     "epoll: call final ep_events_available() check under the lock"}};
constexpr Change kRecheckAfterTimeout[] = {
    {release(5, 0), "5.0", false, "abc610e01c66",
     "fs/epoll: avoid barrier after an epoll_wait(2) timeout"},
    {release(5, 11), "5.11", true, "289caf5d8f6c",
     "epoll: check for events when removing a timed out thread from the wait queue"}};
constexpr Change kFatalFirst[] = {
    {release(4, 13), "4.13", true, "c257a340ede0",
     "fs, epoll: short circuit fetching events if thread has been killed"}};
constexpr Change kReadyRwlock[] = {
    {release(5, 1), "5.1", true, "a218cc491420",
     "epoll: use rwlock in order to reduce ep_poll_callback() contention"},
    {release(6, 17), "6.17", false, "0c43094f8cc9", "eventpoll: Replace rwlock with spinlock"}};
constexpr Change kReadyLlist[] = {{candidate(6, 16, 3), "6.16-rc3", true, "8c44dac8add7",
                                   "eventpoll: Fix priority inversion problem"},
                                  {candidate(6, 16, 6), "6.16-rc6", false, "5f02b80c21e1",
                                   "Revert \"eventpoll: Fix priority inversion problem\""}};
constexpr Change kWqOwnLock[] = {
    {release(5, 1), "5.1", true, "a218cc491420",
     "epoll: use rwlock in order to reduce ep_poll_callback() contention"}};
constexpr Change kWakeOnOvflist[] = {
    {release(5, 7), "5.7", true, "0c54a6a44bf3",
     "eventpoll: fix missing wakeup for ovflist in ep_poll_callback"}};
constexpr Change kWakeAtScanEnd[] = {
    {release(5, 5), "5.5", false, "339ddb53d373",
     "fs/epoll: remove unnecessary wakeups of nested epoll"},
    {release(5, 13), "5.13", true, "7fab29e35632", "fs/epoll: restore waking from ep_done_scan()"}};
constexpr Change kWakePollersAtScanEnd[] = {
    {release(5, 5), "5.5", false, "339ddb53d373",
     "fs/epoll: remove unnecessary wakeups of nested epoll"}};
constexpr Change kOvflistFifo[] = {
    {release(5, 1), "5.1", true, "c141175d011f",
     "epoll: make sure all elements in ready list are in FIFO order"}};
constexpr Change kExclusiveByKey[] = {{release(4, 5), "4.5", true, "b6a515c8a0f6",
                                       "epoll: restrict EPOLLEXCLUSIVE to POLLIN and POLLOUT"}};
constexpr Change kSigmaskByResult[] = {
    {release(5, 0), "5.0", false, "854a6ed56839", "signal: Add restore_user_sigmask()"},
    {release(5, 2), "5.2", true, "97abc889ee29",
     "signal: remove the wrong signal_pending() check in restore_user_sigmask()"}};
constexpr Change kPipeAlwaysWakes[] = {
    {release(5, 5), "5.5", false, "1b6b26ae7053", "pipe: fix and clarify pipe write wakeup logic"},
    {release(5, 14), "5.14", true, "3a34b13a88ca",
     "pipe: make pipe writes always wake up readers"}};
constexpr Change kModBarrier[] = {
    {release(3, 8), "3.8", true, "128dd1759d96", "epoll: prevent missed events on EPOLL_CTL_MOD"}};
constexpr Change kLinkBeforePoll[] = {
    {release(5, 9), "5.9", true, "f8d4f44df056",
     "epoll: do not insert into poll queues until all sanity checks are done"}};
constexpr Change kLoopCheck[] = {{release(2, 6), "2.6.38", true, "22bacca48a17",
                                  "epoll: prevent creating circular epoll structures"}};
constexpr Change kCheckDepthUpwards[] = {
    {release(6, 17), "6.17", true, "f2e467a48287", "eventpoll: Fix semi-unbounded recursion"}};
constexpr Change kPinInPoll[] = {
    {release(6, 9), "6.9", true, "4efaa5acf0a1", "epoll: be better about file lifetimes"}};
constexpr Change kRefcount[] = {{release(6, 4), "6.4", true, "58c9b016e128",
                                 "epoll: use refcount to reduce ep_mutex contention"}};
constexpr Change kDyingFlag[] = {
    {release(6, 4), "6.4", true, "58c9b016e128",
     "epoll: use refcount to reduce ep_mutex contention"},
    {release(7, 1), "7.1", false, "07422c948f4b", "eventpoll: drop vestigial epi->dying flag"}};
constexpr Change kPinInRemove[] = {{release(7, 1), "7.1", true, "a6dc643c6931",
                                    "eventpoll: fix ep_remove struct eventpoll / struct file UAF"}};
constexpr Change kPutAfterUnlock[] = {
    {release(6, 16), "6.16", true, "8c2e52ebbe88",
     "eventpoll: don't decrement ep refcount while still holding the ep mutex"}};
constexpr Change kFilesFreedAtOnce[] = {
    {release(6, 7), "6.7", true, "0ede61d8589c", "file: convert to SLAB_TYPESAFE_BY_RCU"}};

/// The number of the commit is not known to us: 6.19 and 7.0 were compared.
constexpr Change kScopedPutUevent[] = {
    {release(7, 0), "7.0", true, "(id unknown)", "scoped user access in epoll_put_uevent()"}};
constexpr Change kRcuFreeEp[] = {{release(7, 0), "7.0", true, "07712db80857",
                                  "eventpoll: defer struct eventpoll free to RCU grace period"}};
constexpr Change kRcuWakeupSource[] = {{release(3, 10), "3.10", true, "eea1d585917c",
                                        "epoll: use RCU to protect wakeup_source in epitem"}};
constexpr Change kPollfree[] = {
    {release(3, 3), "3.3", true, "d80e731ecab4",
     "epoll: introduce POLLFREE to flush ->signalfd_wqh before kfree()"}};
constexpr Change kPollfreeClearsWhead[] = {
    {release(3, 3), "3.3", true, "971316f0503a",
     "epoll: ep_unregister_pollwait() can use the freed pwq->whead"}};
constexpr Change kPollfreeLast[] = {
    {release(4, 13), "4.13", true, "138e4ad67afd",
     "epoll: fix race between ep_poll_callback(POLLFREE) and ep_free()/ep_remove()"}};

constexpr Switch kSwitches[] = {
    {"lockless-check", &Protocol::lockless_check,
     "epoll_wait looks for events without ep->lock first; off: only under it", kLocklessCheck},
    {"zero-timeout-locked", &Protocol::zero_timeout_locked,
     "epoll_wait with timeout 0 looks under ep->lock", kZeroTimeoutLocked},
    {"seqcount", &Protocol::seqcount,
     "a look without the lock notices the start and the end of a scan", kSeqcount},
    {"arm-once", &Protocol::arm_once,
     "a waiter stays on ep->wq from its first sleep to the end of the call", kArmOnce},
    {"autoremove", &Protocol::autoremove, "the wake-up takes the waiter off ep->wq", kAutoremove},
    {"autoremove-always", &Protocol::autoremove_always,
     "it does so even if the waiter was running already", kAutoremoveAlways},
    {"autoremove-careful", &Protocol::autoremove_careful,
     "it publishes what it did before to a waiter that finds itself off ep->wq",
     kAutoremoveCareful},
    {"arm-under-ready-lock", &Protocol::arm_under_ready_lock,
     "a waiter gets on ep->wq under ep->lock; off: under the lock of ep->wq", kArmUnderReadyLock},
    {"final-check-under-lock", &Protocol::final_check_under_lock,
     "the last look before a sleep is under ep->lock, with the arming", kFinalCheckUnderLock},
    {"recheck-after-timeout", &Protocol::recheck_after_timeout,
     "a waiter that timed out but was woken as well collects", kRecheckAfterTimeout},
    {"fatal-first", &Protocol::fatal_first,
     "a waiter whose process is being killed collects nothing", kFatalFirst},
    {"ready-rwlock", &Protocol::ready_rwlock,
     "callbacks share ep->lock and add to the ready lists by exchanges", kReadyRwlock},
    {"ready-llist", &Protocol::ready_llist,
     "the ready list has no lock: callbacks push to it, whoever holds ep->mtx pops", kReadyLlist},
    {"wq-own-lock", &Protocol::wq_own_lock,
     "ep->wq has a lock of its own; off: the lock of the ready list is that of ep->wq", kWqOwnLock},
    {"wake-on-ovflist", &Protocol::wake_on_ovflist, "an event during a scan wakes a waiter",
     kWakeOnOvflist},
    {"wake-at-scan-end", &Protocol::wake_at_scan_end,
     "the end of a scan wakes a waiter if events are left", kWakeAtScanEnd},
    {"wake-pollers-at-scan-end", &Protocol::wake_pollers_at_scan_end,
     "the end of a scan tells those who poll the instance, too", kWakePollersAtScanEnd},
    {"ovflist-fifo", &Protocol::ovflist_fifo,
     "events that came during a scan are queued in their order; off: the last first", kOvflistFifo},
    {"exclusive-by-key", &Protocol::exclusive_by_key,
     "EPOLLEXCLUSIVE uses up a wake-up only if its key names an event of the item",
     kExclusiveByKey},
    {"sigmask-by-result", &Protocol::sigmask_by_result,
     "after epoll_pwait a signal is taken under the call's mask only if the call says EINTR",
     kSigmaskByResult},
    {"scoped-put-uevent", &Protocol::scoped_put_uevent,
     "an event is stored for the caller in one access to user memory; off: in two",
     kScopedPutUevent},
    {"pipe-always-wakes", &Protocol::pipe_always_wakes,
     "every write to a pipe wakes those who poll it; off: only a write to an empty one",
     kPipeAlwaysWakes},
    {"mod-barrier", &Protocol::mod_barrier,
     "EPOLL_CTL_MOD has a full barrier between the new mask and the poll", kModBarrier},
    {"link-before-poll", &Protocol::link_before_poll,
     "EPOLL_CTL_ADD links the item before its callback can run", kLinkBeforePoll},
    {"loop-check", &Protocol::loop_check,
     "EPOLL_CTL_ADD that could close a loop of instances is checked, one after the other",
     kLoopCheck},
    {"check-depth-upwards", &Protocol::check_depth_upwards,
     "EPOLL_CTL_ADD of an instance counts how deep others lie above, too", kCheckDepthUpwards},
    {"pin-in-poll", &Protocol::pin_in_poll, "a scan polls only a file that it can still pin",
     kPinInPoll},
    {"refcount", &Protocol::refcount,
     "file and items hold the instance by references; off: one global mutex around closing",
     kRefcount},
    {"dying-flag", &Protocol::dying_flag,
     "the release of a file marks the item that it is about to remove", kDyingFlag},
    {"pin-in-remove", &Protocol::pin_in_remove, "an item is removed only if its file can be pinned",
     kPinInRemove},
    {"put-after-unlock", &Protocol::put_after_unlock,
     "the reference on an instance is dropped after its mutex was released", kPutAfterUnlock},
    {"files-freed-at-once", &Protocol::files_freed_at_once,
     "the memory of a file can be used again without a grace period", kFilesFreedAtOnce},
    {"rcu-free-ep", &Protocol::rcu_free_ep, "an instance is freed after an RCU grace period",
     kRcuFreeEp},
    {"rcu-wakeup-source", &Protocol::rcu_wakeup_source,
     "MOD without EPOLLWAKEUP waits for callbacks that have found the item's wakeup source",
     kRcuWakeupSource},
    {"pollfree", &Protocol::pollfree,
     "a wait queue that goes before its waiters tells them by POLLFREE", kPollfree},
    {"pollfree-clears-whead", &Protocol::pollfree_clears_whead,
     "the callback then forgets the queue, which is freed a grace period later",
     kPollfreeClearsWhead},
    {"pollfree-last", &Protocol::pollfree_last,
     "it forgets the queue as the last it does; off: as the first", kPollfreeLast},
};

/// The kernel of that version: each switch as the last commit up to it left it.
constexpr Protocol at(unsigned version) {
  Protocol protocol;
  for (const Switch& s : kSwitches) {
    protocol.*s.member = stands_at(s, version);
  }
  return protocol;
}

constexpr Protocol with(Protocol protocol, std::initializer_list<bool Protocol::*> on,
                        std::initializer_list<bool Protocol::*> off) {
  for (bool Protocol::*member : on) protocol.*member = true;
  for (bool Protocol::*member : off) protocol.*member = false;
  return protocol;
}

constexpr Preset kPresets[] = {
    {"v4.9", "", at(release(4, 9))},
    {"v4.19", "", at(release(4, 19))},
    {"v5.0", "", at(release(5, 0))},
    {"v5.1", "", at(release(5, 1))},
    {"v5.4", "", at(release(5, 4))},
    {"v5.5", "", at(release(5, 5))},
    {"v5.6", "", at(release(5, 6))},
    {"v5.7", "", at(release(5, 7))},
    {"v5.9", "", at(release(5, 9))},
    {"v5.11", "", at(release(5, 11))},
    {"v5.13", "", at(release(5, 13))},
    {"v6.0", "", at(release(6, 0))},
    {"v6.4", "", at(release(6, 4))},
    {"v6.6", "", at(release(6, 6))},
    {"v6.9", "", at(release(6, 9))},
    {"v6.12", "", at(release(6, 12))},
    {"v6.16-rc3", "to rc5: the ready list without a lock, which 6.16-rc6 took back",
     with(at(candidate(6, 16, 3)), {}, {&Protocol::ready_rwlock})},
    {"v6.17", "", at(release(6, 17))},
    {"v7.0", "", at(release(7, 0))},
    {"v7.1", "", at(release(7, 1))},
    {"v7.2", "", at(release(7, 2))},
    {"debian-6.1.192", "Debian 12: 6.1 with the fixes of later kernels, and the spinlock",
     with(at(release(6, 1)),
          {&Protocol::autoremove_careful, &Protocol::pin_in_poll, &Protocol::refcount,
           &Protocol::dying_flag, &Protocol::pin_in_remove, &Protocol::put_after_unlock,
           &Protocol::check_depth_upwards, &Protocol::rcu_free_ep},
          {&Protocol::ready_rwlock})},
    {"debian-6.12.117",
     "Debian 12 backports: 6.12 with the fixes of later kernels, and the spinlock",
     with(at(release(6, 12)),
          {&Protocol::seqcount, &Protocol::pin_in_remove, &Protocol::put_after_unlock,
           &Protocol::check_depth_upwards, &Protocol::rcu_free_ep},
          {&Protocol::ready_rwlock})},
};

static_assert(at(release(7, 1)) == Protocol{});

}  // namespace

std::span<const Switch> switches() { return kSwitches; }

std::span<const Preset> presets() { return kPresets; }

const Protocol* find_protocol(std::string_view kernel) {
  for (const Preset& preset : kPresets)
    if (preset.name == kernel) return &preset.protocol;
  return nullptr;
}

std::string_view default_kernel() { return "v7.1"; }

}  // namespace epcheck
