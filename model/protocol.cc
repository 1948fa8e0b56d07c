// SPDX-License-Identifier: MIT
#include "model/protocol.h"

namespace epcheck {

const char* contradiction(const Protocol& p) {
  if (p.arm_once && p.autoremove)
    return "arm-once and autoremove exclude each other: an entry that a wake-up removed would not "
           "be armed again";
  if (p.final_check_under_lock && !p.arm_under_ready_lock)
    return "final-check-under-lock needs arm-under-ready-lock: the look and the arming are one "
           "section";
  if (p.ready_rwlock && !p.wq_own_lock)
    return "ready-rwlock needs wq-own-lock: callbacks that share the lock walk ep->wq together";
  if (p.ready_llist && (p.ready_rwlock || p.seqcount || !p.wq_own_lock || !p.lockless_check))
    return "ready-llist has no ep->lock: ready-rwlock and seqcount must be off, wq-own-lock and "
           "lockless-check on";
  if (!p.wq_own_lock && !p.arm_under_ready_lock)
    return "arm-under-ready-lock can be off only with wq-own-lock: there is no other lock";
  if (p.pin_in_remove && !p.refcount)
    return "pin-in-remove needs refcount: a close under the global mutex waits for nobody who "
           "would "
           "remove the rest";
  if (!p.lockless_check && (!p.final_check_under_lock || !p.zero_timeout_locked))
    return "without lockless-check every look is under the lock: final-check-under-lock and "
           "zero-timeout-locked must be on";
  if (!p.lockless_check && !p.recheck_after_timeout)
    return "without lockless-check every wait ends with a look: recheck-after-timeout must be on";
  if (!p.lockless_check && (p.arm_once || p.autoremove))
    return "without lockless-check an entry is armed for one wait and removed by its waiter: "
           "arm-once and autoremove must be off";
  return nullptr;
}

}  // namespace epcheck
